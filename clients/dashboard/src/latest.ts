// SPDX-License-Identifier: Apache-2.0
// What the last rendering knew, for whoever asks later.
import { useRef } from 'preact/hooks'

export function useLatest<T>(value: T): { readonly current: T } {
  const latest = useRef(value)
  latest.current = value
  return latest
}
