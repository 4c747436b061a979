// SPDX-License-Identifier: Apache-2.0
// Which columns of a sheet are left out: chosen among its own, and among those that were refused or left out before; of a workbook,
// which the page does not read, named.
import { useEffect, useRef, useState } from 'preact/hooks'
import { useId } from '../ids'
import { Problem } from '../api'
import { words } from '../words'
import { TextField } from './form'

// Headings stand in the first lines, below a title and notes.
const SEARCHED_LINES = 50
const SEPARATORS = [',', '\t', ';', '|']

// The rows between separators as a spreadsheet writes them; a cell in quotes may have several lines.
function rowsOf(text: string, separator: string): string[][] {
  const rows: string[][] = [[]]
  for (const [, quoted, bare = '', end] of text.matchAll(new RegExp(`(?:"((?:[^"]|"")*)"|([^${separator}\n]*))([${separator}\n]|$)`, 'gy'))) {
    rows.at(-1)!.push((quoted?.replaceAll('""', '"') ?? bare).replace(/\s+/g, ' ').trim())
    if (end === '\n') rows.push([])
    if (end === '') break
  }
  return rows.map((row) => row.filter(Boolean))
}

// Of the first row with more than one cell; where several separators make one of it, of the one that makes most.
export function headingsOf(lines: readonly string[]): string[] {
  const text = lines
    .slice(0, SEARCHED_LINES)
    .join('\n')
    .replace(/^\ufeff/, '')
  const sheets = SEPARATORS.map((separator) => rowsOf(text, separator))
  const ofRow = (at: number) => sheets.map((rows) => rows[at] ?? []).reduce((most, one) => (one.length > most.length ? one : most))
  const rows = [...Array(SEARCHED_LINES).keys()].map(ofRow)
  return rows.find((row) => row.length > 1) ?? rows.find((row) => row.length > 0) ?? []
}

export function refusedIn(error: unknown): string[] {
  if (!(error instanceof Problem)) return []
  return error.faults.flatMap(({ code, params }) => (code === 'unknown_column' || code === 'repeated_column' ? [String(params?.heading)] : []))
}

// Headings are sent between commas; without the one within it is the same heading to the server.
export function sentHeadings(headings: readonly string[]): string {
  return headings.map((heading) => heading.replaceAll(',', ' ')).join(',')
}

const namesIn = (text: string) =>
  text
    .split(/[,、]/)
    .map((name) => name.trim())
    .filter(Boolean)

// `value`: as it is sent (sentHeadings).
export function IgnoredColumns(props: {
  hint: string
  headings: readonly string[]
  refused: readonly string[]
  value: string
  disabled?: boolean
  onValue: (value: string) => void
}) {
  const text = words().buyer.sheet
  const id = useId()
  const [further, setFurther] = useState('')
  const chosen = props.value.split(',').filter(Boolean)
  const typed = namesIn(further)
  // What was shown once stays to be chosen, or not to be.
  const shown = useRef(new Set<string>()).current
  for (const heading of [...props.headings, ...props.refused]) shown.add(sentHeadings([heading]))
  for (const heading of chosen) if (!typed.includes(heading)) shown.add(heading)
  const choose = (headings: string[], named: string) => {
    setFurther(named)
    props.onValue([...new Set([...headings, ...namesIn(named)])].join(','))
  }
  const boxes = chosen.filter((heading) => shown.has(heading))
  // Opens by itself, and never closes under the focus.
  const [open, turn] = useState(false)
  const wanted = props.refused.length > 0 || chosen.length > 0
  useEffect(() => {
    if (wanted) turn(true)
  }, [wanted])
  return (
    <details class="field" open={open} onToggle={(event) => turn(event.currentTarget.open)}>
      <summary id={`${id}-name`}>{text.ignore}</summary>
      <fieldset class="choice" disabled={props.disabled} aria-labelledby={`${id}-name`} aria-describedby={`${id}-hint`}>
        <p class="field-hint" id={`${id}-hint`}>
          {props.hint}
        </p>
        <div class="choice-options">
          {[...shown].map((heading) => (
            <label key={heading} class={chosen.includes(heading) ? 'chosen' : ''}>
              <input
                type="checkbox"
                checked={chosen.includes(heading)}
                onChange={(event) =>
                  event.currentTarget.checked
                    ? choose([...boxes, heading], further)
                    : choose(
                        boxes.filter((one) => one !== heading),
                        typed.includes(heading) ? typed.filter((one) => one !== heading).join(',') : further,
                      )
                }
              />
              {heading}
            </label>
          ))}
        </div>
        <TextField
          label={text.ignoreFurther}
          hint={text.ignoreFurtherHint}
          optional
          value={further}
          onValue={(value) =>
            choose(
              boxes.filter((one) => !typed.includes(one)),
              value,
            )
          }
        />
      </fieldset>
    </details>
  )
}
