// SPDX-License-Identifier: Apache-2.0
// Stars and statuses as everybody draws them: a colour is never the only sign.
import { type StatusCode, statusKey, type StatusKey, type WaitingOn } from '../statuses'
import { words } from '../words'

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
