// SPDX-License-Identifier: Apache-2.0
// What the list asks for first, as its address has it.
import type { Input } from '../api'
import { supplierList } from '../operations'
import { listQuery } from '../statuses'

export const PAGE = 100

// With which view this browser opens the list.
export const FIRST_VIEW = 'hoshitori.view'

export function firstPage(search: URLSearchParams): Input<'supplier_list'> {
  return { ...listQuery(search), limit: PAGE }
}

// Where the list is opened and it is known how: its first page, before its code.
export function askListAhead(): void {
  const search = new URLSearchParams(location.search)
  if (location.pathname === '/suppliers' && (search.size > 0 || !localStorage.getItem(FIRST_VIEW))) supplierList.ahead(firstPage(search))
}
