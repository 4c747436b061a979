// SPDX-License-Identifier: Apache-2.0
// What the supplier declares, and what this buyer found out about it.
import { useState } from 'preact/hooks'
import type { Schemas } from '../api'
import { useCheckAdd, useCheckList, useCheckWithdraw, useScopeDecisionAdd, useSupplierDeclarationList, useSupplierDeclarationPut } from '../operations'
import { dayOf } from '../day'
import { Allowed } from '../ui/allowed'
import { Attached } from '../ui/attached'
import { Confirm } from '../ui/confirm'
import { Facts } from '../ui/facts'
import { Choice, fieldsOf, Form, SelectField, TextField } from '../ui/form'
import { Inline } from '../ui/inline'
import { Loaded } from '../ui/loaded'
import { ProblemNotice } from '../ui/notice'
import { Star } from '../ui/status'
import { dayText, listText, words } from '../words'

type Declaration = Schemas['SupplierDeclaration']
type Check = Schemas['CheckInput']

function RecordCheck(props: { relationship: string; declaration: string; onDone: () => void }) {
  const [result, setResult] = useState<Check['result'] | null>(null)
  const [method, setMethod] = useState<Check['method']>('public_list')
  const text = words().buyer.declarations
  const add = useCheckAdd(props.onDone)
  return (
    <Form
      busy={add.isPending}
      submit={text.record}
      onSubmit={() => add.mutate({ supplier: props.relationship, declaration: props.declaration, body: { method, result: result! } })}
      onCancel={props.onDone}
    >
      <ProblemNotice error={add.error} />
      <Choice required legend={text.result} value={result} onValue={setResult} options={Object.entries(text.results) as [Check['result'], string][]} />
      <SelectField label={text.method} value={method} onValue={(value) => setMethod(value as Check['method'])} options={Object.entries(text.methods)} />
    </Form>
  )
}

// All checks, newest first; one made by mistake is withdrawn.
function Checks(props: { relationship: string; ended: boolean; declaration: string }) {
  const of = { supplier: props.relationship, declaration: props.declaration }
  const checks = useCheckList(of)
  const withdraw = useCheckWithdraw()
  const text = words().buyer.declarations
  return (
    <Loaded query={checks}>
      {({ items }) => (
        <ul class="rows">
          {items.length === 0 && <li class="empty">{text.never}</li>}
          {items.map((check) => (
            <li key={check.check}>
              <span>
                {text.checked(dayText(check.checked_on), text.results[check.result])}
                <span class="aside">{listText([text.methods[check.method], ...(check.relationship === props.relationship ? [] : [text.ofJoined])])}</span>
              </span>
              {check.withdrawn_at ? (
                <span class="aside">{text.withdrawn(dayText(dayOf(check.withdrawn_at)))}</span>
              ) : (
                check.checked_by === 'buyer' &&
                check.relationship === props.relationship &&
                !props.ended && (
                  <Allowed right="buyer:write">
                    <Confirm label={text.withdraw} lead={text.withdrawLead} action={() => withdraw.mutateAsync({ ...of, check: check.check })} />
                  </Allowed>
                )
              )}
              {check.checked_by === 'buyer' && <Attached side="buyer" link={{ kind: 'check', id: check.check }} />}
            </li>
          ))}
        </ul>
      )}
    </Loaded>
  )
}

function Earlier(props: { relationship: string; ended: boolean; declaration: string }) {
  const [open, setOpen] = useState(false)
  return (
    <details class="history" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{words().buyer.declarations.checks}</summary>
      {open && <Checks {...props} />}
    </details>
  )
}

// A partial scope counts only when the buyer says that it covers its business; that can be said anew.
function Decide(props: { relationship: string; declaration: Declaration }) {
  const text = words().buyer.declarations
  const add = useScopeDecisionAdd()
  const decide = (decision: 'covers' | 'does_not_cover') => () =>
    add.mutateAsync({ supplier: props.relationship, body: { declaration: props.declaration.declaration, decision } })
  const decided = props.declaration.scope_decision?.decision
  return (
    <div class="form-actions">
      {decided !== 'covers' && <Confirm kind="" label={text.covers} lead={text.coversLead} action={decide('covers')} />}
      {decided !== 'does_not_cover' && <Confirm kind="" label={text.doesNotCover} lead={text.doesNotCoverLead} action={decide('does_not_cover')} />}
    </div>
  )
}

