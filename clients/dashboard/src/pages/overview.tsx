// SPDX-License-Identifier: Apache-2.0
// What a buyer sees first: how many meet, what will change, who waits for whom.
import type { UseQueryResult } from '@tanstack/preact-query'
import { Link } from 'wouter'
import type { Schemas } from '../api'
import { plusDays } from '../day'
import { Parameters } from '../limits'
import { usePartnerSummaryGet, useRuleList, useStatusList, useStatusSummary, useTaskList, useTaskSummary } from '../operations'
import { listAddress, STATUS_KEYS, statusAddress, statusKey, type StatusKey } from '../statuses'
import { inboxAddress, placeOfTask, taskName } from '../tasks'
import { Allowed } from '../ui/allowed'
import { Undecided } from '../ui/explained'
import { Heading } from '../ui/heading'
import { Loaded } from '../ui/loaded'
import { Star, StatusBadge } from '../ui/status'
import { dayText, numberText, words } from '../words'

type Summary = Schemas['StatusSummary']
type Item = Schemas['BuyerView']

function countBy(summary: Summary): Map<StatusKey, number> {
  const counts = new Map<StatusKey, number>()
  for (const item of summary.items) {
    const key = statusKey(item.status, item.waiting_on)
    counts.set(key, (counts.get(key) ?? 0) + item.count)
  }
  return counts
}

// One bar of all suppliers: the length is the number, the legend is the table.
function Breakdown(props: { summary: Summary; unwritten: number }) {
  const counts = countBy(props.summary)
  const demanded = props.summary.total - props.unwritten - (counts.get('no_requirement') ?? 0)
  const met = (counts.get('met') ?? 0) + (counts.get('expiring') ?? 0)
  const shown = STATUS_KEYS.filter((key) => counts.get(key))
  const text = words().overview
  let x = 0
  return (
    <section class="card">
      <h2>{text.chart}</h2>
      <p>{text.chartLead(numberText(met), numberText(demanded))}</p>
      {props.unwritten > 0 && <p class="aside">{text.withoutUnwritten}</p>}
      <svg class="breakdown" viewBox="0 0 1000 28" preserveAspectRatio="none" aria-hidden="true">
        {shown.map((key) => {
          const width = (counts.get(key)! / props.summary.total) * 1000
          x += width
          return <rect key={key} class={`fill-${key}`} x={x - width} y="0" width={Math.max(width - 2, 1)} height="28" />
        })}
        <rect class="fill-unwritten" x={x} y="0" width={1000 - x} height="28" />
      </svg>
      <ul class="legend">
        {shown.map((key) => (
          <li key={key}>
            <Link href={statusAddress(key)}>
              <span class={`swatch fill-${key}`} aria-hidden="true" />
              {words().status[key]}
              <strong>{words().companies(numberText(counts.get(key)!))}</strong>
            </Link>
          </li>
        ))}
        {props.unwritten > 0 && (
          <li>
            <Link href={UNWRITTEN}>
              <span class="swatch fill-unwritten" aria-hidden="true" />
              {text.unwritten}
              <strong>{words().companies(numberText(props.unwritten))}</strong>
            </Link>
          </li>
        )}
      </ul>
    </section>
  )
}

const UNWRITTEN = listAddress({ task: 'send_invitation' })

function Unwritten(props: { count: number }) {
  if (props.count === 0) return null
  return (
    <section class="card">
      <h2>{words().overview.unwritten}</h2>
      <p>
        <Link href={UNWRITTEN}>{words().overview.unwrittenLead(words().companies(numberText(props.count)))}</Link>{' '}
        <Allowed right="buyer:write">
          <Link href="/campaigns?task=send_invitation" class="button">
            {words().nav.campaigns}
          </Link>
        </Allowed>
      </p>
    </section>
  )
}

