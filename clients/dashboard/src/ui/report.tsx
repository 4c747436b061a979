// SPDX-License-Identifier: Apache-2.0
// Parts of the report for management, which the overview shows of today: tables whose figures are links to their lists.
import type { ComponentChildren } from 'preact'
import { Link } from 'wouter'
import type { Schemas } from '../api'
import { daysBetween } from '../day'
import { listAddress } from '../statuses'
import { numberText, shortDayText, words } from '../words'
import { Star, StatusBadge } from './status'

export type Report = Schemas['Report']
// Their cells end at the right, as figures do.
const FIGURES: readonly string[] = ['count', 'before', 'difference', 'met', 'pending', 'late', 'late_before', 'share', 'days_late']

type Column = keyof ReturnType<typeof words>['buyer']['report']['columns']

// What counts as met, pending and late, as the list filters by it.
const GROUPS = { met: 'met,expiring', pending: 'pending', late: 'overdue,lapsed' } as const
type Group = keyof typeof GROUPS
export const groupAddress = (group: Group, filters: Record<string, string> = {}) => listAddress({ ...filters, status: GROUPS[group] })

// A figure, as a link to whom it counts where the list can show them: it shows today.
function Figure(props: { count: number; to?: string | undefined }) {
  const text = numberText(props.count)
  return props.to && props.count > 0 ? <Link href={props.to}>{text}</Link> : <>{text}</>
}

