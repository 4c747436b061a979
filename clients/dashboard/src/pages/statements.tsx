// SPDX-License-Identifier: Apache-2.0
// Statements: what a supplier gives out, and what a buyer keeps and permits.
import { useState } from 'preact/hooks'
import type { Schemas } from '../api'
import { namingForm } from '../forms'
import {
  buyerList,
  keptStatementList,
  statementList,
  statementNamingGet,
  statementPage,
  useKeptStatementAdd,
  useKeptStatementRemove,
  useStatementAdd,
  useStatementNamingPut,
  useStatementWithdraw,
} from '../operations'
import { useKnown, usePages } from '../queries'
import { useRights } from '../session'
import { Allowed } from '../ui/allowed'
import { Confirm } from '../ui/confirm'
import { Download } from '../ui/download'
import { fieldsOf, Form, SelectField, TextArea, TextField } from '../ui/form'
import { Heading } from '../ui/heading'
import { Inline } from '../ui/inline'
import { Loaded, More } from '../ui/loaded'
import { ProblemNotice } from '../ui/notice'
import { instantText, words } from '../words'
import { Sentence, Withdrawal } from './statement-shown'

function after(page: { next_cursor: string | null }) {
  return page.next_cursor ? { cursor: page.next_cursor } : undefined
}

// The signed text as a file, for whoever is to receive it.
function SignedText(props: { jws: string }) {
  const text = words().statements
  return <Download rows={() => Promise.resolve(new Blob([`${props.jws}\n`], { type: 'text/plain' }))} name="statement.jws" label={text.signedText} />
}

function Give(props: { onDone: () => void }) {
  const text = words().statements
  const [draft, setDraft] = useState({ buyer: '', as_of: '' })
  const buyers = usePages(buyerList, {}, after)
  const add = useStatementAdd(props.onDone)
  const field = fieldsOf(draft, (part) => setDraft((last) => ({ ...last, ...part })), add.error)
  const options = (buyers.data?.pages ?? []).flatMap(({ items }) => items.map((one): [string, string] => [one.status.relationship, one.counterparty.name]))
  return (
    <Form
      busy={add.isPending}
      submit={text.give}
      onSubmit={() => add.mutate({ body: { buyer: draft.buyer || null, as_of: draft.as_of || null } })}
      onCancel={props.onDone}
    >
      <p class="aside">{text.giveLead}</p>
      <ProblemNotice error={add.error} known={['/buyer', '/as_of']} />
      <SelectField label={text.about} {...field('buyer')} options={[['', text.standing], ...options]} />
      <More pages={buyers} />
      <TextField label={text.asOf} hint={text.asOfHint} type="date" optional {...field('as_of')} />
    </Form>
  )
}

function Given(props: { statement: Schemas['Statement'] }) {
  const { statement, claims, jws, withdrawn_at, recorded_at, verify_url } = props.statement
  const text = words().statements
  const withdraw = useStatementWithdraw()
  return (
    <li>
      <h3>
        {text.issuedAt} {instantText(recorded_at)}
      </h3>
      <Sentence claims={claims} />
      <p class="aside">
        <a href={verify_url}>{text.verifyPage}</a>
      </p>
      {withdrawn_at && <p>{text.withdrawn(instantText(withdrawn_at))}</p>}
      <div class="form-actions">
        <Download rows={() => statementPage.blob('application/pdf', { statement })} name="statement.pdf" label={text.paper} />
        <SignedText jws={jws} />
        {!withdrawn_at && (
          <Allowed right="supplier:write">
            <Confirm label={text.withdraw} lead={text.withdrawLead} action={() => withdraw.mutateAsync({ statement, body: {} })} />
          </Allowed>
        )}
      </div>
    </li>
  )
}

function Own() {
  const text = words().statements
  const pages = usePages(statementList, {}, after)
  return (
    <section class="card">
      <h2>{text.own}</h2>
      <p>{text.ownLead}</p>
      <Allowed right="supplier:write">
        <Inline label={text.give}>{(close) => <Give onDone={close} />}</Inline>
      </Allowed>
      <Loaded query={pages}>
        {(found) => (
          <>
            <ul class="rows">
              {found.pages
                .flatMap(({ items }) => items)
                .map((one) => (
                  <Given key={one.statement} statement={one} />
                ))}
            </ul>
            {found.pages[0]?.items.length === 0 && <p class="empty">{text.none}</p>}
            <More pages={pages} />
          </>
        )}
      </Loaded>
    </section>
  )
}

function Keep(props: { onDone: () => void }) {
  const text = words().statements
  const [jws, setJws] = useState('')
  const add = useKeptStatementAdd(props.onDone)
  return (
    <Form busy={add.isPending} submit={text.keep} onSubmit={() => add.mutate({ body: { jws } })} onCancel={props.onDone}>
      <ProblemNotice error={add.error} known={['/jws']} />
      <TextArea label={text.signedText} rows={5} value={jws} onValue={setJws} error={add.error} pointer="/jws" />
    </Form>
  )
}

function Kept() {
  const text = words().statements
  const pages = usePages(keptStatementList, {}, after)
  const remove = useKeptStatementRemove()
  return (
    <section class="card">
      <h2>{text.kept}</h2>
      <p>{text.keptLead}</p>
      <Allowed right="buyer:write">
        <Inline label={text.keep}>{(close) => <Keep onDone={close} />}</Inline>
      </Allowed>
      <Loaded query={pages}>
        {(found) => (
          <>
            <ul class="rows">
              {found.pages
                .flatMap(({ items }) => items)
                .map((one) => (
                  <li key={one.kept}>
                    <h3>
                      {text.issuedAt} {instantText(one.claims.iat * 1000)}
                    </h3>
                    <Sentence claims={one.claims} />
                    <Withdrawal seen={one} />
                    <div class="form-actions">
                      <SignedText jws={one.jws} />
                      <Allowed right="buyer:write">
                        <Confirm label={text.remove} lead={text.removeLead} action={() => remove.mutateAsync({ kept: one.kept })} />
                      </Allowed>
                    </div>
                  </li>
                ))}
            </ul>
            {found.pages[0]?.items.length === 0 && <p class="empty">{text.keptNone}</p>}
            <More pages={pages} />
          </>
        )}
      </Loaded>
    </section>
  )
}

function Naming() {
  const text = words().statements
  const naming = useKnown(statementNamingGet, {})
  const put = useStatementNamingPut()
  return (
    <section class="card narrow">
      <h2>{text.naming}</h2>
      <p>{text.namingLead}</p>
      <Loaded query={naming}>
        {(found) => (
          <>
            <p>
              <strong>{found!.data.named ? text.named : text.notNamed}</strong>
            </p>
            <ProblemNotice error={put.error} />
            <Allowed right="buyer:write">
              <button
                type="button"
                aria-disabled={put.isPending}
                onClick={() => !put.isPending && put.mutate({ body: namingForm.inputOf({ named: !found!.data.named }), replaces: found!.tag })}
              >
                {found!.data.named ? text.nameNot : text.name}
              </button>
            </Allowed>
          </>
        )}
      </Loaded>
    </section>
  )
}

export default function Statements() {
  const rights = useRights()
  return (
    <>
      <Heading title={words().statements.title} />
      {rights.has('supplier:read') && <Own />}
      {rights.has('buyer:read') && <Kept />}
      {rights.has('buyer:read') && <Naming />}
    </>
  )
}
