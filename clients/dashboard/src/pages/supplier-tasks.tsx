// SPDX-License-Identifier: Apache-2.0
// What the buyer has to settle about a supplier besides its status; each ends by the fact that answers it.
import { useState } from 'preact/hooks'
import type { Schemas } from '../api'
import { useSupplierNumberAccept, useSupplierPredecessorAccept } from '../operations'
import { Allowed } from '../ui/allowed'
import { Form, TextArea } from '../ui/form'
import { Inline } from '../ui/inline'
import { ProblemNotice } from '../ui/notice'
import { dayText, words } from '../words'

type Supplier = Schemas['Supplier']
type Task = Schemas['Task']

// A difference is accepted for a reason; a predecessor may have one.
function Accept(props: { supplier: Supplier; task: Task; label: string; onDone: () => void }) {
  const { supplier, task, onDone } = props
  const [reason, setReason] = useState('')
  const number = useSupplierNumberAccept(onDone)
  const predecessor = useSupplierPredecessorAccept(onDone)
  const optional = task.code === 'decide_predecessor'
  const { isPending, error } = optional ? predecessor : number
  const named = { supplier: supplier.relationship }
  const submit = () => (optional ? predecessor.mutate({ ...named, body: { reason: reason || null } }) : number.mutate({ ...named, body: { reason } }))
  return (
    <Form busy={isPending} submit={props.label} onSubmit={submit} onCancel={onDone}>
      <ProblemNotice error={error} known={['/reason']} />
      <TextArea label={words().buyer.tasks.reason} value={reason} onValue={setReason} error={error} pointer="/reason" optional={optional} />
    </Form>
  )
}

function said(task: Task): string[] {
  const text = words().buyer.tasks
  const params = task.params as Record<string, string | boolean | null>
  const of = (name: string) => String(params[name] ?? '')
  switch (task.code) {
    case 'decide_predecessor':
      return [text.predecessor(of('name'), of('corporate_number'))]
    case 'resolve_number':
      return [text.numbers(of('record_number'), of('organisation_number'), of('organisation_name')), ...(params.linked ? [] : [text.refused]), text.numberLead]
    case 'send_invitation':
      return [text.unsent]
    case 'answer_talks':
    case 'answer_objection':
      return [text.talks]
  }
}

// What is settled here, or a way to where it is, further down the page.
function Settled(props: { supplier: Supplier; task: Task }) {
  const { supplier, task } = props
  const text = words().buyer.tasks
  if (task.code === 'answer_talks' || task.code === 'answer_objection') {
    return (
      <p>
        <a href="#consultations">{words().buyer.consultations.title}</a>
      </p>
    )
  }
  if (task.code !== 'resolve_number' && task.code !== 'decide_predecessor') return null
  const label = text.accept[task.code]
  return (
    <Allowed right="buyer:write">
      <Inline label={label}>{(close) => <Accept supplier={supplier} task={task} label={label} onDone={close} />}</Inline>
    </Allowed>
  )
}

export function Tasks(props: { supplier: Supplier }) {
  const text = words().buyer.tasks
  if (props.supplier.tasks.length === 0) return null
  return (
    <section class="card">
      <h2>{text.title}</h2>
      {props.supplier.tasks.map((task) => (
        <div key={task.code}>
          <h3>{words().task[task.code]}</h3>
          <p class="aside">{text.since(dayText(task.since))}</p>
          {said(task).map((line) => (
            <p key={line}>{line}</p>
          ))}
          <Settled supplier={props.supplier} task={task} />
        </div>
      ))}
    </section>
  )
}
