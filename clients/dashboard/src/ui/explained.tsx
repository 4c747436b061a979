// SPDX-License-Identifier: Apache-2.0
// A status with its reasons: the same words on both sides' pages.
import type { Status } from '../api'
import { dayText, words } from '../words'
import { Star, StatusBadge, statusKey } from './status'

export function Explained(props: { status: Status }) {
  const { status } = props
  const text = words().buyer.one
  return (
    <div class="explained">
      <p class="explained-badge">
        <StatusBadge status={status.status} waitingOn={status.waiting_on} />
      </p>
      <dl class="facts">
        <div>
          <dt>{text.requirement}</dt>
          <dd>
            {status.required_star ? <Star star={status.required_star} /> : words().none}{' '}
            {status.required_assurance && <span class="aside">{words().level[status.required_assurance]}</span>}
          </dd>
        </div>
        <div>
          <dt>{text.held}</dt>
          <dd>
            <Star star={status.held_star} />{' '}
            {status.held_assurance && <span class="aside">{words().level[status.held_assurance]}</span>}
          </dd>
        </div>
        <div>
          <dt>{text.due}</dt>
          <dd>{dayText(status.due_on) || words().none}</dd>
        </div>
      </dl>
      <h3>{text.reasons}</h3>
      <ul class="reasons">
        {status.reasons.map((reason) => (
          <li key={reason.code}>{reason.text}</li>
        ))}
      </ul>
      {status.notes.length > 0 && (
        <>
          <h3>{text.notes}</h3>
          <ul class="reasons">
            {status.notes.map((note) => (
              <li key={note.code}>{note.text}</li>
            ))}
          </ul>
        </>
      )}
      {status.changes_on && status.next_status && (
        <p class="aside">
          {text.changes(dayText(status.changes_on), words().status[statusKey(status.next_status, status.next_waiting_on)])}
        </p>
      )}
    </div>
  )
}

export function NextStep(props: { status: Status }) {
  const step = props.status.next_step
  const text = words().buyer.one
  return (
    <>
      <p>{step.text}</p>
      {step.actor !== 'none' && <p class="aside">{text.actor(words().actor[step.actor])}</p>}
    </>
  )
}
