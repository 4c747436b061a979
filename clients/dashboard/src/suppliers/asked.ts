// SPDX-License-Identifier: Apache-2.0
// What the list asks for first, as its address has it.
import type { Input } from '../api'
import { supplierList } from '../operations'
import { listQuery } from '../statuses'

export const PAGE = 100

const KEPT = 'hoshitori.view'

// With which view this browser opens the list; null: with none.
export const firstView = () => localStorage.getItem(KEPT) || null

export function keepFirstView(id: string): void {
  localStorage.setItem(KEPT, id)
}

export function firstPage(search: URLSearchParams): Input<'supplier_list'> {
  return { ...listQuery(search), limit: PAGE }
}

// Where the list is opened and it is known how: its first page, before its code.
export function askListAhead(): void {
  const search = new URLSearchParams(location.search)
  if (location.pathname === '/suppliers' && (search.size > 0 || !firstView())) supplierList.ahead(firstPage(search))
}
