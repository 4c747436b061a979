// SPDX-License-Identifier: Apache-2.0
// One key for what is done all day in a list. Keys that type are left to whatever is typed into, and can be switched off.
import { signal } from '@preact/signals'
import { useLayoutEffect, useState } from 'preact/hooks'
import { useLatest } from '../latest'

const KEPT = 'hoshitori.keys'

export const keysOn = signal(localStorage.getItem(KEPT) !== 'off')

export function switchKeys(on: boolean): void {
  localStorage.setItem(KEPT, on ? 'on' : 'off')
  keysOn.value = on
}

// Whether a press is meant for the page, and not for a field, a dialog or the browser.
export function isFree(event: KeyboardEvent): boolean {
  const target = event.target as HTMLElement
  return (
    keysOn.value &&
    !event.ctrlKey &&
    !event.metaKey &&
    !event.altKey &&
    !event.isComposing &&
    !target.closest('input:not([type=checkbox]), select, textarea, dialog')
  )
}

type Acts = { move: (index: number) => void; open: (index: number) => void; pick: (index: number) => void }

// j and k move, x chooses, Enter opens. Where the reader is; -1: nowhere yet.
export function useKeys(count: number, acts: Acts): number {
  const [here, setHere] = useState(-1)
  const latest = useLatest({ here, count, acts })
  // Before the rows are seen: who sees them may press a key at once.
  useLayoutEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (!isFree(event)) return
      const { here: at, count: many, acts: act } = latest.current
      const to = { j: at + 1, k: at - 1 }[event.key]
      if (to !== undefined) {
        const next = Math.min(Math.max(to, 0), many - 1)
        setHere(next)
        act.move(next)
      } else if (event.key === 'x' && at >= 0) act.pick(at)
      else if (event.key === 'Enter' && at >= 0 && !(event.target as HTMLElement).closest('a, button, summary')) act.open(at)
      else return
      event.preventDefault()
    }
    document.addEventListener('keydown', press)
    return () => document.removeEventListener('keydown', press)
  }, [])
  return here
}
