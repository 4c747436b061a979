// SPDX-License-Identifier: Apache-2.0
// The heading of a page, and when it takes the focus.
import type { ComponentChildren } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import { NAME } from '../words'

let focusNext = false

// Whether the page was left by going back: the browser then returns to where its reader was. A link to a place of the same page
// leaves nothing.
let page = location.pathname
let wentBack = false
addEventListener('popstate', () => (wentBack ||= location.pathname !== page))

// The heading that is shown next takes the focus, so that the new page is read from its beginning.
export function beginAtHeading(): void {
  focusNext = !wentBack
  wentBack = false
  page = location.pathname
}

// What had the focus may go with what was done to it, the button that stopped a job with the job: the heading takes it then,
// and whoever works with the keyboard goes on from there and not from the beginning of everything.
export function keepFocus(): void {
  let last: EventTarget | null = null
  addEventListener('focusin', (event) => (last = event.target))
  new MutationObserver(() => {
    if (!(last instanceof Element) || last.isConnected || document.activeElement !== document.body) return
    document.querySelector<HTMLElement>('main h1')?.focus({ preventScroll: true })
  }).observe(document, { subtree: true, childList: true, attributes: true, attributeFilter: ['open'] })
}

// The page's heading, which also names the window.
export function Heading(props: { title: string; children?: ComponentChildren }) {
  const element = useRef<HTMLHeadingElement>(null)
  document.title = `${props.title} – ${NAME}`
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