function Waiting(props: { items: Summary['items']; unwritten: number }) {
  const text = words().overview
  const sides = [
    ['supplier', text.waitingSupplier],
    ['buyer', text.waitingBuyer],
    ['scheme', text.waitingScheme],
  ] as const
  const count = (side: string) => props.items.filter((item) => item.waiting_on === side).reduce((sum, item) => sum + item.count, 0)
  return (
    <section class="card">
      <h2>{text.waiting}</h2>
      <ul class="figures">
        {sides.map(([side, label]) => (
          <li key={side}>
            <Link href={listAddress({ waiting_on: side })}>
              <strong>{numberText(count(side))}</strong>
              {label}
            </Link>
          </li>
        ))}
        {props.unwritten > 0 && (
          <li>
            <Link href={UNWRITTEN}>
              <strong>{numberText(props.unwritten)}</strong>
              {text.unwritten}
            </Link>
          </li>
        )}
      </ul>
    </section>
  )
}

// Of what is published of their numbers.
function Remarked() {
  const remarked = useStatusSummary({ side: 'buyer', number_remark: 'any' })
  const text = words().buyer.remarks
  if (!remarked.data?.total) return null
  return (
    <section class="card">
      <h2>{text.title}</h2>
      <p>
        <Link href={listAddress({ number_remark: 'any' })}>{text.found(words().companies(numberText(remarked.data.total)))}</Link>
      </p>
    </section>
  )
}

// Rules from before names were compared as labels: all but one of a name are to be removed.
function SameNames() {
  const rules = useRuleList()
  const text = words().buyer.rules
  const found = (rules.data?.items ?? []).filter((rule) => rule.alike).length
  if (found === 0) return null
  return (
    <section class="card">
      <h2>{text.sameNames}</h2>
      <p>
        <Link href="/rules">{text.sameNamesFound(numberText(found))}</Link>
      </p>
    </section>
  )
}

// The yearly look at partners.
function LooksDue() {
  const found = usePartnerSummaryGet().data
  const text = words().buyer.partners
  const open = found ? found.due + found.never : 0
  if (open === 0) return null
  return (
    <section class="card">
      <h2>{text.title}</h2>
      <p>
        <Link href="/partner-checks?state=open">{text.dueFound(words().companies(numberText(open)))}</Link>
      </p>
    </section>
  )
}

function Named(props: { item: Item }) {
  return <Link href={`/suppliers/${props.item.status.relationship}`}>{props.item.counterparty.name}</Link>
}

function Soon(props: { today: string }) {
  const last = plusDays(props.today, 90)
  const due = useStatusList({ side: 'buyer', due_by: last, status: ['pending'], sort: 'due_on', limit: Parameters.limit.maximum })
  const ending = useStatusList({ side: 'buyer', expiring_within: 90, limit: Parameters.limit.maximum })
  return (
    <Loaded query={due}>
      {(one) => <Loaded query={ending}>{(other) => <Changes items={[...one.items, ...other.items] as Item[]} last={last} />}</Loaded>}
    </Loaded>
  )
}

function Changes(props: { items: Item[]; last: string }) {
  const text = words().overview
  const due = [...new Map(props.items.map((item) => [item.status.relationship, item])).values()]
    .filter((item) => item.status.changes_on && item.status.changes_on <= props.last)
    .sort((a, b) => a.status.changes_on!.localeCompare(b.status.changes_on!))
  return (
    <section class="card">
      <h2>{text.soon}</h2>
      {due.length === 0 ? (
        <p class="empty">{text.soonNone}</p>
      ) : (
        <>
          <p>{text.soonLead}</p>
          <ol class="timeline">
            {due.slice(0, 12).map((item) => (
              <li key={item.status.relationship}>
                <time dateTime={item.status.changes_on!}>{dayText(item.status.changes_on)}</time>
                <span>
                  <Named item={item} />
                  <StatusBadge status={item.status.next_status!} waitingOn={item.status.next_waiting_on} />
                </span>
              </li>
            ))}
          </ol>
        </>
      )}
    </section>
  )
}

