// SPDX-License-Identifier: Apache-2.0
// A query's outcome: what it loaded, or why not.
import type { UseQueryResult } from '@tanstack/react-query'
import type { ComponentChildren } from 'preact'
import { words } from '../words'
import { Notice, problemText } from './notice'

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

// The page's heading, which also names the window.
export function Heading(props: { title: string; children?: ComponentChildren }) {
  document.title = `${props.title} – ${words().name}`
  return (
    <header class="heading">
      <h1 tabIndex={-1}>{props.title}</h1>
      {props.children}
    </header>
  )
}
