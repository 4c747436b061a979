// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest'
import { within } from '../src/suppliers/window'

test('a list that became shorter shows as many rows as before, or all that it has', () => {
  const part = { from: 50, to: 90, height: 40 }
  expect(within(200, part)).toEqual(part)
  expect(within(60, part)).toEqual({ from: 20, to: 60, height: 40 })
  expect(within(5, part)).toEqual({ from: 0, to: 5, height: 40 })
  expect(within(0, part)).toEqual({ from: 0, to: 0, height: 40 })
})
