// SPDX-License-Identifier: Apache-2.0
// What a buyer sees first: what is late, what waits for it, what comes; then how all stand, and how that moved.
import type { UseQueryResult } from '@tanstack/preact-query'
import { Link } from 'wouter'
import type { Schemas } from '../api'
import { usePartnerSummaryGet, useReportGet, useRuleList, useStatusSummary, useStatusTrend, useTaskList, useTaskSummary } from '../operations'
import { listAddress, STATUS_KEYS, statusAddress, statusKey, type StatusKey } from '../statuses'
import { inboxAddress, taskAddress, taskName } from '../tasks'
import { Allowed } from '../ui/allowed'
import { Undecided } from '../ui/explained'
import { Heading } from '../ui/heading'
import { Loaded } from '../ui/loaded'
import { NoSuppliers } from '../ui/no-suppliers'
import { ByCategory, ByStar, Coming, groupAddress, Late, type Report } from '../ui/report'
import { dayText, language, numberText, words } from '../words'

type Summary = Schemas['StatusSummary']

type Count = Pick<Summary['items'][number], 'status' | 'waiting_on' | 'count'>

function countBy(items: readonly Count[]): Map<StatusKey, number> {
  const counts = new Map<StatusKey, number>()
  for (const item of items) {
    const key = statusKey(item.status, item.waiting_on)
    counts.set(key, (counts.get(key) ?? 0) + item.count)
  }
  return counts
}

