// SPDX-License-Identifier: Apache-2.0
// What is done with a page now and then: in one row with the rest where there is room, on a phone behind one button.
import type { ComponentChildren } from 'preact'
import { useId, useState } from 'preact/hooks'
import { words } from '../words'

export function MoreActions(props: { children: ComponentChildren }) {
  const [open, setOpen] = useState(false)
  const id = useId()
  return (
    <>
      <button type="button" class="more-actions-button" aria-expanded={open} aria-controls={id} onClick={() => setOpen(!open)}>
        {words().moreActions}
      </button>
      <div id={id} class={open ? 'more-actions open' : 'more-actions'}>
        {props.children}
      </div>
    </>
  )
}
