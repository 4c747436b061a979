// SPDX-License-Identifier: Apache-2.0
// What a buyer read of what a supplier shows it, and when.
import type { Schemas } from '../api'
import { instantText, listText, words } from '../words'

type Read = Schemas['DisclosureRead']

function filesOf(read: Read): string {
  const named = (name: string | null) => name ?? words().evidence.erasedName
  return read.content ? words().evidence.fetched(named(read.name)) : listText(read.files.map(({ name }) => named(name)))
}

export function ReadItem(props: { read: Read }) {
  const { read } = props
  return (
    <li>
      <span>
        {words().disclosureKind[read.kind]} {read.star === null ? filesOf(read) : words().star(read.star)}
      </span>
      <span class="aside">{instantText(read.read_at)}</span>
    </li>
  )
}
