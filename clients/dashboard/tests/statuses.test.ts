// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest'
import { LIST_FILTERS, listAddress, listQuery, STATUS_FILTERS, STATUS_KEYS, statusAddress, statusKey, statusOf, withStatus } from '../src/statuses'
import { ENTRIES, resolved, type Schema } from './contract'

describe('statuses', () => {
  it('are those of the contract', () => {
    const codes = resolved<Schema>({ $ref: '#/components/schemas/StatusCode' }).enum as string[]
    expect(new Set(Object.values(STATUS_FILTERS).map(({ status }) => status))).toEqual(new Set(codes))
  })

  it.each(STATUS_KEYS)('%s is found by its own filter, and shown as chosen', (key) => {
    const search = new URLSearchParams(statusAddress(key).split('?')[1])
    expect(statusOf(search)).toBe(key)
    expect(statusOf(withStatus(new URLSearchParams('status=met&waiting_on=buyer&tag=CAD'), key))).toBe(key)
    const { status, waiting_on } = STATUS_FILTERS[key]
    expect(statusKey(status, waiting_on ?? null)).toBe(key)
  })

  it('other than pending are the same whoever acts', () => {
    expect(statusKey('overdue', 'supplier')).toBe('overdue')
    expect(statusKey('pending', null)).toBe('pending')
  })
})

describe('filters', () => {
  it('are parameters of the list', () => {
    const { operation } = ENTRIES.find(({ id }) => id === 'supplier_list')!
    const parameters = (operation as unknown as { parameters: unknown[] }).parameters.map((one) => resolved<{ name: string }>(one).name)
    expect(LIST_FILTERS.filter((name) => !parameters.includes(name))).toEqual([])
  })

  it('of the address are asked for, and nothing else of it', () => {
    expect(listQuery(new URLSearchParams('status=met,lapsed&tag=CAD&utm=1&sort=gap'))).toEqual({
      status: ['met', 'lapsed'],
      tag: 'CAD',
      sort: 'gap',
    })
  })

  it('may be none', () => {
    expect(listAddress(new URLSearchParams())).toBe('/suppliers')
    expect(statusOf(new URLSearchParams('status=met,lapsed'))).toBe(null)
    expect([...withStatus(new URLSearchParams('status=met&text=a'), null)]).toEqual([['text', 'a']])
  })
})
