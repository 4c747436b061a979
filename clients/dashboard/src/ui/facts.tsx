// SPDX-License-Identifier: Apache-2.0
// Names and their values, one below the other; what has no value is left out.
import type { ComponentChildren } from 'preact'

export type Fact = readonly [name: string, value: ComponentChildren]

export function Facts(props: { of: readonly Fact[] }) {
  return (
    <dl class="facts">
      {props.of.map(
        ([name, value]) =>
          value !== null &&
          value !== undefined &&
          value !== '' &&
          value !== false && (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ),
      )}
    </dl>
  )
}
