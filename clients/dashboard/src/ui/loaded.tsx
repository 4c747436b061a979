// SPDX-License-Identifier: Apache-2.0
// A query's outcome: what it loaded, or why not.
import type { UseInfiniteQueryResult, UseQueryResult } from '@tanstack/preact-query'
import type { ComponentChildren } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import { words } from '../words'
import { Notice, ProblemNotice, problemText } from './notice'

export function Loaded<T>(props: { query: UseQueryResult<T>; children: (data: T) => ComponentChildren }) {
  const { query } = props
  if (query.data !== undefined) return <>{props.children(query.data)}</>
  if (query.isError)
    return (
      <Notice kind="bad">
        <p>{problemText(query.error)}</p>
        <button type="button" onClick={() => void query.refetch()}>
          {words().again}
        </button>
      </Notice>
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

let focusNext = false

// Whether the address was left by going back: the browser then returns to where its reader was.
let wentBack = false
addEventListener('popstate', () => (wentBack = true))

// The heading that is shown next takes the focus, so that the new page is read from its beginning.
export function beginAtHeading(): void {
  focusNext = !wentBack
  wentBack = false
}

// The page's heading, which also names the window.
export function Heading(props: { title: string; children?: ComponentChildren }) {
  const element = useRef<HTMLHeadingElement>(null)
  document.title = `${props.title} – ${words().name}`
  useEffect(() => {
    if (!focusNext) return
    focusNext = false
    scrollTo(0, 0)
    element.current?.focus({ preventScroll: true })
  })
  return (
    <header class="heading">
      <h1 tabIndex={-1} ref={element}>
        {props.title}
      </h1>
      {props.children}
    </header>
  )
}
