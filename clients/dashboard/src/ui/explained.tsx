// SPDX-License-Identifier: Apache-2.0
// A status with its reasons: the same words on both sides' pages.
import type { Schemas, Status } from '../api'
import { dayText, instantText, listText, words } from '../words'
import { statusKey } from '../statuses'
import { Star, StatusBadge, statusText } from './status'
import { Facts } from './facts'

// The server's texts speak of the supplier; the supplier reads of himself.
export function told(side: 'buyer' | 'supplier', coded: { code: string; text: string }): string {
  const own = words().supplier.told
  return (side === 'supplier' && own[coded.code as keyof typeof own]) || coded.text
}

// What was filed from an instant on is not yet in what is shown, a status or counts; nothing where everything is.
export function Undecided(props: { since: string | null }) {
  return props.since && <p class="aside">{words().undecided(instantText(props.since))}</p>
}

export function Explained(props: { status: Status; side: 'buyer' | 'supplier' }) {
  const { status } = props
  const text = words().buyer.one
  return (
    <div class="explained">
      <p class="explained-badge">
        <StatusBadge status={status.status} waitingOn={status.waiting_on} side={props.side} reason={status.reasons[0]?.code} />
      </p>
      <Undecided since={status.decided_at} />
      <Facts
        of={[
          [
            text.requirement,
            <>
              {status.required_star ? <Star star={status.required_star} /> : words().none}{' '}
              {status.required_assurance && <span class="aside">{words().level[status.required_assurance]}</span>}
            </>,
          ],
          [
            text.held,
            <>
              <Star star={status.held_star} /> {status.held_assurance && <span class="aside">{words().level[status.held_assurance]}</span>}
            </>,
          ],
          [text.due, dayText(status.due_on) || words().none],
        ]}
      />
      <h3>{text.reasons}</h3>
      <ul class="reasons">
        {status.reasons.map((reason) => (
          <li key={reason.code}>{told(props.side, reason)}</li>
        ))}
      </ul>
      {status.notes.length > 0 && (
        <>
          <h3>{text.notes}</h3>
          <ul class="reasons">
            {status.notes.map((note) => (
              <li key={note.code}>{told(props.side, note)}</li>
            ))}
          </ul>
        </>
      )}
      {status.changes_on && status.next_status && (
        <p class="aside">{text.changes(dayText(status.changes_on), statusText(statusKey(status.next_status, status.next_waiting_on), props.side))}</p>
      )}
    </div>
  )
}

// What the buyer has to settle besides its status.
export const tasksText = (tasks: Schemas['Task'][]) => listText(tasks.map(({ code }) => words().task[code]))

// What the supplier told that it wants to settle, of a demand that may be met.
export function wishOf(status: Status) {
  return status.notes.find(({ code }) => code === 'talks_requested' || code === 'objected')
}

// What the reader has to do; what the other side has to do is no instruction to him. A supplier that wants to talk is told so, and
// not that there is nothing to do; of the buyer it is a task.
export function NextStep(props: { status: Status; side: 'buyer' | 'supplier' }) {
  const step = props.status.next_step
  const text = words().buyer.one
  const own = step.actor === props.side
  const wish = wishOf(props.status)
  if (props.side === 'supplier' && step.code === 'none' && wish) return <p>{told('supplier', wish)}</p>
  if (props.side === 'supplier' && step.actor === 'buyer') return <p>{told('supplier', { code: `step_${step.code}`, text: words().supplier.waits })}</p>
  return (
    <>
      <p>{step.text}</p>
      {step.actor !== 'none' && <p class="aside">{text.actor(own ? text.ourselves : words().actor[step.actor])}</p>}
    </>
  )
}
