// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest'
import { Parameters } from '../src/limits'
import { toItsEnd } from '../src/lists'

test('a list is read to its end', async () => {
  const asked: object[] = []
  const pages = [
    { items: [1, 2], next_cursor: 'a' },
    { items: [3], next_cursor: 'b' },
    { items: [], next_cursor: null },
  ]
  const ask = (input: object) => {
    asked.push(input)
    return Promise.resolve(pages[asked.length - 1]!)
  }
  expect((await toItsEnd(ask, { supplier: 's' })).items).toEqual([1, 2, 3])
  const page = { supplier: 's', limit: Parameters.limit.maximum }
  expect(asked).toEqual([page, { ...page, cursor: 'a' }, { ...page, cursor: 'b' }])
})
