// SPDX-License-Identifier: Apache-2.0
// Stars and statuses as everybody draws them: a colour is never the only sign.
import { words } from '../words'

export type StatusCode = 'met' | 'expiring' | 'pending' | 'overdue' | 'lapsed' | 'no_requirement'
export type WaitingOn = 'supplier' | 'buyer' | 'scheme' | null

export type StatusKey = StatusCode | 'pending_buyer' | 'pending_scheme'

// In the order of good to bad, as charts and filters show them.
export const STATUS_KEYS: StatusKey[] = [
  'met',
  'expiring',
  'pending',
  'pending_buyer',
  'pending_scheme',
  'overdue',
  'lapsed',
  'no_requirement',
]

export function statusKey(status: StatusCode, waitingOn: WaitingOn | undefined): StatusKey {
  if (status !== 'pending') return status
  return waitingOn === 'buyer' ? 'pending_buyer' : waitingOn === 'scheme' ? 'pending_scheme' : 'pending'
}

const SIGNS: Record<StatusKey, string> = {
  met: '●',
  expiring: '◐',
  pending: '○',
  pending_buyer: '◇',
  pending_scheme: '◌',
  overdue: '▲',
  lapsed: '✕',
  no_requirement: '–',
}

// Why there is no requirement, where the reason is known.
function nothingText(reason: string | undefined): string | undefined {
  return words().noRequirement[reason as keyof ReturnType<typeof words>['noRequirement']]
}

export function statusText(key: StatusKey, side?: 'buyer' | 'supplier'): string {
  return key === 'pending_buyer' && side === 'supplier' ? words().supplier.pendingBuyer : words().status[key]
}

// `side`: who reads it; both are told which of them acts.
export function StatusBadge(props: { status: StatusCode; waitingOn?: WaitingOn; side?: 'buyer' | 'supplier'; reason?: string | undefined }) {
  const key = statusKey(props.status, props.waitingOn)
  return (
    <span class={`badge status-${key}`}>
      <span class="badge-sign" aria-hidden="true">
        {SIGNS[key]}
      </span>
      {(key === 'no_requirement' && nothingText(props.reason)) || statusText(key, props.side)}
    </span>
  )
}

export function Star(props: { star: number | null | undefined; muted?: boolean }) {
  const none = !props.star
  return <span class={`star${none || props.muted ? ' star-none' : ''}`}>{none ? words().noStar : words().star(props.star!)}</span>
}
