// SPDX-License-Identifier: Apache-2.0
// What a form holds of an object that others edit too: what was typed, and the rest as it is now. So nothing that somebody
// else changed meanwhile is sent back as it was.
import { useRef, useState } from 'preact/hooks'
import { isLeaving } from '../api'

// What was typed in long forms and not sent, by the form's name: their page is left for another one, and come back to.
const kept = new Map<string, object>()
addEventListener('beforeunload', (event) => kept.size > 0 && !isLeaving() && event.preventDefault())

// `name`: what is typed outlives the page that shows the form; as long as it is not sent the tab does not close unasked.
export function useDraft<D extends object>(
  now: D,
  name?: string,
): { draft: D; change: (part: Partial<D>) => void; send: (sending: Promise<unknown>) => void; typed: boolean; drop: () => void } {
  const [typed, setTyped] = useState<Partial<D>>(() => (name !== undefined && (kept.get(name) as Partial<D>)) || {})
  // An answer may come after the page was left.
  const last = useRef(typed)
  const set = (next: Partial<D>) => {
    last.current = next
    setTyped(next)
    if (name === undefined) return
    if (differs(next)) kept.set(name, next)
    else kept.delete(name)
  }
  const differs = (part: Partial<D>) => Object.entries(part).some(([member, value]) => value !== now[member as keyof D])
  const draft = { ...now, ...typed }
  return {
    draft,
    change: (part) => set({ ...last.current, ...part }),
    // What arrived is no draft any more; what was typed since it was sent stays.
    send: (sending) =>
      void sending.then(
        () => set(Object.fromEntries(Object.entries(last.current).filter(([member, value]) => value !== draft[member as keyof D])) as Partial<D>),
        () => undefined,
      ),
    typed: differs(typed),
    drop: () => set({}),
  }
}
