// SPDX-License-Identifier: Apache-2.0
// One supplier as its buyer sees it.
import { Link, useParams } from 'wouter'
import type { Schemas } from '../api'
import { supplierForm } from '../forms'
import {
  useErasureAdd,
  useSupplierAliasEnd,
  useSupplierEnd,
  useSupplierGet,
  useSupplierPatch,
  useSupplierRemarkDismiss,
  useSupplierTimelineGet,
} from '../operations'
import { Allowed } from '../ui/allowed'
import { Confirm } from '../ui/confirm'
import { useDraft } from '../ui/draft'
import { Explained, NextStep, tasksText } from '../ui/explained'
import { Facts } from '../ui/facts'
import { Heading } from '../ui/heading'
import { Loaded } from '../ui/loaded'
import { Form } from '../ui/form'
import { Inline } from '../ui/inline'
import { NextTask } from '../ui/next-task'
import { ProblemNotice } from '../ui/notice'
import { NumberRemarks } from '../ui/number-remarks'
import { PageIndex } from '../ui/page-index'
import { Timeline } from '../ui/steps'
import { SUPPLIER_POINTERS, SupplierFields } from '../ui/supplier-fields'
import { dayText, listText, words } from '../words'
import { Consultations } from './consultations'
import { PartnerLooks } from './partner-looks'
import { Declarations } from './supplier-declarations'
import { SupplierDisclosures } from './supplier-disclosures'
import { History } from './supplier-history'
import { InviteAgain, SentMails } from './supplier-invitation'
import { Requirement } from './supplier-requirement'
import { Succession } from './supplier-succession'
import { Tasks } from './supplier-tasks'

type Supplier = Schemas['Supplier']

function Profile(props: { supplier: Supplier }) {
  const { supplier } = props
  const text = words().buyer
  const facts: [string, string | null | undefined][] = [
    [text.add.reading, supplier.reading],
    [text.one.registered, supplier.organisation?.name],
    [text.add.number, supplier.corporate_number],
    [text.add.code, supplier.code],
    [text.add.category, supplier.category],
    [text.add.tags, listText(supplier.tags)],
    [text.one.contacts, listText(supplier.contacts.map((contact) => [contact.name, contact.email].filter(Boolean).join(' ')))],
    [text.add.memo, supplier.memo],
    [text.add.owner, supplier.owner],
  ]
  return (
    <section class="card">
      <h2>{text.one.profile}</h2>
      <p>{text.one.state(words().state[supplier.state], dayText(supplier.state_on))}</p>
      {supplier.organisation && <p class="aside">{supplier.organisation.number_proven ? text.one.proven : text.one.unproven}</p>}
      <Facts of={facts} />
      {supplier.state !== 'ended' && (
        <Allowed right="buyer:write">
          <Inline label={text.one.edit}>{(close) => <Edit supplier={supplier} onDone={close} />}</Inline>
        </Allowed>
      )}
      <Succession supplier={supplier} />
    </section>
  )
}

// Records that were joined, and by what the supplier is named because of them.
function Joined(props: { supplier: Supplier }) {
  const { supplier } = props
  const text = words().buyer.duplicates
  const end = useSupplierAliasEnd()
  if (!supplier.joined_into && supplier.joined.length === 0 && supplier.aliases.length === 0) return null
  return (
    <section class="card">
      <h2>{text.joined}</h2>
      {supplier.joined_into && (
        <p>
          <Link href={`/suppliers/${supplier.joined_into}`}>{text.into}</Link>
        </p>
      )}
      <ul class="rows">
        {supplier.joined.map((one) => (
          <li key={one.relationship}>
            <Link href={`/suppliers/${one.relationship}`}>{[one.code, one.name].filter(Boolean).join(' ')}</Link>
            <span class="aside">{dayText(one.joined_on)}</span>
          </li>
        ))}
      </ul>
      {supplier.aliases.map(({ alias }) => (
        <p key={alias}>
          {text.alias(alias.replace(/^code:/, ''))}{' '}
          <Allowed right="buyer:write">
            <Confirm label={text.aliasEnd} lead={text.aliasEndLead} action={() => end.mutateAsync({ supplier: supplier.relationship, body: { alias } })} />
          </Allowed>
        </p>
      ))}
    </section>
  )
}

function Edit(props: { supplier: Supplier; onDone: () => void }) {
  const { supplier, onDone } = props
  const { draft, change } = useDraft(supplierForm.draftOf(supplier))
  const patch = useSupplierPatch(onDone)
  const submit = () => {
    const body = supplierForm.patchOf(draft, supplier)
    if (body) patch.mutate({ supplier: supplier.relationship, body })
    else onDone()
  }
  return (
    <Form busy={patch.isPending} submit={words().save} onSubmit={submit} onCancel={onDone}>
      <ProblemNotice error={patch.error} known={SUPPLIER_POINTERS} />
      <SupplierFields draft={draft} error={patch.error} onChange={change} />
    </Form>
  )
}

