// SPDX-License-Identifier: Apache-2.0
// A list that is read page by page, as a table.
import type { InfiniteData, UseInfiniteQueryResult } from '@tanstack/preact-query'
import type { ComponentChildren } from 'preact'
import { Loaded, More } from './loaded'

// `columns`: its headings in their order, behind `pick`, of a column of check boxes; `row` draws a whole <tr>.
export function Listed<T>(props: {
  pages: UseInfiniteQueryResult<InfiniteData<{ items: T[] }>>
  caption: string
  columns: readonly string[]
  pick?: ComponentChildren
  none: string
  row: (item: T) => ComponentChildren
}) {
  return (
    <Loaded query={props.pages}>
      {(found) => {
        const items = found.pages.flatMap((page) => page.items)
        return items.length === 0 ? (
          <p class="empty" role="status">
            {props.none}
          </p>
        ) : (
          <>
            <table class="list">
              <caption class="unseen">{props.caption}</caption>
              <thead>
                <tr>
                  {props.pick && (
                    <th scope="col" class="pick">
                      {props.pick}
                    </th>
                  )}
                  {props.columns.map((title) => (
                    <th key={title} scope="col">
                      {title}
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>{items.map(props.row)}</tbody>
            </table>
            <More pages={props.pages} />
          </>
        )
      }}
    </Loaded>
  )
}
