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

export function StatusBadge(props: { status: StatusCode; waitingOn?: WaitingOn }) {
  const key = statusKey(props.status, props.waitingOn)
  return (
    <span class={`badge status-${key}`}>
      <span class="badge-sign" aria-hidden="true">
        {SIGNS[key]}
      </span>
      {words().status[key]}
    </span>
  )
}

export function Star(props: { star: number | null | undefined; muted?: boolean }) {
  const none = !props.star
  return <span class={`star${none || props.muted ? ' star-none' : ''}`}>{none ? words().noStar : words().star(props.star!)}</span>
}