// One bar of all suppliers: the length is the number, the legend is the table.
function Breakdown(props: { summary: Summary; unwritten: number }) {
  const counts = countBy(props.summary.items)
  const demanded = props.summary.total - props.unwritten - (counts.get('no_requirement') ?? 0)
  const met = (counts.get('met') ?? 0) + (counts.get('expiring') ?? 0)
  const shown = STATUS_KEYS.filter((key) => counts.get(key))
  const text = words().overview
  let x = 0
  return (
    <section class="card">
      <h2>{text.chart}</h2>
      <p>{text.chartLead(numberText(met), numberText(demanded))}</p>
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

// How the counts moved, month by month: bars as high as there are suppliers with a requirement.
function Trend() {
  const trend = useStatusTrend({ side: 'buyer', months: 12 })
  const text = words().overview
  return (
    <section class="card wide-card">
      <h2>{text.trend}</h2>
      <Loaded query={trend}>{(found) => <Months months={found.months} />}</Loaded>
    </section>
  )
}

const DEMANDED = STATUS_KEYS.filter((key) => key !== 'no_requirement')

function Months(props: { months: Schemas['StatusTrend']['months'] }) {
  const months = props.months.map((month) => ({ month: month.month, counts: countBy(month.items) }))
  const most = Math.max(1, ...months.map(({ counts }) => DEMANDED.reduce((sum, key) => sum + (counts.get(key) ?? 0), 0)))
  const shown = DEMANDED.filter((key) => months.some(({ counts }) => counts.get(key)))
  const name = new Intl.DateTimeFormat(language.value, { month: 'short', timeZone: 'UTC' })
  if (shown.length === 0) return <p class="empty">{words().overview.trendNone}</p>
  return (
    <>
      <ul class="trend-keys" aria-hidden="true">
        {shown.map((key) => (
          <li key={key}>
            <span class={`swatch fill-${key}`} />
            {words().status[key]}
          </li>
        ))}
      </ul>
      <div class="trend" aria-hidden="true">
        {months.map(({ month, counts }, at) => (
          <div key={month}>
            <div class="trend-bar">
              {[...shown].reverse().map((key) => (
                <span key={key} class={`fill-${key}`} style={{ height: `${(100 * (counts.get(key) ?? 0)) / most}%` }} />
              ))}
            </div>
            <span>{name.format(new Date(month))}</span>
            <span>{at === 0 || month.endsWith('-01') ? month.slice(0, 4) : ''}</span>
          </div>
        ))}
      </div>
      <details class="history">
        <summary>{words().overview.trendTable}</summary>
        <div class="scroll" tabIndex={0} role="region" aria-label={words().overview.trendTable}>
          <table>
            <thead>
              <tr>
                <th scope="col">{words().overview.month}</th>
                {shown.map((key) => (
                  <th key={key} scope="col">
                    {words().status[key]}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {months.map(({ month, counts }) => (
                <tr key={month}>
                  <th scope="row">{month.replace('-', '/')}</th>
                  {shown.map((key) => (
                    <td key={key}>{numberText(counts.get(key) ?? 0)}</td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </details>
    </>
  )
}

// How many are late, beside the day a month before.
function LateNow(props: { report: Report }) {
  const { report } = props
  const before = report.statuses.filter(({ status }) => status === 'overdue' || status === 'lapsed').reduce((sum, one) => sum + one.before, 0)
  return (
    <section class="card wide-card">
      <h2>{words().overview.late}</h2>
      <ul class="figures">
        <li>
          <Link href={groupAddress('late')}>
            <strong class={report.late.total > 0 ? 'bad-figure' : undefined}>{words().companies(numberText(report.late.total))}</strong>
            {words().overview.lateBefore(dayText(report.compared_with), words().companies(numberText(before)))}
          </Link>
        </li>
      </ul>
      <Late report={report} linked most={8} />
    </section>
  )
}

function Ahead(props: { report: Report }) {
  return (
    <section class="card wide-card">
      <h2>{words().overview.soon}</h2>
      <Coming report={props.report} linked most={8} />
    </section>
  )
}

function Stars(props: { report: Report }) {
  return (
    <section class="card">
      <h2>{words().buyer.report.text.stars}</h2>
      <ByStar report={props.report} linked />
    </section>
  )
}

function Categories(props: { report: Report }) {
  return (
    <section class="card wide-card">
      <h2>{words().buyer.report.text.categories}</h2>
      <ByCategory report={props.report} linked />
    </section>
  )
}

// What waits for the buyer, the longest first.
function Mine(props: { items: Summary['items'] }) {
  const tasks = useTaskList({ side: 'buyer', limit: 8 })
  const text = words().inbox
  const waiting = (side: string) => props.items.filter((item) => item.waiting_on === side).reduce((sum, item) => sum + item.count, 0)
  const { waitingBuyer, waitingSupplier, waitingScheme } = words().overview
  return (
    <section class="card wide-card">
      <h2>{words().overview.mine}</h2>
      <ul class="figures">
        {(
          [
            ['buyer', waitingBuyer],
            ['supplier', waitingSupplier],
            ['scheme', waitingScheme],
          ] as const
        ).map(([side, label]) => (
          <li key={side}>
            <Link href={listAddress({ waiting_on: side })}>
              <strong>{numberText(waiting(side))}</strong>
              {label}
            </Link>
          </li>
        ))}
      </ul>
      <Loaded query={tasks}>
        {({ items }) =>
          items.length === 0 ? (
            <p class="empty">{text.none}</p>
          ) : (
            <>
              <ul class="rows">
                {items.map((item) => (
                  <li key={`${item.code} ${item.object}`}>
                    <Link href={taskAddress(item, null)}>{item.name ?? taskName(item.code)}</Link>
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
  const report = useReportGet({})
  // All at once: cards that came one by one would push each other away.
  const waits = report.isPending || (!unwritten && counting.isPending)
  return (
    <Loaded query={summary}>
      {(found) => (
        <>
          <Heading title={text.title}>
            <div class="heading-actions">
              <p class="aside">{text.asOf(dayText(found.as_of))}</p>
              {found.total > 0 && (
                <Link href="/report" class="button">
                  {words().nav.report}
                </Link>
              )}
            </div>
          </Heading>
          <Undecided since={found.decided_at} />
          {found.total === 0 ? (
            <NoSuppliers />
          ) : waits ? (
            <p class="loading" role="status">
              {words().loading}
            </p>
          ) : (
            <>
              {unwritten && total(unwritten) > 0 && <p class="aside">{text.withoutUnwritten}</p>}
              <div class="cards">
                <Loaded query={report}>{(now) => <LateNow report={now} />}</Loaded>
                {!unwritten && <Loaded query={counting}>{() => null}</Loaded>}
                {unwritten && <Mine items={without(found.items, unwritten)} />}
                <div class="asides wide-card">
                  {unwritten && <Unwritten count={total(unwritten)} />}
                  <Remarked />
                  <SameNames />
                  <LooksDue />
                </div>
                {report.data && <Ahead report={report.data} />}
                {unwritten && <Breakdown summary={{ ...found, items: without(found.items, unwritten) }} unwritten={total(unwritten)} />}
                {report.data && <Stars report={report.data} />}
                <Trend />
                {report.data && <Categories report={report.data} />}
              </div>
            </>
          )}
        </>
      )}
    </Loaded>
  )
}