function Remarks(props: { supplier: Supplier }) {
  const text = words().buyer.remarks
  const dismiss = useSupplierRemarkDismiss()
  if (props.supplier.number_remarks.length === 0) return null
  return (
    <section class="card">
      <h2>{text.title}</h2>
      <p class="aside">{text.lead}</p>
      <NumberRemarks remarks={props.supplier.number_remarks}>
        {({ code }) => (
          <Allowed right="buyer:write">
            <Confirm
              label={text.dismiss}
              lead={text.dismissLead}
              action={() => dismiss.mutateAsync({ supplier: props.supplier.relationship, body: { code } })}
            />
          </Allowed>
        )}
      </NumberRemarks>
    </section>
  )
}

function Answered(props: { response: Schemas['Response'] }) {
  const text = words().buyer.one
  return (
    <section class="card">
      <h2>{text.response}</h2>
      <p>
        <strong>{text.responses[props.response.kind]}</strong> <span class="aside">{text.revision(props.response.revision)}</span>
      </p>
      {props.response.message && <blockquote>{props.response.message}</blockquote>}
    </section>
  )
}

function SupplierTimeline(props: { relationship: string; today: string }) {
  return <Timeline query={useSupplierTimelineGet({ supplier: props.relationship })} today={props.today} />
}

// What cannot be undone stands behind all else.
function Ending(props: { supplier: Supplier }) {
  const { relationship, state } = props.supplier
  const end = useSupplierEnd()
  const text = words().buyer.one
  return (
    <Allowed right={state === 'ended' ? 'keys:write' : 'buyer:write'}>
      <section class="card">
        <h2>{text.ending}</h2>
        {state === 'ended' ? (
          <Erase relationship={relationship} />
        ) : (
          <Confirm label={text.end} lead={text.endLead} action={() => end.mutateAsync({ supplier: relationship })} />
        )}
      </section>
    </Allowed>
  )
}

function Erase(props: { relationship: string }) {
  const erase = useErasureAdd()
  const text = words().organisation.erasures
  const action = () => erase.mutateAsync({ body: { relationship: props.relationship, dry_run: false } })
  return <Confirm label={text.relationship} lead={text.relationshipLead} action={action} />
}

export default function SupplierPage() {
  const { relationship } = useParams<{ relationship: string }>()
  const supplier = useSupplierGet({ supplier: relationship })
  const text = words().buyer.one
  return (
    <Loaded query={supplier} page={words().nav.suppliers}>
      {(found) => (
        <>
          <Heading title={found.name} />
          {found.organisation?.closed_on && <p>{words().organisation.archive.left(dayText(found.organisation.closed_on))}</p>}
          {found.erase_on && <p>{words().organisation.erasures.on(dayText(found.erase_on))}</p>}
          <PageIndex />
          <div class="cards">
            <section class="card">
              <h2>{text.status}</h2>
              <Explained status={found.status} side="buyer" />
              <Allowed right="audit:read">
                <p>
                  <Link href={`/audit/decisions/${relationship}`}>{words().organisation.decision.link}</Link>
                </p>
              </Allowed>
            </section>
            <div>
              <section class="card">
                <h2>{text.next}</h2>
                {/* Whoever has something to settle is never told that there is nothing to do. */}
                {found.status.next_step.code === 'none' && found.tasks.length > 0 ? (
                  <p>{tasksText(found.tasks)}</p>
                ) : (
                  <NextStep status={found.status} side="buyer" />
                )}
                {found.status.next_step.code === 'check_declaration' && (
                  <p>
                    <a href="#declarations">{words().buyer.declarations.title}</a>
                  </p>
                )}
              </section>
              <Tasks supplier={found} />
              <Remarks supplier={found} />
              {found.response && <Answered response={found.response} />}
              {(found.state === 'invited' || found.state === 'declined') && (
                <Allowed right="buyer:write">
                  <InviteAgain supplier={found} />
                </Allowed>
              )}
            </div>
            <SentMails relationship={relationship} />
            <SupplierTimeline relationship={relationship} today={found.status.as_of} />
            <section class="card">
              <Requirement supplier={found} />
            </section>
            <Declarations relationship={relationship} ended={found.state === 'ended'} />
            {found.organisation && <SupplierDisclosures supplier={found} />}
            <PartnerLooks relationship={relationship} over={found.state === 'ended'} />
            <Consultations side="buyer" relationship={relationship} state={found.state} />
            <Profile supplier={found} />
            <Joined supplier={found} />
            <History relationship={relationship} />
            <Ending supplier={found} />
          </div>
          <NextTask relationship={relationship} />
        </>
      )}
    </Loaded>
  )
}
