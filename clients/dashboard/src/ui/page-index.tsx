// SPDX-License-Identifier: Apache-2.0
// What a long page consists of: links to its cards by their headings, which stay in sight.
import { useEffect, useRef, useState } from 'preact/hooks'
import { words } from '../words'

type Entry = { id: string; title: string }

let named = 0

// Cards come and go with what they show; each is given a name where it has none, and no two ever the same.
function entriesIn(page: Element): Entry[] {
  return [...page.querySelectorAll<HTMLElement>('.cards section.card')].flatMap((card) => {
    const title = card.querySelector('h2')?.textContent.trim()
    if (!title) return []
    card.id ||= `part-${++named}`
    return [{ id: card.id, title }]
  })
}

// As a link does, but the names hold for as long as the page stands: neither the address nor the way back has them.
function goTo(event: Event, id: string): void {
  event.preventDefault()
  const card = document.getElementById(id)
  const title = card?.querySelector('h2')
  if (!card || !title) return
  card.scrollIntoView()
  title.tabIndex = -1
  title.focus({ preventScroll: true })
}

// Stands beside the cards.
export function PageIndex() {
  const place = useRef<HTMLElement>(null)
  const [entries, setEntries] = useState<Entry[]>([])
  useEffect(() => {
    const page = place.current!.parentElement!
    const look = () => {
      const next = entriesIn(page)
      setEntries((last) => (JSON.stringify(last) === JSON.stringify(next) ? last : next))
    }
    look()
    const observer = new MutationObserver(look)
    observer.observe(page, { childList: true, subtree: true, characterData: true })
    return () => observer.disconnect()
  }, [])
  return (
    <nav class="page-index unprinted" aria-label={words().onThisPage} ref={place}>
      <ul>
        {entries.map(({ id, title }) => (
          <li key={id}>
            <a href={`#${id}`} onClick={(event) => goTo(event, id)}>
              {title}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  )
}
