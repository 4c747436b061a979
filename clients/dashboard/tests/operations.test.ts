// SPDX-License-Identifier: Apache-2.0
// Whatever the API can do for a person has its place in the page: every operation of the contract is asked for by some page, or
// stands below with the reason why none does.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { ENTRIES } from './contract'

const WITHOUT: Record<string, string> = {
  supplier_put: 'the page changes suppliers by PATCH, which names what it changes',
  supplier_status_get: 'the record has the status',
  buyer_status_get: 'the record has the status',
  disclosure_put: 'the page says it by kind and day',
  requirement_revision_list: 'the history has all of it',
  statement_get: 'the list has all of it',
  declaration_get: 'the list has all of it',
  invitation_letters: 'letters of many are made by a campaign, which tells what became of them',
  edition_sheet: 'a self-assessment has its own sheet, with what was answered',
  user_session_list: 'an administrator ends all sessions of a person; each sees their own',
}

const GENERATED = ['operations.ts', 'contract.d.ts', 'vocabulary.ts']

function sources(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? sources(join(folder, entry.name)) : GENERATED.includes(entry.name) ? [] : [readFileSync(join(folder, entry.name), 'utf8')],
  )
}

it('every operation is asked for by a page, or has a reason to be none of its', () => {
  const names = new Set(sources('src').flatMap((text) => text.match(/\b\w+\b/g) ?? []))
  const asked = (id: string) => {
    const name = id.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase())
    return names.has(name) || names.has(`use${name[0]!.toUpperCase()}${name.slice(1)}`)
  }
  const missing = ENTRIES.map(({ id }) => id).filter((id) => !asked(id))
  expect(missing.sort()).toEqual(Object.keys(WITHOUT).sort())
})
