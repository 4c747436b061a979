// SPDX-License-Identifier: Apache-2.0
// Which suppliers of the list are chosen: some by name, or all that the filters let through but for some.
import type { Input } from '../api'
import { LIST_FILTERS, listQuery } from '../statuses'

export type Selection = { all: boolean; ids: ReadonlySet<string> }

export const NOBODY: Selection = { all: false, ids: new Set() }

export function isChosen(selection: Selection, id: string): boolean {
  return selection.ids.has(id) !== selection.all
}

export function toggled(selection: Selection, ids: readonly string[], chosen: boolean): Selection {
  const next = new Set(selection.ids)
  for (const id of ids)
    if (chosen !== selection.all) next.add(id)
    else next.delete(id)
  return { all: selection.all, ids: next }
}

// How many; `matching` fit the filters, null while nobody knows.
export function chosenCount(selection: Selection, matching: number | null): number | null {
  if (!selection.all) return selection.ids.size
  return matching === null ? null : matching - selection.ids.size
}

// What an operation that takes the list's filters is asked with. `left`: filters that it does not take.
export function whom(selection: Selection, search: URLSearchParams, left: readonly string[] = []) {
  const ids = [...selection.ids]
  if (!selection.all) return { query: {}, body: { suppliers: ids } }
  const query: Omit<Input<'supplier_list'>, 'sort'> = listQuery(
    search,
    LIST_FILTERS.filter((name) => !left.includes(name)),
  )
  return { query, body: ids.length > 0 ? { except: ids } : {} }
}
