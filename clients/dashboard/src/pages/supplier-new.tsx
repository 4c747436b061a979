// SPDX-License-Identifier: Apache-2.0
import { Link } from 'wouter'
import type { Schemas } from '../api'
import { supplierForm } from '../forms'
import { useSupplierAdd } from '../operations'
import { AllowedPage } from '../ui/allowed'
import { useDraft } from '../ui/draft'
import { Form } from '../ui/form'
import { Heading } from '../ui/heading'
import { Notice, ProblemNotice } from '../ui/notice'
import { SUPPLIER_POINTERS, SupplierFields } from '../ui/supplier-fields'
import { listText, words } from '../words'
import { InvitationLetter } from './supplier-invitation'

function Alike(props: { found: Schemas['LikelyDuplicate'][] }) {
  const text = words().buyer.alike
  if (props.found.length === 0) return null
  return (
    <Notice>
      <strong>{text.title}</strong>
      <p>{text.lead}</p>
      <ul>
        {props.found.map((one) => (
          <li key={one.relationship}>
            <Link href={`/suppliers/${one.relationship}`}>{[one.code, one.name].filter(Boolean).join(' ')}</Link>{' '}
            <span class="aside">{text.by(listText(one.alike.map((by) => words().likeness[by])))}</span>
          </li>
        ))}
      </ul>
    </Notice>
  )
}

export default function SupplierNew() {
  const { draft, change } = useDraft(supplierForm.draftOf(undefined))
  const text = words().buyer.add
  const add = useSupplierAdd()
  if (add.data)
    return (
      <>
        <Heading title={add.data.supplier.name} />
        <section class="card">
          <h2>{words().buyer.invitation.title}</h2>
          <Alike found={add.data.likely_duplicates} />
          <InvitationLetter invitation={add.data.invitation} contacts={add.data.supplier.contacts} />
          <p>{words().buyer.invitation.edit}</p>
          <Link href={`/suppliers/${add.data.relationship}`} class="button primary">
            {words().buyer.requirement.set}
          </Link>
        </section>
      </>
    )
  return (
    <AllowedPage right="buyer:write" title={text.title}>
      <Heading title={text.title} />
      <section class="card narrow">
        <Form busy={add.isPending} submit={text.submit} onSubmit={() => add.mutate({ body: supplierForm.recordOf(draft) })}>
          <ProblemNotice error={add.error} known={SUPPLIER_POINTERS} />
          <SupplierFields draft={draft} error={add.error} onChange={change} />
        </Form>
      </section>
    </AllowedPage>
  )
}
