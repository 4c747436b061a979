// SPDX-License-Identifier: Apache-2.0
// Looks at one partner's measures, and a new one.
import { useState } from 'preact/hooks'
import type { Schemas } from '../api'
import { useKeptStatementList, usePartnerCheckAdd, usePartnerCheckWithdraw, usePartnerLookList } from '../operations'
import { Allowed } from '../ui/allowed'
import { Attached } from '../ui/attached'
import { Confirm } from '../ui/confirm'
import { fieldsOf, Form, SelectField, TextArea, TextField } from '../ui/form'
import { Inline } from '../ui/inline'
import { Loaded } from '../ui/loaded'
import { ProblemNotice } from '../ui/notice'
import { dayText, language, listText, words } from '../words'

type Look = Schemas['PartnerLook']
type Input = Schemas['PartnerCheckInput']

export function LookText(props: { look: Look }) {
  const { look } = props
  const text = words().buyer.partners
  return (
    <>
      <span>
        {dayText(look.looked_on)} {text.methods[look.method]} <strong>{text.results[look.result]}</strong>
      </span>
      {look.by.name && <span class="aside"> {look.by.name}</span>}
      {look.statement && (
        <span class="aside">
          {' '}
          {look.statement.issuer} {look.statement.code}
        </span>
      )}
      {look.files.length > 0 && <span class="aside"> {listText(look.files.map(({ name }) => name ?? words().evidence.erasedName))}</span>}
      {look.action && <p class="full">{look.action}</p>}
    </>
  )
}

function Add(props: { relationship: string; onDone: () => void }) {
  const text = words().buyer.partners
  const [draft, setDraft] = useState({ looked_on: '', method: 'check_sheet', result: 'sufficient', action: '', kept: '' })
  const statements = useKeptStatementList({ supplier: props.relationship }, { enabled: draft.method === 'statement' })
  const add = usePartnerCheckAdd(props.onDone)
  const field = fieldsOf(draft, (part) => setDraft((last) => ({ ...last, ...part })), add.error)
  const body = (): Input => ({
    method: draft.method as Input['method'],
    result: draft.result as Input['result'],
    ...(draft.looked_on && { looked_on: draft.looked_on }),
    ...(draft.method === 'statement' && { kept: draft.kept }),
    ...(draft.action && { action: draft.action }),
  })
  return (
    <Form busy={add.isPending} submit={words().save} onSubmit={() => add.mutate({ supplier: props.relationship, body: body() })} onCancel={props.onDone}>
      <ProblemNotice error={add.error} known={['/looked_on', '/action', '/kept']} />
      <TextField label={text.columns.looked_on} hint={text.todayHint} type="date" optional {...field('looked_on')} pointer="/looked_on" />
      <SelectField label={text.columns.method} {...field('method')} options={Object.entries(text.methods)} />
      {draft.method === 'statement' && (
        <Loaded query={statements}>
          {({ items }) => (
            <SelectField
              label={text.methods.statement}
              hint={items.length > 0 ? text.keptHint : text.keptNone}
              required
              {...field('kept')}
              options={[['', ''], ...items.map(({ kept, claims }): [string, string] => [kept, claims.sentence[language.value]])]}
            />
          )}
        </Loaded>
      )}
      <SelectField label={text.columns.result} {...field('result')} options={Object.entries(text.given)} />
      <TextArea label={text.columns.action} hint={text.actionHint} optional={draft.result === 'sufficient'} {...field('action')} pointer="/action" />
    </Form>
  )
}

export function PartnerLooks(props: { relationship: string; over: boolean }) {
  const text = words().buyer.partners
  const looks = usePartnerLookList({ supplier: props.relationship })
  const withdraw = usePartnerCheckWithdraw()
  return (
    <section class="card">
      <h2>{text.one}</h2>
      <p class="aside">{text.oneLead}</p>
      <Loaded query={looks}>
        {({ items }) =>
          items.length === 0 ? (
            <p class="empty">{text.noLooks}</p>
          ) : (
            <ul class="rows">
              {items.map((look) => (
                <li key={look.look}>
                  <LookText look={look} />
                  {look.source === 'partner_check' && (
                    <Allowed right="buyer:write">
                      <Confirm
                        label={text.withdraw}
                        lead={text.withdrawLead}
                        action={() => withdraw.mutateAsync({ supplier: props.relationship, partner_check: look.look })}
                      />
                    </Allowed>
                  )}
                  <Attached side="buyer" link={{ kind: look.source, id: look.look }} />
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
      {!props.over && (
        <Allowed right="buyer:write">
          <Inline label={text.add}>{(close) => <Add relationship={props.relationship} onDone={close} />}</Inline>
        </Allowed>
      )}
    </section>
  )
}
