// SPDX-License-Identifier: Apache-2.0
// The heading of a page, and when it takes the focus.
import type { ComponentChildren } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import { words } from '../words'

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
