// SPDX-License-Identifier: Apache-2.0
// What a form holds of an object that others edit too: what was typed, and the rest as it is now. So nothing that somebody
// else changed meanwhile is sent back as it was.
import { useState } from 'preact/hooks'

export function useDraft<D extends object>(now: D): { draft: D; change: (part: Partial<D>) => void; forget: (sent: D) => void } {
  const [typed, setTyped] = useState<Partial<D>>({})
  return {
    draft: { ...now, ...typed },
    change: (part) => setTyped((before) => ({ ...before, ...part })),
    // What was typed since it was sent stays.
    forget: (sent) => setTyped((before) => Object.fromEntries(Object.entries(before).filter(([name, value]) => value !== sent[name as keyof D])) as Partial<D>),
  }
}
