// SPDX-License-Identifier: Apache-2.0
// What a page is filtered by stands in its address, so that it can be sent to somebody and come back to.
import { useLocation, useSearch } from 'wouter'

export type SetFilter = (name: string, value: string) => void

// An empty value takes the filter away.
export function useFilters(): [URLSearchParams, SetFilter] {
  const search = new URLSearchParams(useSearch())
  const [path, go] = useLocation()
  return [
    search,
    (name, value) => {
      // Of the address as it stands: what was typed is set a moment later.
      const next = new URLSearchParams(window.location.search)
      if (value) next.set(name, value)
      else next.delete(name)
      go(next.size > 0 ? `${path}?${next}` : path, { replace: true })
    },
  ]
}
