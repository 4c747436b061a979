// SPDX-License-Identifier: Apache-2.0
// Days as the contract writes them ("2026-12-01"), which are days in Tokyo wherever the browser stands. No other
// file makes a day of an instant, and none asks the browser which day it is: its clock may be wrong.

const TOKYO = new Intl.DateTimeFormat('en-CA', { timeZone: 'Asia/Tokyo', year: 'numeric', month: '2-digit', day: '2-digit' })

export function dayOf(instant: string): string {
  return TOKYO.format(new Date(instant))
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
