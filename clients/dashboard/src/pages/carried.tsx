// SPDX-License-Identifier: Apache-2.0
// What a self-assessment took over from another, and what differs between the two.
import { useState } from 'preact/hooks'
import type { Schemas } from '../api'
import { useAssessmentDiff } from '../operations'
import { Loaded } from '../ui/loaded'
import { language, listText, words } from '../words'

type Assessment = Schemas['Assessment']
type Edition = Schemas['Edition']
type Difference = Schemas['AssessmentDifference']

// Why a criterion has to be looked at, though it may be answered already.
export function CarriedMark(props: { carried: Assessment['carried']; criterion: string }) {
  const text = words().supplier.carried
  if (props.carried?.new.includes(props.criterion)) return <strong class="mark">{text.new}</strong>
  if (props.carried?.changed.includes(props.criterion)) return <strong class="mark">{text.changed}</strong>
  return null
}

function answerText(edition: Edition, given: Difference['before']): string {
  const text = words().supplier.carried
  if (!given) return text.absent
  const label = edition.answers.find((option) => option.value === given.answer)?.label[language.value] ?? text.unanswered
  return [label, given.justification, given.note].filter(Boolean).join(' / ')
}

function Differences(props: { items: Difference[]; edition: Edition }) {
  const text = words().supplier.carried
  return (
    <ul class="rows">
      {props.items.map((item) => (
        <li key={item.criterion}>
          <span>
            <a href={`#criterion-${item.criterion}`}>
              {item.criterion}. {item.text}
            </a>
            {item.text_before && <p class="aside">{text.textBefore(item.text_before)}</p>}
            <p class="aside">{listText(item.changes.map((change) => text.changes[change]))}</p>
          </span>
          <span>
            {answerText(props.edition, item.before)} → <strong>{answerText(props.edition, item.after)}</strong>
          </span>
        </li>
      ))}
    </ul>
  )
}

function Compared(props: { assessment: string; edition: Edition }) {
  const text = words().supplier.carried
  const diff = useAssessmentDiff({ assessment: props.assessment })
  return (
    <Loaded query={diff}>
      {({ with: other, items }) =>
        items.length > 0 ? <Differences items={items} edition={props.edition} /> : <p class="empty">{other ? text.same : text.nothing}</p>
      }
    </Loaded>
  )
}

export function Carried(props: { assessment: Assessment; edition: Edition }) {
  const { carried, assessment } = props.assessment
  const [open, setOpen] = useState(false)
  const text = words().supplier.carried
  return (
    <section class="card">
      <h2>{text.title}</h2>
      {carried && <p>{text.taken(carried.answers, carried.new.length, carried.changed.length)}</p>}
      <details onToggle={(event) => setOpen(event.currentTarget.open)}>
        <summary>{text.compare}</summary>
        {open && <Compared assessment={assessment} edition={props.edition} />}
      </details>
    </section>
  )
}
