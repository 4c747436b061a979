// SPDX-License-Identifier: Apache-2.0
// What a buyer demands, as the supplier reads it.
import type { Schemas } from '../api'
import { dayText, words } from '../words'
import { Facts } from './facts'
import { Star } from './status'

export function Demand(props: { demand: Schemas['Demand'] }) {
  const { demand } = props
  const text = words().supplier.one
  return (
    <>
      <p>
        <Star star={demand.required_star} /> {demand.required_assurance && <span class="aside">{words().level[demand.required_assurance]}</span>}
      </p>
      <p class="aside">{demand.accept_higher ? text.higher : text.exact}</p>
      <Facts
        of={[
          [words().buyer.requirement.from, dayText(demand.effective_from)],
          [words().buyer.requirement.due, dayText(demand.due_on) || words().none],
        ]}
      />
      <h3>{text.reason}</h3>
      <p>{demand.reason ?? text.noReason}</p>
    </>
  )
}
