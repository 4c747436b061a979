// SPDX-License-Identifier: Apache-2.0
// Requests to be shown more, as both sides read them.
import type { UseQueryResult } from '@tanstack/preact-query'
import type { ComponentChildren } from 'preact'
import type { Schemas } from '../api'
import { dayOf } from '../day'
import { Loaded } from '../ui/loaded'
import { dayText, listText, words } from '../words'

type Request = Schemas['DisclosureRequest']

// The days of what is shown; nothing where there are none.
export function period(kind: Schemas['DisclosedKind']): string {
  return kind.from || kind.last_day ? words().disclosurePeriod(dayText(kind.from), dayText(kind.last_day)) : ''
}

// `children`: what can be done about one that waits.
export function DisclosureRequests(props: { query: UseQueryResult<Schemas['DisclosureRequestList']>; children: (request: Request) => ComponentChildren }) {
  const text = words().disclosureRequests
  return (
    <Loaded query={props.query}>
      {({ items }) =>
        items.length > 0 && (
          <>
            <h3>{text.title}</h3>
            <ul class="rows">
              {items.map((request) => (
                <li key={request.request}>
                  <span>
                    <strong>{words().requestState[request.state]}</strong> {listText(request.kinds.map((kind) => words().disclosureKind[kind]))}
                  </span>
                  <span class="aside">{dayText(dayOf(request.recorded_at))}</span>
                  {request.reason && <p class="full">{request.reason}</p>}
                  {request.answer && <p class="full">{text.answer(request.answer)}</p>}
                  {request.state === 'open' && <div class="full">{props.children(request)}</div>}
                </li>
              ))}
            </ul>
          </>
        )
      }
    </Loaded>
  )
}
