// SPDX-License-Identifier: Apache-2.0
// From anywhere to a supplier, a page or an action: Ctrl+K (⌘K), some letters, Enter.
import { useEffect, useRef, useState } from 'preact/hooks'
import { Link, useLocation } from 'wouter'
import { useSupplierList } from '../operations'
import { useRights } from '../session'
import { words } from '../words'
import { Dialog } from './actions'

const TYPING_MS = 200
const SHOWN = 8

export type Place = { to: string; text: string; aside?: string }

// As people type: whatever the width or case of the letters.
function folded(text: string): string {
  return text.normalize('NFKC').toLowerCase()
}

// The suppliers that fit, once the typing stops.
function useFound(typed: string, open: boolean): Place[] {
  const [asked, setAsked] = useState('')
  useEffect(() => {
    const timer = setTimeout(() => setAsked(typed.trim()), TYPING_MS)
    return () => clearTimeout(timer)
  }, [typed])
  const may = useRights().has('buyer:read')
  const found = useSupplierList({ text: asked, limit: SHOWN }, { enabled: may && open && asked !== '' })
  if (asked === '' || asked !== typed.trim()) return []
  return (found.data?.items ?? []).map(({ relationship, name, code }) => ({
    to: `/suppliers/${relationship}`,
    text: name,
    ...(code && { aside: code }),
  }))
}

// The arrows go from the field to the links below it and back.
function step(event: KeyboardEvent): void {
  if (event.isComposing) return
  const down = { ArrowDown: 1, ArrowUp: -1 }[event.key]
  if (!down) return
  const stops = [...(event.currentTarget as HTMLElement).querySelectorAll<HTMLElement>('input, a')]
  stops[stops.indexOf(event.target as HTMLElement) + down]?.focus()
  event.preventDefault()
}

export function Palette(props: { places: Place[] }) {
  const text = words().palette
  const [, go] = useLocation()
  const [open, setOpen] = useState(false)
  const [typed, setTyped] = useState('')
  const field = useRef<HTMLInputElement>(null)
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== 'k' || !(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return
      // Whatever stands in a dialog is not left behind.
      if (document.querySelector('dialog[open]')) return
      event.preventDefault()
      setOpen(true)
    }
    document.addEventListener('keydown', press)
    return () => document.removeEventListener('keydown', press)
  }, [])
  useEffect(() => {
    if (open) field.current?.focus()
    else setTyped('')
  }, [open])
  const wanted = folded(typed.trim())
  const places = props.places.filter((place) => folded(place.text).includes(wanted))
  const suppliers = useFound(typed, open)
  const all = [...suppliers, ...places]
  const close = () => setOpen(false)
  return (
    <>
      <button type="button" class="plain palette-button" onClick={() => setOpen(true)}>
        {text.title} <kbd>Ctrl+K</kbd>
      </button>
      <Dialog title={text.title} open={open} onClose={close}>
        <form
          class="palette"
          role="search"
          onKeyDown={step}
          onSubmit={(event) => {
            event.preventDefault()
            if (!all[0]) return
            close()
            go(all[0].to)
          }}
        >
          <input
            type="search"
            ref={field}
            value={typed}
            aria-label={text.lead}
            placeholder={text.lead}
            onInput={(event) => setTyped(event.currentTarget.value)}
          />
          <ul role="list" aria-label={text.found}>
            {all.map((place) => (
              <li key={place.to}>
                <Link href={place.to} onClick={close}>
                  {place.text} {place.aside && <span class="aside">{place.aside}</span>}
                </Link>
              </li>
            ))}
          </ul>
          {all.length === 0 && <p role="status">{text.none}</p>}
        </form>
      </Dialog>
    </>
  )
}
