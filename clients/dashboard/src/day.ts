// SPDX-License-Identifier: Apache-2.0
// Days as the contract writes them ("2026-12-01"), which are days in Tokyo wherever the browser stands. No other
// file makes a day of an instant, and none asks the browser which day it is: its clock may be wrong.

const TOKYO = new Intl.DateTimeFormat('en-CA', { timeZone: 'Asia/Tokyo', year: 'numeric', month: '2-digit', day: '2-digit' })

export function dayOf(instant: string): string {
  return TOKYO.format(new Date(instant))
}

const ERAS: Record<string, number> = { 令和: 2018, 令: 2018, R: 2018, 平成: 1988, 平: 1988, H: 1988 }
const DAY = /^(?:(令和|令|R|平成|平|H)\.?(元|\d{1,2})|(?:西暦)?(\d{4}))[-/.・年](\d{1,2})[-/.・月](\d{1,2})日?(?:\([^)]*\)|.曜日?)?(?:まで|迄)?。?$/
const MIDNIGHT = /(?:T|\s+)0{1,2}:00(?::00)?(?:\.0+)?(?:Z|\+09:?00)?\s*$/

// A day that was copied from a sheet or a letter: 2027/6/30, 2027年6月30日(水)まで, 令和9年6月30日, R9.6.30, 20270630,
// 2027-06-30 0:00:00, in any width.
// Null where the year is missing or there is no such day; fields of days take nothing else that is pasted.
export function readDay(text: string): string | null {
  const plain = text
    .normalize('NFKC')
    .replace(MIDNIGHT, '')
    .replace(/[‐‑–—―−ー]/g, '-')
    .replace(/\s/g, '')
    .replace(/^(\d{4})(\d{2})(\d{2})$/, '$1-$2-$3')
  const [, era, ofEra, year, month, date] = DAY.exec(plain) ?? []
  if (!month || !date) return null
  const full = era ? (ERAS[era] ?? 0) + (ofEra === '元' ? 1 : Number(ofEra)) : Number(year)
  const day = `${full}-${month.padStart(2, '0')}-${date.padStart(2, '0')}`
  const instant = Date.parse(day)
  return !Number.isNaN(instant) && new Date(instant).toISOString().slice(0, 10) === day ? day : null
}

export function plusDays(day: string, count: number): string {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number)
  return new Date(Date.UTC(year, month - 1, date + count)).toISOString().slice(0, 10)
}

// How many days later.
export function daysBetween(day: string, later: string): number {
  return Math.round((Date.parse(later) - Date.parse(day)) / 86400000)
}

// The last day of its month.
export function monthEnd(day: string): string {
  const [year = 0, month = 1] = day.split('-').map(Number)
  return new Date(Date.UTC(year, month, 0)).toISOString().slice(0, 10)
}

const EARLIEST = '2000-01-01'

// Whether all that is entered is entered whole: a year that is typed is one of every century on its way.
export function isTyped(...entered: (string | null | undefined)[]): boolean {
  return entered.every((day) => !day || day >= EARLIEST)
}

// The end of a minute in Tokyo, as the contract has instants: what was recorded in that minute was known.
export function instantOfMinute(local: string): string {
  return `${local}:59+09:00`
}
