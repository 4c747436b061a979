// SPDX-License-Identifier: Apache-2.0
// Statuses as people name them, and the filters that find them: pending is three, by who must act.
import type { Input, Schemas } from './api'

export type StatusCode = Schemas['Status']['status']
export type WaitingOn = Schemas['Status']['waiting_on']
export type StatusKey = StatusCode | 'pending_buyer' | 'pending_scheme'

type Filter = { status: StatusCode; waiting_on?: NonNullable<WaitingOn> }

// In the order of good to bad, as charts and filters show them.
export const STATUS_FILTERS: Record<StatusKey, Filter> = {
  met: { status: 'met' },
  expiring: { status: 'expiring' },
  pending: { status: 'pending', waiting_on: 'supplier' },
  pending_buyer: { status: 'pending', waiting_on: 'buyer' },
  pending_scheme: { status: 'pending', waiting_on: 'scheme' },
  overdue: { status: 'overdue' },
  lapsed: { status: 'lapsed' },
  no_requirement: { status: 'no_requirement' },
}

export const STATUS_KEYS = Object.keys(STATUS_FILTERS) as StatusKey[]

export function statusKey(status: StatusCode, waitingOn: WaitingOn | undefined): StatusKey {
  return STATUS_KEYS.find((key) => STATUS_FILTERS[key].status === status && STATUS_FILTERS[key].waiting_on === (waitingOn ?? undefined)) ?? status
}

// The filters of the buyer's list, as its address has them.
export const LIST_FILTERS = [
  'text',
  'status',
  'waiting_on',
  'required_star',
  'held_star',
  'category',
  'tag',
  'task',
  'number_remark',
  'owner',
  'state',
  'due_by',
  'expiring_within',
  'unchecked_since',
] as const
export type ListFilter = (typeof LIST_FILTERS)[number]
const SEVERAL: readonly string[] = ['status', 'waiting_on', 'required_star', 'held_star', 'state']

export function listAddress(filters: Record<string, string> | URLSearchParams): string {
  const search = new URLSearchParams(filters)
  return search.size > 0 ? `/suppliers?${search}` : '/suppliers'
}

export function statusAddress(key: StatusKey): string {
  return listAddress(STATUS_FILTERS[key])
}

// What counts of statuses can be asked for as the address filters; null where it filters by more.
const COUNTED: readonly string[] = ['status', 'waiting_on', 'required_star', 'held_star', 'category', 'tag', 'task', 'number_remark']

export function summaryQuery(search: URLSearchParams): Input<'status_summary'> | null {
  if (LIST_FILTERS.some((name) => search.get(name) && !COUNTED.includes(name))) return null
  return { side: 'buyer', ...listQuery(search, ['category', 'tag', 'task', 'number_remark']) }
}

type Counted = Schemas['StatusSummary']['items'][number]

// Of these counts, as far as the address filters by what they tell.
export function summed(items: Counted[], search: URLSearchParams): number {
  const fits = (item: Counted) =>
    (['status', 'waiting_on', 'required_star', 'held_star'] as const).every((name) => {
      const wanted = search.get(name)?.split(',')
      return !wanted || wanted.includes(String(item[name] ?? (name === 'waiting_on' ? 'none' : '0')))
    })
  return items.filter(fits).reduce((sum, item) => sum + item.count, 0)
}

// The status that the address of the list filters by, if it is one that people name.
export function statusOf(search: URLSearchParams): StatusKey | null {
  const status = search.get('status') as StatusCode | null
  if (!status) return null
  const key = statusKey(status, (search.get('waiting_on') ?? undefined) as WaitingOn)
  return key in STATUS_FILTERS ? key : null
}

// The address with another status, or with none.
export function withStatus(search: URLSearchParams, key: StatusKey | null): URLSearchParams {
  const next = new URLSearchParams(search)
  next.delete('status')
  next.delete('waiting_on')
  for (const [name, value] of Object.entries(key ? STATUS_FILTERS[key] : {})) next.set(name, value)
  return next
}

// What the list shows, as a saved view keeps it.
export type Shown = Pick<Schemas['SavedViewInput'], 'filters' | 'sort' | 'columns'>

const NUMBERS: readonly string[] = ['required_star', 'held_star', 'expiring_within']

// Filters and order of the address, and `columns`.
export function shownOf(search: URLSearchParams, columns: string[]): Required<Shown> {
  const of = (name: string, value: string) => (NUMBERS.includes(name) ? Number(value) : value)
  const filters = LIST_FILTERS.flatMap((name): [string, unknown][] => {
    const value = search.get(name)
    return value ? [[name, SEVERAL.includes(name) ? value.split(',').map((one) => of(name, one)) : of(name, value)]] : []
  })
  return {
    filters: Object.fromEntries(filters),
    sort: (search.get('sort') ?? 'name') as Schemas['SavedView']['sort'],
    columns: (search.get('columns')?.split(',') ?? columns) as Schemas['SupplierColumn'][],
  }
}

// The list as the view shows it.
export function viewAddress(view: Schemas['SavedView']): string {
  const search = new URLSearchParams(Object.entries(view.filters).map(([name, value]): [string, string] => [name, String(value)]))
  if (view.sort !== 'name') search.set('sort', view.sort)
  if (view.columns) search.set('columns', view.columns.join(','))
  search.set('view', view.saved_view)
  return listAddress(search)
}

export function listQuery(search: URLSearchParams, names: readonly string[] = [...LIST_FILTERS, 'sort']): Input<'supplier_list'> {
  const given = names.flatMap((name): [string, unknown][] => {
    const value = search.get(name)
    return value ? [[name, SEVERAL.includes(name) ? value.split(',') : value]] : []
  })
  return Object.fromEntries(given)
}
