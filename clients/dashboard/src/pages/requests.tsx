// SPDX-License-Identifier: Apache-2.0
// A supplier's first page: what to do next, for whom, and how each buyer's requirement stands.
import { Link } from 'wouter'
import type { Schemas } from '../api'
import { useOwnInvitationAccept, useOwnInvitationDecline, useOwnInvitationList, usePlanGet, useStatusList, useTaskList } from '../operations'
import { Allowed } from '../ui/allowed'
import { Confirm } from '../ui/confirm'
import { told, Undecided, wishOf } from '../ui/explained'
import { Facts } from '../ui/facts'
import { Heading } from '../ui/heading'
import { Loaded } from '../ui/loaded'
import { Star, StatusBadge } from '../ui/status'
import { dayText, listText, numberText, words } from '../words'
import { Demand } from '../ui/demanded'

type Item = Schemas['SupplierView']

// Where a step is taken. What the plan asks for is not on file, or not as it is asked for.
function placeOf(code: string, star: number | null): string {
  if (/assessment|criteria/.test(code)) return star ? `/self-check?star=${star}` : '/self-check'
  if (code === 'publish_policy') return '/policy'
  return '/stars'
}

const NAMES = 20
export const PLANNED = 1000

// The buyers whom a step serves, of many the first.
export function namesOf({ serves, serves_count }: Schemas['PlanStep']): string[] {
  const names = serves.slice(0, NAMES).map(({ buyer }) => buyer)
  return serves_count > NAMES ? [...names, words().supplier.plan.others(numberText(serves_count - NAMES))] : names
}

// One step often serves several buyers; what only others can do is told below, and is no step.
function Steps(props: { plan: Schemas['Plan'] }) {
  const { as_of, steps, demands, next_cursor } = props.plan
  const text = words().supplier.plan
  const waiting = demands.filter(({ waits_for }) => waits_for)
  // Of one buyer only the name stands below.
  const several = new Set(demands.map(({ relationship }) => relationship)).size > 1
  return (
    <section class="card">
      <h2>{words().supplier.requests.todo}</h2>
      {steps.length === 0 ? (
        <p class="empty">{words().supplier.requests.todoNone}</p>
      ) : (
        <>
          {several && <p class="aside">{text.lead}</p>}
          <ol class="todo">
            {steps.map((one, at) => (
              <li key={one.number}>
                <p>
                  {one.star !== null && !one.step.text.includes(`★${one.star}`) && <Star star={one.star} />} {one.step.text}
                </p>
                <p class="aside">
                  {one.by < as_of ? text.late(dayText(one.by)) : text.by(dayText(one.by))} {one.from > as_of && text.from(dayText(one.from))}
                </p>
                {several && <p class="aside">{words().supplier.requests.for(listText(namesOf(one)))}</p>}
                {one.star !== null && (
                  <Link href={placeOf(one.step.code, one.star)} class={at === 0 ? 'button primary' : 'button'}>
                    {words().supplier.requests.go}
                  </Link>
                )}
              </li>
            ))}
          </ol>
        </>
      )}
      {next_cursor && <p class="aside">{text.cut(numberText(PLANNED))}</p>}
      {waiting.length > 0 && (
        <details>
          <summary>{text.waiting(waiting.length)}</summary>
          <ul class="rows">
            {waiting.map((one) => (
              <li key={`${one.relationship} ${one.revision}`}>
                <Link href={`/requests/${one.relationship}`}>{one.buyer}</Link>
                <span class="aside">
                  {one.steps.length > 0 ? text.afterwards : text.waits[one.waits_for!]}
                  {one.next_step.actor === 'supplier' && one.steps.length === 0 && ` ${one.next_step.text}`}
                </span>
              </li>
            ))}
          </ul>
        </details>
      )}
    </section>
  )
}

function Todo() {
  const plan = usePlanGet({ limit: PLANNED })
  return <Loaded query={plan}>{(found) => <Steps plan={found} />}</Loaded>
}

function Request(props: { item: Item }) {
  const { status, counterparty } = props.item
  const one = words().buyer.one
  const wish = wishOf(status)
  return (
    <li class="card request">
      <h2>
        <Link href={`/requests/${status.relationship}`}>{counterparty.name}</Link>
      </h2>
      <StatusBadge status={status.status} waitingOn={status.waiting_on} side="supplier" reason={status.reasons[0]?.code} />
      <Undecided since={status.decided_at} />
      <Facts
        of={[
          [one.requirement, <>{status.required_star ? <Star star={status.required_star} /> : words().none}</>],
          [one.held, <Star star={status.held_star} />],
          [one.due, dayText(status.due_on) || words().none],
        ]}
      />
      <p class="aside">{status.reasons[0] && told('supplier', status.reasons[0])}</p>
      {wish && <p class="aside">{told('supplier', wish)}</p>}
    </li>
  )
}

function Invitation(props: { item: Schemas['OwnInvitation'] }) {
  const { item } = props
  const text = words().supplier.invited
  const link = words().supplier.invitation
  const accept = useOwnInvitationAccept()
  const decline = useOwnInvitationDecline()
  const named = { invitation: item.relationship }
  return (
    <li class="person">
      <p>
        <strong>{item.buyer.name}</strong> <span class="aside">{text.expires(dayText(item.expires_on))}</span>
      </p>
      <details>
        <summary>{link.asks}</summary>
        {item.requirement ? <Demand demand={item.requirement} /> : <p>{link.noDemand}</p>}
      </details>
      <Allowed right="supplier:write">
        <div class="form-actions">
          <Confirm label={link.accept} lead={text.acceptLead} kind="primary" action={() => accept.mutateAsync(named)} />
          <Confirm label={link.decline} lead={link.declineLead} action={() => decline.mutateAsync(named)} />
        </div>
      </Allowed>
    </li>
  )
}

function Invited() {
  const text = words().supplier.invited
  const invitations = useOwnInvitationList()
  return (
    <Loaded query={invitations}>
      {({ items }) =>
        items.length > 0 && (
          <section class="card">
            <h2>{text.title}</h2>
            <p>{text.lead}</p>
            <ul class="people">
              {items.map((item) => (
                <Invitation key={item.relationship} item={item} />
              ))}
            </ul>
          </section>
        )
      }
    </Loaded>
  )
}

// Buyers that wait for an answer to a request to be shown more.
function Asked() {
  const asking = useTaskList({ side: 'supplier', code: ['answer_disclosure_request'] })
  return (
    <Loaded query={asking}>
      {({ items }) =>
        items.length > 0 && (
          <section class="card">
            <h2>{words().supplier.disclosures.waiting}</h2>
            <ul class="rows">
              {items.map(({ object, name, relationship }) => (
                <li key={object}>
                  <Link href={`/requests/${relationship}`}>{name}</Link>
                </li>
              ))}
            </ul>
          </section>
        )
      }
    </Loaded>
  )
}

export default function Requests() {
  const text = words().supplier.requests
  const statuses = useStatusList({ side: 'supplier', sort: 'due_on' })
  return (
    <>
      <Heading title={text.title} />
      <Invited />
      <Asked />
      <Loaded query={statuses}>
        {({ items }) =>
          items.length === 0 ? (
            <section class="card">
              <p>{text.none}</p>
              <p>{text.noneStep}</p>
            </section>
          ) : (
            <>
              <p>
                {text.lead} <Link href="/checklist">{words().supplier.checklist.all}</Link>
              </p>
              <Todo />
              <ul class="requests">
                {(items as Item[]).map((item) => (
                  <Request key={item.status.relationship} item={item} />
                ))}
              </ul>
            </>
          )
        }
      </Loaded>
    </>
  )
}
