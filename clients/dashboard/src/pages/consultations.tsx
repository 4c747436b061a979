// SPDX-License-Identifier: Apache-2.0
// Talks about costs, on file for both sides; the same page part serves both.
import { useState } from 'preact/hooks'
import type { Schemas } from '../api'
import { ConsultationInput } from '../limits'
import { useBuyerConsultationAdd, useBuyerConsultationList, useSupplierConsultationAdd, useSupplierConsultationList } from '../operations'
import { Allowed } from '../ui/allowed'
import { fieldsOf, Form, SelectField, TextArea, TextField } from '../ui/form'
import { Inline } from '../ui/inline'
import { Loaded } from '../ui/loaded'
import { ProblemNotice } from '../ui/notice'
import { dayText, listText, numberText, words } from '../words'

type Props = { side: 'buyer' | 'supplier'; relationship: string; state: Schemas['Supplier']['state'] }
type Input = Schemas['ConsultationInput']

// In which states of the relationship a side may record talks.
const RECORDED_IN: Record<Props['side'], Props['state'][]> = { buyer: ['invited', 'active', 'declined'], supplier: ['active'] }

const SIDES = {
  buyer: {
    useList: (supplier: string) => useSupplierConsultationList({ supplier }),
    useAdd(supplier: string, onDone: () => void) {
      const add = useSupplierConsultationAdd(onDone)
      return { ...add, send: (body: Input) => add.mutate({ supplier, body }) }
    },
  },
  supplier: {
    useList: (buyer: string) => useBuyerConsultationList({ buyer }),
    useAdd(buyer: string, onDone: () => void) {
      const add = useBuyerConsultationAdd(onDone)
      return { ...add, send: (body: Input) => add.mutate({ buyer, body }) }
    },
  },
}

function Add(props: Props & { onDone: () => void }) {
  const [draft, setDraft] = useState({ asked_on: '', asked_by: props.side === 'buyer' ? 'supplier' : 'buyer', cost: '', bears: '', outcome: 'open', text: '' })
  const text = words().buyer.consultations
  const save = SIDES[props.side].useAdd(props.relationship, props.onDone)
  const input = (): Input => ({
    asked_on: draft.asked_on,
    asked_by: draft.asked_by as Input['asked_by'],
    outcome: draft.outcome as Input['outcome'],
    ...(draft.cost && { cost_estimate: Number(draft.cost) }),
    ...(draft.bears && { who_bears: draft.bears as 'shared' }),
    ...(draft.text && { text: draft.text }),
  })
  const field = fieldsOf(draft, (part) => setDraft((last) => ({ ...last, ...part })), save.error)
  return (
    <Form busy={save.isPending} submit={words().save} onSubmit={() => save.send(input())} onCancel={props.onDone}>
      <ProblemNotice error={save.error} known={['/asked_on', '/cost_estimate', '/text']} />
      <TextField label={text.asked} type="date" {...field('asked_on')} pointer="/asked_on" />
      <SelectField label={text.by} {...field('asked_by')} options={Object.entries(text.bys)} />
      <TextField label={text.cost} type="number" limits={ConsultationInput.cost_estimate} optional {...field('cost')} pointer="/cost_estimate" />
      <SelectField label={text.bears} {...field('bears')} options={Object.entries(text.bearers)} />
      <SelectField label={text.outcome} {...field('outcome')} options={Object.entries(text.outcomes)} />
      <TextArea label={text.text} optional {...field('text')} pointer="/text" />
    </Form>
  )
}

export function Consultations(props: Props) {
  const text = words().buyer.consultations
  const found = SIDES[props.side].useList(props.relationship)
  return (
    <section class="card" id="consultations">
      <h2>{text.title}</h2>
      <p class="aside">{text.lead}</p>
      <Loaded query={found}>
        {({ items }) =>
          items.length === 0 ? (
            <p class="empty">{text.none}</p>
          ) : (
            <ul class="rows">
              {items.map((item) => (
                <li key={item.consultation}>
                  <span>
                    {dayText(item.asked_on)} <strong>{text.outcomes[item.outcome]}</strong>{' '}
                    {item.cost_estimate !== null && `${words().buyer.past.cost(numberText(item.cost_estimate))} `}
                    {item.who_bears && text.bearers[item.who_bears]}
                  </span>
                  <span class="aside">
                    {listText([text.recordedBy(text.bys[item.recorded_by]), ...(item.relationship === props.relationship ? [] : [text.ofJoined])])}
                  </span>
                  {item.text && <p class="full">{item.text}</p>}
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
      {RECORDED_IN[props.side].includes(props.state) && (
        <Allowed right={props.side === 'buyer' ? 'buyer:write' : 'supplier:write'}>
          <Inline label={text.add}>{(close) => <Add {...props} onDone={close} />}</Inline>
        </Allowed>
      )}
    </section>
  )
}
