// SPDX-License-Identifier: Apache-2.0
// What a long page consists of: links to its cards by their headings, which stay in sight.
import { useEffect, useRef, useState } from 'preact/hooks'
import { words } from '../words'

type Entry = { id: string; title: string }

// Cards come and go with what they show; each is given a name where it has none.
function entriesIn(page: Element): Entry[] {
  return [...page.querySelectorAll<HTMLElement>('.cards section.card')].flatMap((card, at) => {
    const title = card.querySelector('h2')?.textContent.trim()
    if (!title) return []
    card.id ||= `part-${at}`
    return [{ id: card.id, title }]
  })
}

// Stands beside the cards.
export function PageIndex() {
  const place = useRef<HTMLElement>(null)
  const [entries, setEntries] = useState<Entry[]>([])
  useEffect(() => {
    const page = place.current!.parentElement!
    const look = () => setEntries((last) => (JSON.stringify(last) === JSON.stringify(entriesIn(page)) ? last : entriesIn(page)))
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
            <a href={`#${id}`}>{title}</a>
          </li>
        ))}
      </ul>
    </nav>
  )
}
