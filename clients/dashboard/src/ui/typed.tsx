// SPDX-License-Identifier: Apache-2.0
// A field of a filter that is sent when its reader stops typing.
import { useEffect, useState } from 'preact/hooks'
import type { SetFilter } from './filters'
import { TextField } from './form'

const TYPING_MS = 300

export function Typed(props: { label: string; name: string; type: string; search: URLSearchParams; set: SetFilter }) {
  const value = props.search.get(props.name) ?? ''
  const [typed, setTyped] = useState(value)
  useEffect(() => {
    if (typed === value) return
    const timer = setTimeout(() => props.set(props.name, typed), TYPING_MS)
    return () => clearTimeout(timer)
  }, [typed])
  useEffect(() => setTyped(value), [value])
  return <TextField label={props.label} type={props.type} value={typed} onValue={setTyped} required={false} data-filter={props.name} />
}
