// SPDX-License-Identifier: Apache-2.0
import { useState } from 'preact/hooks'
import { Link } from 'wouter'
import { supplierForm } from '../forms'
import { useSupplierAdd } from '../operations'
import { AllowedPage } from '../ui/allowed'
import { Form } from '../ui/form'
import { Heading } from '../ui/heading'
import { ProblemNotice } from '../ui/notice'
import { SUPPLIER_POINTERS, SupplierFields } from '../ui/supplier-fields'
import { words } from '../words'
import { InvitationLetter } from './supplier-invitation'

export default function SupplierNew() {
  const [draft, setDraft] = useState(() => supplierForm.draftOf(undefined))
  const text = words().buyer.add
  const add = useSupplierAdd()
  if (add.data)
    return (
      <>
        <Heading title={add.data.supplier.name} />
        <section class="card">
          <h2>{words().buyer.invitation.title}</h2>
          <InvitationLetter invitation={add.data.invitation} />
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
          <SupplierFields draft={draft} error={add.error} onChange={setDraft} />
        </Form>
      </section>
    </AllowedPage>
  )
}
