// SPDX-License-Identifier: Apache-2.0
// What a form holds of an object that others edit too: what was typed, and the rest as it is now. So nothing that somebody
// else changed meanwhile is sent back as it was.
import { useRef, useState } from 'preact/hooks'
import { isLeaving } from '../api'

type Typed<D> = { typed: Partial<D>; over?: string | undefined }

// What was typed in long forms and not sent, by the form's name: their page is left for another one, and come back to.
const kept = new Map<string, Typed<object>>()
addEventListener('beforeunload', (event) => kept.size > 0 && !isLeaving() && event.preventDefault())

// `name`: what is typed outlives the page that shows the form; as long as it is not sent the tab does not close unasked. `tag`: of what
// is on file now; `replaces`, of what was when the typing began.
export function useDraft<D extends object>(now: D, name?: string, tag = '') {
  const [{ typed, over }, setTyped] = useState<Typed<D>>(() => (name !== undefined && (kept.get(name) as Typed<D>)) || { typed: {} })
  // An answer may come after the page was left.
  const last = useRef<Typed<D>>({ typed, over })
  const differs = (part: Partial<D>) => Object.entries(part).some(([member, value]) => value !== now[member as keyof D])
  const set = (next: Partial<D>, begun: string | undefined) => {
    last.current = { typed: next, over: differs(next) ? begun : undefined }
    setTyped(last.current)
    if (name === undefined) return
    if (differs(next)) kept.set(name, last.current)
    else kept.delete(name)
  }
  const draft: D = { ...now, ...typed }
  return {
    draft,
    replaces: over ?? tag,
    change: (part: Partial<D>) => set({ ...last.current.typed, ...part }, last.current.over ?? tag),
    // What arrived is no draft any more; what was typed since it was sent stays, over what arrived.
    send: (sending: Promise<unknown>) =>
      void sending.then(
        () =>
          set(Object.fromEntries(Object.entries(last.current.typed).filter(([member, value]) => value !== draft[member as keyof D])) as Partial<D>, undefined),
        () => undefined,
      ),
    typed: differs(typed),
    drop: () => set({}, undefined),
  }
}
