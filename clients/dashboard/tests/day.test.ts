// SPDX-License-Identifier: Apache-2.0
import { expect, it } from 'vitest'
import { dayOf, isTyped, plusDays } from '../src/day'
import { readDay } from '../src/read-day'

it('a day begins at midnight in Tokyo, wherever the browser stands', () => {
  expect(dayOf('2026-12-01T14:59:59Z')).toBe('2026-12-01')
  expect(dayOf('2026-12-01T15:00:00Z')).toBe('2026-12-02')
  expect(dayOf('2026-12-01T22:30:00.123456Z')).toBe('2026-12-02')
})

it('a day is read as people copy it', () => {
  for (const text of ['2027-06-30', '2027/6/30', '２０２７／６／３０', '2027年6月30日(水)', ' 令和9年６月30日水曜日\n', 'R9.6.30', '2027−06−30', '20270630'])
    expect(readDay(text), text).toBe('2027-06-30')
  for (const text of [
    '2027/6/30 0:00:00',
    '2027-06-30T00:00:00.000+09:00',
    '2027年6月30日（水・祝）まで。',
    '令9・6・30迄',
    '㋿9年6月30日',
    '西暦2027年6月30日',
    '46568',
    'Wednesday, June 30, 2027',
    '令和九年六月三十日',
    '2027 Jun 30',
    '2027Jun30',
    'Jun-30-2027',
    'June/30/2027',
    '2027  6  30',
    '2027年6月30日0時00分',
    '2027年6月30日午前0時',
  ])
    expect(readDay(text), text).toBe('2027-06-30')
  expect(readDay('令和元年12月1日')).toBe('2019-12-01')
  for (const text of ['', '6/30', '30/6/2027', '2027/2/29', '2027年6月末', '30000', '令和9年', '2027/6/30 9:00', '2027/6/30(木)', 'May 12027', '水2027/6/30'])
    expect(readDay(text), text).toBeNull()
})

it('a long text is no day, at once', () => {
  const begun = performance.now()
  expect(readDay('一'.repeat(200000))).toBeNull()
  expect(readDay(`2027年6月30日${' '.repeat(200000)}x`)).toBeNull()
  expect(performance.now() - begun).toBeLessThan(1000)
})

it('days are counted by the calendar', () => {
  expect(plusDays('2027-02-28', 1)).toBe('2027-03-01')
  expect(plusDays('2028-02-28', 1)).toBe('2028-02-29')
  expect(plusDays('2026-12-31', 31)).toBe('2027-01-31')
  expect(plusDays('2027-03-01', -1)).toBe('2027-02-28')
})

it('a year that is typed is none before it is whole', () => {
  expect(isTyped('2027-01-10', '2027-01-10T09:00', null, undefined, '')).toBe(true)
  for (const text of ['0002-01-10', '0020-01-10', '0202-01-10', '0202-01-10T09:00']) expect(isTyped('2027-01-10', text), text).toBe(false)
})
