// SPDX-License-Identifier: Apache-2.0
// Looks at one partner's measures, and a new one.
import { useState } from 'preact/hooks'
import type { Schemas } from '../api'
import { usePartnerCheckAdd, usePartnerCheckWithdraw, usePartnerLookList } from '../operations'
import { Allowed } from '../ui/allowed'
import { Confirm } from '../ui/confirm'
import { fieldsOf, Form, SelectField, TextArea, TextField } from '../ui/form'
import { Inline } from '../ui/inline'
import { Loaded } from '../ui/loaded'
import { ProblemNotice } from '../ui/notice'
import { dayText, words } from '../words'

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
      {look.action && <p class="full">{look.action}</p>}
    </>
  )
}

function Add(props: { relationship: string; onDone: () => void }) {
  const text = words().buyer.partners
  const [draft, setDraft] = useState({ looked_on: '', method: 'check_sheet', result: 'sufficient', action: '' })
  const add = usePartnerCheckAdd(props.onDone)
  const field = fieldsOf(draft, (part) => setDraft({ ...draft, ...part }), add.error)
  const body = (): Input => ({
    method: draft.method as Input['method'],
    result: draft.result as Input['result'],
    ...(draft.looked_on && { looked_on: draft.looked_on }),
    ...(draft.action && { action: draft.action }),
  })
  return (
    <Form busy={add.isPending} submit={words().save} onSubmit={() => add.mutate({ supplier: props.relationship, body: body() })} onCancel={props.onDone}>
      <ProblemNotice error={add.error} known={['/looked_on', '/action']} />
      <TextField label={text.columns.looked_on} hint={text.todayHint} type="date" optional {...field('looked_on')} pointer="/looked_on" />
      <SelectField label={text.columns.method} {...field('method')} options={Object.entries(text.methods)} />
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
