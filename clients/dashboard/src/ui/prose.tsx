// SPDX-License-Identifier: Apache-2.0
// The contract's descriptions: paragraphs, lists, tables, `code` and **bold**. Elements and no HTML
// text, which the page's policy forbids.
import type { ComponentChildren } from 'preact'

function inline(text: string): ComponentChildren[] {
  return text.split(/(`[^`]+`|\*\*[^*]+\*\*)/).map((part, i) => {
    if (part.startsWith('`')) return <code key={i}>{part.slice(1, -1)}</code>
    if (part.startsWith('**')) return <strong key={i}>{part.slice(2, -2)}</strong>
    return part
  })
}

function Table(props: { rows: string[] }) {
  const cells = props.rows.map((row) =>
    row
      .replace(/^\||\|$/g, '')
      .split('|')
      .map((cell) => cell.trim()),
  )
  const [head = [], , ...rest] = cells
  return (
    <div class="scroll" tabIndex={0} role="region" aria-label={head.join(' ')}>
      <table>
        <thead>
          <tr>
            {head.map((cell, i) => (
              <th key={i} scope="col">
                {inline(cell)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rest.map((row, i) => (
            <tr key={i}>
              {row.map((cell, j) => (
                <td key={j}>{inline(cell)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

export function Prose(props: { text: string | undefined }) {
  if (!props.text) return null
  return (
    <>
      {props.text
        .trim()
        .split(/\n{2,}/)
        .map((block, i) => {
          const lines = block.split('\n')
          if (lines[0]?.startsWith('|')) return <Table key={i} rows={lines} />
          if (/^[-*] /.test(lines[0] ?? ''))
            return (
              <ul key={i} class="reasons">
                {block.split(/\n(?=[-*] )/).map((item) => (
                  <li key={item}>{inline(item.slice(2))}</li>
                ))}
              </ul>
            )
          return <p key={i}>{inline(block)}</p>
        })}
    </>
  )
}
