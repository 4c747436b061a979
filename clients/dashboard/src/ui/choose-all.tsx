// SPDX-License-Identifier: Apache-2.0
// Chooses all rows of a list on a phone, where its table has no head.
export function ChooseAll(props: { label: string; all: boolean; onAll: (chosen: boolean) => void }) {
  return (
    <label class="switch choose-all unprinted">
      <input type="checkbox" checked={props.all} onChange={(event) => props.onAll(event.currentTarget.checked)} />
      {props.label}
    </label>
  )
}
