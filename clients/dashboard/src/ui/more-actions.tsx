// SPDX-License-Identifier: Apache-2.0
// What is done with a page now and then: in one row with the rest where there is room, on a phone behind one button.
import type { ComponentChildren } from 'preact'
import { useRef, useState } from 'preact/hooks'
import { useId } from '../ids'
import { words } from '../words'

export function MoreActions(props: { children: ComponentChildren }) {
  const [open, setOpen] = useState(false)
  const box = useRef<HTMLDivElement>(null)
  const id = useId()
  // What is under way in it, or failed, stays in sight: else nobody would learn of it.
  const toggle = () => setOpen(!open || box.current!.querySelector('[aria-disabled="true"], [role="alert"]') !== null)
  return (
    <>
      <button type="button" class="more-actions-button" aria-expanded={open} aria-controls={id} onClick={toggle}>
        {words().moreActions}
      </button>
      <div id={id} ref={box} class={open ? 'more-actions open' : 'more-actions'}>
        {props.children}
      </div>
    </>
  )
}
