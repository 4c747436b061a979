// SPDX-License-Identifier: Apache-2.0
// Days as the contract writes them ("2026-12-01"), which are days in Tokyo wherever the browser stands. No other
// file makes a day of an instant, and none asks the browser which day it is: its clock may be wrong.

const TOKYO = new Intl.DateTimeFormat('en-CA', { timeZone: 'Asia/Tokyo', year: 'numeric', month: '2-digit', day: '2-digit' })

export function dayOf(instant: string): string {
  return TOKYO.format(new Date(instant))
}

export function isDay(day: string): boolean {
  const instant = Date.parse(day)
  return !Number.isNaN(instant) && new Date(instant).toISOString().slice(0, 10) === day
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
