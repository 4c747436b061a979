// SPDX-License-Identifier: Apache-2.0
// What the buyer has to settle about a supplier besides its status; each ends by the fact that answers it.
import { useState } from 'preact/hooks'
import type { Schemas } from '../api'
import { useSupplierNumberAccept, useSupplierPredecessorAccept } from '../operations'
import { Allowed } from '../ui/allowed'
import { Form, TextField } from '../ui/form'
import { Inline } from '../ui/inline'
import { ProblemNotice } from '../ui/notice'
import { dayText, words } from '../words'

type Answer = { supplier: Schemas['Supplier'] }

function AcceptNumber(props: Answer) {
  const [reason, setReason] = useState('')
  const accept = useSupplierNumberAccept()
  const text = words().buyer.tasks
  return (
    <Form
      busy={accept.isPending}
      submit={text.acceptNumber}
      onSubmit={() => accept.mutate({ supplier: props.supplier.relationship, body: { reason } })}
    >
      <ProblemNotice error={accept.error} known={['/reason']} />
      <TextField label={text.reason} value={reason} onValue={setReason} error={accept.error} pointer="/reason" required />
    </Form>
  )
}

function AcceptPredecessor(props: Answer) {
  const [reason, setReason] = useState('')
  const accept = useSupplierPredecessorAccept()
  const text = words().buyer.tasks
  return (
    <Form
      busy={accept.isPending}
      submit={text.acceptPredecessor}
      onSubmit={() => accept.mutate({ supplier: props.supplier.relationship, body: { reason: reason || null } })}
    >
      <ProblemNotice error={accept.error} known={['/reason']} />
      <TextField label={text.reason} value={reason} onValue={setReason} error={accept.error} pointer="/reason" optional />
    </Form>
  )
}

function said(task: Schemas['Task']): string[] {
  const text = words().buyer.tasks
  const params = task.params as Record<string, string | boolean | null>
  const of = (name: string) => String(params[name] ?? '')
  if (task.code === 'decide_predecessor') return [text.predecessor(of('name'), of('corporate_number'))]
  return [
    text.numbers(of('record_number'), of('organisation_number'), of('organisation_name')),
    ...(params.linked ? [] : [text.refused]),
    text.numberLead,
  ]
}

export function Tasks(props: Answer) {
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
          <Allowed right="buyer:write">
            <Inline label={task.code === 'resolve_number' ? text.acceptNumber : text.acceptPredecessor}>
              {() => (task.code === 'resolve_number' ? <AcceptNumber supplier={props.supplier} /> : <AcceptPredecessor supplier={props.supplier} />)}
            </Inline>
          </Allowed>
        </div>
      ))}
    </section>
  )
}
