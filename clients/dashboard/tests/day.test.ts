// SPDX-License-Identifier: Apache-2.0
import { expect, it } from 'vitest'
import { dayOf, plusDays } from '../src/day'

it('a day begins at midnight in Tokyo, wherever the browser stands', () => {
  expect(dayOf('2026-12-01T14:59:59Z')).toBe('2026-12-01')
  expect(dayOf('2026-12-01T15:00:00Z')).toBe('2026-12-02')
  expect(dayOf('2026-12-01T22:30:00.123456Z')).toBe('2026-12-02')
})

it('days are counted by the calendar', () => {
  expect(plusDays('2027-02-28', 1)).toBe('2027-03-01')
  expect(plusDays('2028-02-28', 1)).toBe('2028-02-29')
  expect(plusDays('2026-12-31', 31)).toBe('2027-01-31')
  expect(plusDays('2027-03-01', -1)).toBe('2027-02-28')
})
