// SPDX-License-Identifier: Apache-2.0
// What waits on one side: how it is called, where it is done, how much of it there is.
import type { Schemas } from './api'
import { numberText, words } from './words'

export type Task = Schemas['InboxTask']
export type Side = 'buyer' | 'supplier'

export function taskName(code: string): string {
  const names: Record<string, string> = { ...words().supplierTask, ...words().task }
  return names[code] ?? code
}

// What kind of work stopped; empty for all other tasks.
export function jobKindName(kind: unknown): string {
  const names: Record<string, string> = words().organisation.jobs.kinds
  return typeof kind === 'string' ? (names[kind] ?? kind) : ''
}

// Where it is done, on this page's own site.
function placeOfTask(item: Task): string {
  return new URL(item.link).pathname
}

// The same, come to from the list: the page knows what was to be done there, whose was looked at, and where in the list it stood.
export function taskAddress(item: Task, owner: string | null): string {
  const place = placeOfTask(item)
  const from = { task: item.code, since: item.since, ...(owner && { owner }) }
  return place.startsWith('/suppliers/') ? `${place}?${new URLSearchParams(from)}` : place
}

// Of one kind they stand in this order, also once the one at hand is done and is in the list no more.
export function standsBehind(item: Task, since: string, relationship: string): boolean {
  return item.since > since || (item.since === since && (item.relationship ?? '') > relationship)
}

export function countText(item: { count: number; more: boolean }): string {
  return item.more ? words().inbox.orMore(numberText(item.count)) : numberText(item.count)
}

export function inboxAddress(side: Side, filters: Record<string, string>): string {
  const search = new URLSearchParams(Object.entries(filters).filter(([, value]) => value))
  return search.size > 0 ? `/inbox/${side}?${search}` : `/inbox/${side}`
}
