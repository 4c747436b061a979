// SPDX-License-Identifier: Apache-2.0
// Of a long list of rows of one height only those in sight are drawn, and some around them; on paper all that were read.
import { useEffect, useState } from 'preact/hooks'
import type { RefObject } from 'preact'

const AROUND = 12

const NARROW = '(max-width: 48rem)'

// Heights of a row in style.css, in pixels of a font of 16.
export function rowHeight(): number {
  const font = parseFloat(getComputedStyle(document.documentElement).fontSize)
  return (matchMedia(NARROW).matches ? 7.5 : 2.5) * font
}

type Part = { from: number; to: number; height: number }

function partOf(count: number, box: Element, top: number): Part {
  const height = rowHeight()
  const seen = box.getBoundingClientRect()
  const first = Math.max(seen.top, 0) - top
  const last = Math.min(seen.bottom, innerHeight) - top
  const from = Math.min(Math.max(0, Math.floor(first / height) - AROUND), Math.max(count - 1, 0))
  return { from, to: Math.min(count, Math.max(from, Math.ceil(last / height) + AROUND)), height }
}

// Of a list that has become shorter since the part was taken: as many rows as before, while there are as many.
export function within(count: number, part: Part): Part {
  const to = Math.min(part.to, count)
  return { ...part, from: Math.max(0, Math.min(part.from, to - (part.to - part.from))), to }
}

// `box` scrolls, or the window; `top` stands above the first row.
export function useWindow(count: number, box: RefObject<HTMLElement>, top: RefObject<HTMLElement>): Part {
  // At first what may be in sight, so that it is soon there; what lies around it comes after.
  const [part, setPart] = useState<Part>(() => {
    const height = rowHeight()
    return { from: 0, to: Math.min(count, Math.ceil(innerHeight / height)), height }
  })
  useEffect(() => {
    let asked = 0
    const look = () => {
      asked = 0
      if (!box.current || !top.current) return
      const next = partOf(count, box.current, top.current.getBoundingClientRect().bottom)
      setPart((last) => (last.from === next.from && last.to === next.to && last.height === next.height ? last : next))
    }
    const print = () => setPart((last) => ({ ...last, from: 0, to: count }))
    const soon = () => (asked ||= requestAnimationFrame(look))
    soon()
    addEventListener('scroll', soon, { capture: true, passive: true })
    addEventListener('resize', soon)
    addEventListener('beforeprint', print)
    addEventListener('afterprint', soon)
    return () => {
      cancelAnimationFrame(asked)
      removeEventListener('scroll', soon, { capture: true })
      removeEventListener('resize', soon)
      removeEventListener('beforeprint', print)
      removeEventListener('afterprint', soon)
    }
  }, [count])
  return within(count, part)
}
