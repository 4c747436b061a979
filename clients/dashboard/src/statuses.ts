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
export const LIST_FILTERS = ['text', 'status', 'waiting_on', 'required_star', 'category', 'tag', 'task', 'number_remark', 'owner'] as const
const SEVERAL: readonly string[] = ['status', 'waiting_on']

export function listAddress(filters: Record<string, string> | URLSearchParams): string {
  const search = new URLSearchParams(filters)
  return search.size > 0 ? `/suppliers?${search}` : '/suppliers'
}

export function statusAddress(key: StatusKey): string {
  return listAddress(STATUS_FILTERS[key])
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

export function listQuery(search: URLSearchParams): Input<'status_list'> {
  const given = [...LIST_FILTERS, 'sort'].flatMap((name): [string, unknown][] => {
    const value = search.get(name)
    return value ? [[name, SEVERAL.includes(name) ? value.split(',') : value]] : []
  })
  return { side: 'buyer', ...Object.fromEntries(given) }
}
