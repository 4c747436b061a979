// SPDX-License-Identifier: Apache-2.0
// A form that opens in place of its button: the focus goes into the form, and back to the button when it closes.
import type { ComponentChildren } from 'preact'
import { useEffect, useRef, useState } from 'preact/hooks'

export function Inline(props: { label: string; kind?: 'primary' | 'plain' | ''; children: (close: () => void) => ComponentChildren }) {
  const [open, setOpen] = useState(false)
  const used = useRef(false)
  const place = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (!used.current) return
    place.current?.querySelector<HTMLElement>(open ? 'input, select, textarea' : 'button')?.focus()
  }, [open])
  const turn = (next: boolean) => {
    used.current = true
    setOpen(next)
  }
  return (
    <div ref={place} class="opens">
      {open ? (
        props.children(() => turn(false))
      ) : (
        <button type="button" class={props.kind ?? ''} onClick={() => turn(true)}>
          {props.label}
        </button>
      )}
    </div>
  )
}
