// SPDX-License-Identifier: Apache-2.0
// Who did what, oldest first, each entry with the hash that chains it.
import { auditEventList } from '../operations'
import { usePages } from '../queries'
import { Heading } from '../ui/heading'
import { Listed } from '../ui/listed'
import { instantText, words } from '../words'

const PAGE = 100

export default function Audit() {
  const text = words().organisation.audit
  const pages = usePages(auditEventList, { after: 0, limit: PAGE }, (page) => (page.items.length === PAGE ? { after: page.next_after } : undefined))
  return (
    <>
      <Heading title={text.title} />
      <p>{text.lead}</p>
      <Listed
        pages={pages}
        caption={text.title}
        columns={[text.columns.sequence, text.columns.when, text.columns.operation, text.columns.key, text.columns.entry]}
        none={text.none}
        row={(item) => (
          <tr key={item.sequence}>
            <th scope="row" data-label={text.columns.sequence}>
              {item.sequence}
            </th>
            <td data-label={text.columns.when}>{instantText(item.recorded_at)}</td>
            <td data-label={text.columns.operation}>
              {item.operation === null ? text.erased : <span title={item.operation}>{text.operations[item.operation] ?? item.operation}</span>}
            </td>
            <td data-label={text.columns.key} class="link-text">
              {item.key}
            </td>
            <td>
              <details>
                <summary>{text.show}</summary>
                <pre class="entry" tabIndex={0}>
                  {item.entry ?? text.erased}
                </pre>
                {item.personal.length > 0 && (
                  <>
                    <p>{text.personal}</p>
                    <ul>
                      {item.personal.map((value) => (
                        <li key={value.sealed}>
                          {value.sealed}: <code>{value.value}</code>
                        </li>
                      ))}
                    </ul>
                  </>
                )}
                <p class="link-text">
                  {text.columns.hash} {item.hash}
                </p>
              </details>
            </td>
          </tr>
        )}
      />
    </>
  )
}