// The first cell of a row names it.
function Table(props: { caption: string; columns: readonly Column[]; day?: 'due_on' | 'since'; rows: { key: string; cells: ComponentChildren[] }[] }) {
  const { columns } = words().buyer.report
  const headings = props.columns.map((column) => columns[column === 'day' && props.day ? props.day : column])
  const kind = (at: number) => (FIGURES.includes(props.columns[at]!) ? 'figure' : undefined)
  return (
    <div class="scroll" tabIndex={0} role="region" aria-label={props.caption}>
      <table class="list report-list">
        <caption class="unseen">{props.caption}</caption>
        <thead>
          <tr>
            {headings.map((heading, at) => (
              <th key={heading} scope="col" class={kind(at)}>
                {heading}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {props.rows.map(({ key, cells: [name, ...cells] }) => (
            <tr key={key}>
              <th scope="row" data-label={headings[0]}>
                {name}
              </th>
              {cells.map((cell, at) => (
                <td key={headings[at + 1]} data-label={headings[at + 1]} class={kind(at + 1)}>
                  {cell}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function Supplier(props: { one: { relationship: string; name: string } }) {
  return <Link href={`/suppliers/${props.one.relationship}`}>{props.one.name}</Link>
}

function shareText(one: { met: number; pending: number; late: number }): string {
  const demanded = one.met + one.pending + one.late
  return demanded > 0 ? `${Math.floor((100 * one.met) / demanded)}%` : '–'
}

function actsText(side: 'supplier' | 'buyer' | 'scheme' | null): string {
  return side ? words().buyer.list.waitingOn[side] : words().none
}

// How many more there are than are named, and where all of them are.
function More(props: { count: number; of?: 'companies' | 'categories'; to?: string | undefined }) {
  const said = words().buyer.report.more[props.of ?? 'companies']
  if (props.count <= 0) return props.to ? <Link href={props.to}>{words().overview.mineAll}</Link> : null
  return (
    <p>
      {said(numberText(props.count))} {props.to && <Link href={props.to}>{words().overview.mineAll}</Link>}
    </p>
  )
}

function None() {
  return <p class="empty">{words().buyer.report.text.none_found}</p>
}

export function ByStar(props: { report: Report; linked: boolean }) {
  const { report, linked } = props
  const { text } = words().buyer.report
  if (report.stars.length === 0) return <None />
  const to = (star: number, group: Group) => (linked ? groupAddress(group, { required_star: String(star) }) : undefined)
  return (
    <Table
      caption={text.stars}
      columns={['required_star', 'count', 'met', 'pending', 'late', 'share']}
      rows={report.stars.map((one) => ({
        key: String(one.required_star),
        cells: [
          <Star star={one.required_star} />,
          <Figure count={one.total} to={linked ? listAddress({ required_star: String(one.required_star) }) : undefined} />,
          ...(['met', 'pending', 'late'] as const).map((group) => <Figure count={one[group]} to={to(one.required_star, group)} />),
          shareText(one),
        ],
      }))}
    />
  )
}

export function ByCategory(props: { report: Report; linked: boolean }) {
  const { report, linked } = props
  const { text } = words().buyer.report
  if (report.categories.items.length === 0) return <None />
  const to = (category: string | null, group?: Group) =>
    linked && category !== null ? (group ? groupAddress(group, { category }) : listAddress({ category })) : undefined
  return (
    <>
      <Table
        caption={text.categories}
        columns={['category', 'count', 'met', 'pending', 'late', ...(linked ? [] : ['late_before' as const]), 'share']}
        rows={report.categories.items.map((one) => ({
          key: one.category ?? '',
          cells: [
            one.category ?? text.no_category,
            <Figure count={one.total} to={to(one.category)} />,
            ...(['met', 'pending', 'late'] as const).map((group) => <Figure count={one[group]} to={to(one.category, group)} />),
            ...(linked ? [] : [numberText(one.late_before)]),
            shareText(one),
          ],
        }))}
      />
      <More count={report.categories.total - report.categories.items.length} of="categories" />
    </>
  )
}

// `most`: so many are named at most.
export function Late(props: { report: Report; linked: boolean; most?: number }) {
  const { late, as_of } = props.report
  if (late.total === 0) return <None />
  const items = late.items.slice(0, props.most)
  return (
    <>
      <Table
        caption={words().buyer.report.text.late}
        columns={['name', 'category', 'status', 'required_star', 'held_star', 'day', 'days_late', 'acts']}
        day="due_on"
        rows={items.map((one) => ({
          key: one.relationship,
          cells: [
            <Supplier one={one} />,
            one.category,
            <StatusBadge status={one.status} waitingOn={one.waiting_on} />,
            <Star star={one.required_star} />,
            <Star star={one.held_star} />,
            shortDayText(one.due_on),
            one.status === 'overdue' && one.due_on ? words().buyer.list.days(daysBetween(one.due_on, as_of)) : null,
            actsText(one.waiting_on),
          ],
        }))}
      />
      <More count={late.total - items.length} to={props.linked ? groupAddress('late') : undefined} />
    </>
  )
}

export function Coming(props: { report: Report; linked: boolean; most?: number }) {
  const { coming } = props.report
  const { text } = words().buyer.report
  if (coming.total === 0) return <None />
  const items = coming.items.slice(0, props.most)
  return (
    <>
      <p>
        {text.due} <Figure count={coming.due} to={props.linked ? listAddress({ status: 'pending', due_by: coming.through }) : undefined} />
        {words().separator}
        {text.ends} <Figure count={coming.ends} to={props.linked ? listAddress({ expiring_within: '90' }) : undefined} />
      </p>
      <Table
        caption={text.coming}
        columns={['name', 'day', 'what', 'category', 'required_star', 'held_star', 'acts']}
        rows={items.map((one) => ({
          key: `${one.relationship} ${one.what}`,
          cells: [
            <Supplier one={one} />,
            shortDayText(one.day),
            text[one.what],
            one.category,
            <Star star={one.required_star} />,
            <Star star={one.held_star} />,
            actsText(one.waiting_on),
          ],
        }))}
      />
      <More count={coming.total - items.length} />
    </>
  )
}

export function Changed(props: { report: Report }) {
  const { changed } = props.report
  const { text } = words().buyer.report
  if (changed.total === 0) return <None />
  return (
    <>
      <p>
        {(['became_late', 'became_met', 'became_pending', 'became_none'] as const)
          .map((became) => `${text[became]} ${numberText(changed[became])}`)
          .join(words().separator)}
      </p>
      <Table
        caption={text.changed}
        columns={['name', 'category', 'stood', 'status']}
        rows={changed.items.map((one) => ({
          key: one.relationship,
          cells: [
            <Supplier one={one} />,
            one.category,
            <StatusBadge status={one.before.status} waitingOn={one.before.waiting_on} />,
            <StatusBadge status={one.status} waitingOn={one.waiting_on} />,
          ],
        }))}
      />
      <More count={changed.total - changed.items.length} />
    </>
  )
}

export function Unanswered(props: { report: Report; linked: boolean; most?: number }) {
  const { unanswered } = props.report
  const { text } = words().buyer.report
  if (unanswered.total === 0) return <None />
  const lists = {
    objected: listAddress({ task: 'answer_objection' }),
    talks_requested: listAddress({ task: 'answer_talks' }),
    demand: undefined,
    invitation: listAddress({ state: 'invited' }),
  }
  const items = unanswered.items.slice(0, props.most)
  return (
    <>
      <p>
        {(['objected', 'talks_requested', 'demand', 'invitation'] as const).map((what, at) => (
          <span key={what}>
            {at > 0 && words().separator}
            {text[what]} <Figure count={unanswered[what]} to={props.linked ? lists[what] : undefined} />
          </span>
        ))}
      </p>
      <Table
        caption={text.unanswered}
        columns={['name', 'what', 'category', 'day']}
        day="since"
        rows={items.map((one) => ({
          key: `${one.relationship} ${one.what}`,
          cells: [<Supplier one={one} />, text[one.what], one.category, shortDayText(one.since)],
        }))}
      />
      <More count={unanswered.total - items.length} />
    </>
  )
}

// The statuses of both days.
export function Statuses(props: { report: Report }) {
  const { text } = words().buyer.report
  return (
    <Table
      caption={text.statuses}
      columns={['status', 'count', 'before', 'difference']}
      rows={props.report.statuses.map((one) => ({
        key: `${one.status} ${one.waiting_on}`,
        cells: [
          <StatusBadge status={one.status} waitingOn={one.waiting_on} />,
          numberText(one.count),
          numberText(one.before),
          one.count === one.before ? '0' : `${one.count > one.before ? '+' : '−'}${numberText(Math.abs(one.count - one.before))}`,
        ],
      }))}
    />
  )
}