function One(props: { relationship: string; ended: boolean; declaration: Declaration }) {
  const { declaration } = props
  const text = words().buyer.declarations
  const check = declaration.last_check
  return (
    <li class="declaration">
      <p>
        <Star star={declaration.star} /> <strong>{declaration.id}</strong> <span class="aside">{text.states[declaration.state]}</span>
        {declaration.recorded_by === 'buyer' && <span class="aside"> {declaration.joined ? text.ofJoined : text.byBuyer}</span>}
      </p>
      <Facts
        of={[
          [declaration.scheme === 'security-action' ? text.declared : text.registered, dayText(declaration.declared_on)],
          [text.until, dayText(declaration.valid_until) || text.noEnd],
          [
            text.scope,
            <>
              {text.scopes[declaration.scope]} {declaration.scope_text}
            </>,
          ],
          [text.check, check ? text.checked(dayText(check.checked_on), text.results[check.result]) : text.never],
          [text.decision, declaration.scope_decision && (declaration.scope_decision.decision === 'covers' ? text.covers : text.doesNotCover)],
        ]}
      />
      <Earlier {...props} declaration={declaration.declaration} />
      {!declaration.joined && !props.ended && <Judge {...props} />}
    </li>
  )
}

// What the buyer finds out and decides.
function Judge(props: { relationship: string; declaration: Declaration }) {
  const { declaration } = props
  const text = words().buyer.declarations
  return (
    <Allowed right="buyer:write">
      {declaration.scope === 'part' && declaration.state === 'active' && <Decide relationship={props.relationship} declaration={declaration} />}
      <Inline label={text.record}>{(close) => <RecordCheck relationship={props.relationship} declaration={declaration.declaration} onDone={close} />}</Inline>
    </Allowed>
  )
}

const STARS = [1, 2, 3, 4]

// An ID that the buyer knows, for example from a list of its own: the same ★ and ID again corrects it.
function RecordKnown(props: { relationship: string; onDone: () => void }) {
  const [draft, setDraft] = useState({ star: '1', id: '', declared_on: '', valid_until: '' })
  const text = words().buyer.declarations
  const put = useSupplierDeclarationPut(props.onDone)
  const field = fieldsOf(draft, (part) => setDraft((last) => ({ ...last, ...part })), put.error)
  const { id, declared_on, valid_until } = draft
  const body = { star: Number(draft.star), id, declared_on, ...(valid_until && { valid_until }) }
  return (
    <Form busy={put.isPending} submit={text.knownSubmit} onSubmit={() => put.mutate({ supplier: props.relationship, body })} onCancel={props.onDone}>
      <p class="aside">{text.knownLead}</p>
      <ProblemNotice error={put.error} known={['/id', '/declared_on', '/valid_until', '/star']} />
      <SelectField label="★" options={STARS.map((star): [string, string] => [String(star), words().star(star)])} {...field('star')} />
      <TextField label={text.knownId} autoComplete="off" {...field('id')} />
      <TextField label={text.declared} type="date" {...field('declared_on')} />
      <TextField label={text.until} type="date" optional {...field('valid_until')} />
    </Form>
  )
}

export function Declarations(props: { relationship: string; ended: boolean }) {
  const text = words().buyer.declarations
  const list = useSupplierDeclarationList({ supplier: props.relationship })
  return (
    <section class="card" id="declarations">
      <h2>{text.title}</h2>
      <Loaded query={list}>
        {(found) =>
          found.items.length === 0 ? (
            <p class="empty">{text.none}</p>
          ) : (
            <ul>
              {found.items.map((declaration) => (
                <One key={declaration.declaration} {...props} declaration={declaration} />
              ))}
            </ul>
          )
        }
      </Loaded>
      {!props.ended && (
        <Allowed right="buyer:write">
          <Inline label={text.known}>{(close) => <RecordKnown relationship={props.relationship} onDone={close} />}</Inline>
        </Allowed>
      )}
    </section>
  )
}
