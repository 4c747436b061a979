// SPDX-License-Identifier: Apache-2.0
import type { Right } from '../session'
import { words } from '../words'

// `none`: said of whoever has no rights.
export function Rights(props: { of: readonly Right[]; none: string }) {
  if (props.of.length === 0) return <p class="aside">{props.none}</p>
  return (
    <ul class="marks" aria-label={words().organisation.people.rights}>
      {props.of.map((right) => (
        <li key={right}>{words().organisation.rights[right]}</li>
      ))}
    </ul>
  )
}

// The rights that may be given: nobody gives what they lack.
export function RightsField(props: { legend: string; hint: string; mine: Set<Right>; value: Right[]; onValue: (value: Right[]) => void }) {
  const text = words().organisation.rights
  return (
    <fieldset class="choice">
      <legend>{props.legend}</legend>
      <p class="field-hint">{props.hint}</p>
      {(Object.keys(text) as Right[])
        .filter((right) => props.mine.has(right))
        .map((right) => (
          <label key={right} class="switch">
            <input
              type="checkbox"
              checked={props.value.includes(right)}
              onChange={(event) => props.onValue(event.currentTarget.checked ? [...props.value, right] : props.value.filter((one) => one !== right))}
            />
            {text[right]}
          </label>
        ))}
    </fieldset>
  )
}
