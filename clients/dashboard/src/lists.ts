// SPDX-License-Identifier: Apache-2.0
// A list to its end: a page that shows a list shows all of it, unless it asks for so many or turns pages itself.
import { Parameters } from './limits'

type Page = { items: unknown[]; next_cursor: string | null }

export async function toItsEnd<T>(ask: (input: object) => Promise<T>, input: object): Promise<T> {
  const page = (cursor: object) => ask({ ...input, limit: Parameters.limit.maximum, ...cursor }) as Promise<Page>
  const whole = await page({})
  let next = whole.next_cursor
  const items = [...whole.items]
  while (next) {
    const more = await page({ cursor: next })
    items.push(...more.items)
    next = more.next_cursor
  }
  return { ...whole, items, next_cursor: null } as T
}
