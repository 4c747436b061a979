// SPDX-License-Identifier: Apache-2.0
// A query's outcome: what it loaded, or why not.
import type { UseInfiniteQueryResult, UseQueryResult } from '@tanstack/preact-query'
import type { ComponentChildren } from 'preact'
import { words } from '../words'
import { PartBoundary } from './boundary'
import { Heading } from './heading'
import { Notice, ProblemNotice, problemText } from './notice'

// Draws inside of its boundary.
function Drawn(props: { children: () => ComponentChildren }) {
  return <>{props.children()}</>
}

// `page`: the heading of a page that without the data has none.
export function Loaded<T>(props: { query: UseQueryResult<T>; page?: string; children: (data: T) => ComponentChildren }) {
  const { query } = props
  const { data } = query
  if (data !== undefined)
    return (
      <PartBoundary data={data} again={() => void query.refetch()}>
        <Drawn>{() => props.children(data)}</Drawn>
      </PartBoundary>
    )
  if (query.isError)
    return (
      <>
        {props.page && <Heading title={props.page} />}
        <Notice kind="bad">
          <p>{problemText(query.error)}</p>
          <button type="button" onClick={() => void query.refetch()}>
            {words().again}
          </button>
        </Notice>
      </>
    )
  return (
    <p class="loading" role="status">
      {words().loading}
    </p>
  )
}

// The next page of a list, or why it did not come.
export function More(props: { pages: UseInfiniteQueryResult }) {
  const { pages } = props
  if (!pages.hasNextPage) return null
  return (
    <div class="more">
      {pages.isFetchNextPageError && <ProblemNotice error={pages.error} />}
      <button type="button" aria-disabled={pages.isFetchingNextPage} onClick={() => !pages.isFetchingNextPage && void pages.fetchNextPage()}>
        {words().more}
      </button>
    </div>
  )
}