function Gaps(props: { items: Item[] }) {
  const text = words().overview
  const worst = props.items.filter((item) => item.status.gap > 0)
  return (
    <section class="card">
      <h2>{text.gaps}</h2>
      {worst.length === 0 ? (
        <p class="empty">{text.gapsNone}</p>
      ) : (
        <ul class="rows">
          {worst.slice(0, 8).map((item) => (
            <li key={item.status.relationship}>
              <Named item={item} />
              <span>
                <Star star={item.status.held_star} /> → <Star star={item.status.required_star} />
              </span>
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}

// What waits for the buyer the longest.
function Mine() {
  const tasks = useTaskList({ side: 'buyer', limit: 8 })
  const text = words().inbox
  return (
    <section class="card">
      <h2>{text.title}</h2>
      <Loaded query={tasks}>
        {({ items }) =>
          items.length === 0 ? (
            <p class="empty">{text.none}</p>
          ) : (
            <>
              <ul class="rows">
                {items.map((item) => (
                  <li key={`${item.code} ${item.object}`}>
                    <Link href={placeOfTask(item)}>{item.name ?? taskName(item.code)}</Link>
                    <span class="aside">{taskName(item.code)}</span>
                  </li>
                ))}
              </ul>
              <p>
                <Link href={inboxAddress('buyer', {})}>{words().overview.mineAll}</Link>
              </p>
            </>
          )
        }
      </Loaded>
    </section>
  )
}

// Whom nobody has written to yet is late for nobody, whatever day was set: counted apart from the others. Undefined: not known yet.
function useUnwritten(): { items: Summary['items'] | undefined; query: UseQueryResult<unknown> } {
  const tasks = useTaskSummary({ side: 'buyer' })
  const some = tasks.data?.items.some(({ code }) => code === 'send_invitation')
  const unwritten = useStatusSummary({ side: 'buyer', task: 'send_invitation' }, { enabled: some === true })
  return { items: some === false ? [] : unwritten.data?.items, query: some ? unwritten : tasks }
}

function without(items: Summary['items'], unwritten: Summary['items']): Summary['items'] {
  const same = (one: Summary['items'][number], other: Summary['items'][number]) =>
    one.status === other.status && one.waiting_on === other.waiting_on && one.required_star === other.required_star && one.held_star === other.held_star
  return items.map((item) => ({ ...item, count: item.count - (unwritten.find((one) => same(one, item))?.count ?? 0) }))
}

function total(items: Summary['items']): number {
  return items.reduce((sum, item) => sum + item.count, 0)
}

export default function Overview() {
  const text = words().overview
  const summary = useStatusSummary({ side: 'buyer' })
  const { items: unwritten, query: counting } = useUnwritten()
  const gaps = useStatusList({ side: 'buyer', sort: 'gap', limit: 8 })
  return (
    <Loaded query={summary}>
      {(found) => (
        <>
          <Heading title={text.title}>
            <p class="aside">{text.asOf(dayText(found.as_of))}</p>
          </Heading>
          <Undecided since={found.decided_at} />
          {found.total === 0 ? (
            <section class="card">
              <p>{text.empty}</p>
              <p>
                {text.emptyStep} <Link href="/import">{words().nav.import}</Link>
              </p>
            </section>
          ) : (
            <div class="cards">
              {!unwritten && <Loaded query={counting}>{() => null}</Loaded>}
              {unwritten && <Unwritten count={total(unwritten)} />}
              {unwritten && <Breakdown summary={{ ...found, items: without(found.items, unwritten) }} unwritten={total(unwritten)} />}
              {unwritten && <Waiting items={without(found.items, unwritten)} unwritten={total(unwritten)} />}
              <Remarked />
              <SameNames />
              <LooksDue />
              <Soon today={found.as_of} />
              <Mine />
              <Loaded query={gaps}>{(list) => <Gaps items={list.items as Item[]} />}</Loaded>
            </div>
          )}
        </>
      )}
    </Loaded>
  )
}
