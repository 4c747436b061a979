// SPDX-License-Identifier: Apache-2.0
// Which columns of a sheet are left out: chosen among its own, and among those that were not known or were left out before.
import { useRef, useState } from 'preact/hooks'
import { Problem } from '../api'
import { words } from '../words'

// The cells of a line as a spreadsheet writes it.
function cellsOf(line: string): string[] {
  const cell = line.includes('\t') ? /(?:"((?:[^"]|"")*)"|([^\t]*))(?:\t|$)/gy : /(?:"((?:[^"]|"")*)"|([^,]*))(?:,|$)/gy
  const cells = [...line.matchAll(cell)].map(([, quoted, bare]) => (quoted?.replaceAll('""', '"') ?? bare ?? '').trim())
  return cells.slice(0, -1).concat(cells.at(-1) || [])
}

export function headingsOf(lines: readonly string[]): string[] {
  return cellsOf(lines.find((line) => line.trim() !== '')?.replace(/^\ufeff/, '') ?? '')
}

export function unknownIn(error: unknown): string[] {
  if (!(error instanceof Problem)) return []
  return error.faults.flatMap(({ code, params }) => (code === 'unknown_column' ? [String(params?.heading)] : []))
}

// `value`: headings between commas, as they are sent.
export function IgnoredColumns(props: {
  hint: string
  headings: readonly string[]
  unknown: readonly string[]
  value: string
  disabled?: boolean
  onValue: (value: string) => void
}) {
  const [turned, turn] = useState<boolean>()
  const chosen = props.value.split(',').filter(Boolean)
  // What was shown once stays to be chosen, or not to be.
  const shown = useRef(new Set<string>()).current
  for (const heading of [...props.headings, ...props.unknown, ...chosen]) if (heading && !heading.includes(',')) shown.add(heading)
  if (shown.size === 0) return null
  const open = turned ?? (props.unknown.length > 0 || chosen.length > 0)
  return (
    <details class="field" open={open} onToggle={(event) => event.currentTarget.open !== open && turn(event.currentTarget.open)}>
      <summary>{words().buyer.sheet.ignore}</summary>
      <fieldset class="choice" disabled={props.disabled}>
        <legend class="unseen">{words().buyer.sheet.ignore}</legend>
        <p class="field-hint">{props.hint}</p>
        <div class="choice-options">
          {[...shown].map((heading) => (
            <label key={heading} class={chosen.includes(heading) ? 'chosen' : ''}>
              <input
                type="checkbox"
                checked={chosen.includes(heading)}
                onChange={(event) => props.onValue((event.currentTarget.checked ? [...chosen, heading] : chosen.filter((one) => one !== heading)).join(','))}
              />
              {heading}
            </label>
          ))}
        </div>
      </fieldset>
    </details>
  )
}
