// SPDX-License-Identifier: Apache-2.0
// Recurring criteria: what falls due this month, and when each was done last.
import { useState } from 'preact/hooks'
import { Link } from 'wouter'
import type { Schemas } from '../api'
import { monthEnd } from '../day'
import { useDutyList, useDutyPut } from '../operations'
import { Allowed } from '../ui/allowed'
import { Confirm } from '../ui/confirm'
import { CriterionHelp, Helped } from '../ui/criterion-help'
import { Facts } from '../ui/facts'
import { Form, TextField } from '../ui/form'
import { Heading } from '../ui/heading'
import { Inline } from '../ui/inline'
import { Loaded } from '../ui/loaded'
import { ProblemNotice } from '../ui/notice'
import { dayText, words } from '../words'

type Duty = Schemas['Duty']

function Done(props: { duty: Duty; today: string; onDone: () => void }) {
  const { duty } = props
  const [day, setDay] = useState(props.today)
  const text = words().supplier.duties
  const put = useDutyPut(props.onDone)
  const note = (done_on: string | null) => put.mutateAsync({ criterion: duty.criterion, body: { done_on } })
  return (
    <Form
      busy={put.isPending}
      submit={text.save}
      onSubmit={() => void note(day).catch(() => undefined)}
      extra={
        <>
          {duty.last_done_on && <Confirm label={text.takeBack} lead={text.takeBackLead(dayText(duty.last_done_on))} action={() => note(null)} />}
          <button type="button" onClick={props.onDone}>
            {words().cancel}
          </button>
        </>
      }
    >
      <ProblemNotice error={put.error} known={['/done_on']} />
      <TextField label={text.doneOn} type="date" value={day} onValue={setDay} error={put.error} pointer="/done_on" />
    </Form>
  )
}

function References(props: { duty: Duty }) {
  const text = words().supplier.duties
  if (props.duty.refers_to.length === 0) return null
  return (
    <details>
      <summary>{text.rests(props.duty.refers_to.length)}</summary>
      <ul class="rows">
        {props.duty.refers_to.map((one) => (
          <li key={one.criterion}>
            <span>
              {one.criterion}. {one.text}
            </span>
            {one.interval_months !== null && <span class="aside">{one.last_done_on ? text.last(dayText(one.last_done_on)) : text.never}</span>}
          </li>
        ))}
      </ul>
    </details>
  )
}

function Item(props: { duty: Duty; today: string }) {
  const { duty } = props
  const text = words().supplier.duties
  return (
    <li class="declaration">
      <p>
        <strong>
          {duty.criterion}. {duty.text}
        </strong>
      </p>
      <Facts
        of={[
          [text.interval, text.every(duty.interval_months)],
          [text.lastDone, duty.last_done_on ? dayText(duty.last_done_on) : text.never],
          [text.next, duty.next_on ? dayText(duty.next_on) : text.now],
        ]}
      />
      <CriterionHelp criterion={duty.criterion} />
      <References duty={duty} />
      <Allowed right="supplier:write">
        <Inline label={text.note} kind="plain">
          {(close) => <Done duty={duty} today={props.today} onDone={close} />}
        </Inline>
      </Allowed>
    </li>
  )
}

function List(props: { title: string; none: string; items: Duty[]; today: string }) {
  return (
    <section class="card">
      <h2>{props.title}</h2>
      {props.items.length === 0 ? (
        <p class="empty">{props.none}</p>
      ) : (
        <ul>
          {props.items.map((duty) => (
            <Item key={duty.criterion} duty={duty} today={props.today} />
          ))}
        </ul>
      )}
    </section>
  )
}

// As the list with `due_by` has it.
function fallsDue(duty: Duty, last: string): boolean {
  return duty.answer !== 'not_applicable' && (duty.next_on ?? last) <= last
}

export default function Duties() {
  const text = words().supplier.duties
  const duties = useDutyList()
  return (
    <>
      <Heading title={text.title} />
      <Loaded query={duties}>
        {({ as_of, edition, items, star }) => {
          const last = monthEnd(as_of)
          return star === null ? (
            <section class="card">
              <p>{text.none}</p>
              <Link href="/self-check">{words().nav.selfCheck}</Link>
            </section>
          ) : (
            <Helped edition={edition}>
              <p>{text.lead(words().star(star))}</p>
              <List title={text.month(dayText(last))} none={text.monthNone} items={items.filter((duty) => fallsDue(duty, last))} today={as_of} />
              <List title={text.later} none={text.laterNone} items={items.filter((duty) => !fallsDue(duty, last))} today={as_of} />
            </Helped>
          )
        }}
      </Loaded>
    </>
  )
}
