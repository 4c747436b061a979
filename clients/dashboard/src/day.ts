// SPDX-License-Identifier: Apache-2.0
// Days as the contract writes them ("2026-12-01"), which are days in Tokyo wherever the browser stands. No other
// file makes a day of an instant.
import { api, body } from './api'

const TOKYO = new Intl.DateTimeFormat('en-CA', { timeZone: 'Asia/Tokyo', year: 'numeric', month: '2-digit', day: '2-digit' })

export function dayOf(instant: string): string {
  return TOKYO.format(new Date(instant))
}

export function plusDays(day: string, count: number): string {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number)
  return new Date(Date.UTC(year, month - 1, date + count)).toISOString().slice(0, 10)
}

// The server's day; the browser's clock may be wrong.
export async function today(): Promise<string> {
  return (await body(api.GET('/v1/me'))).day
}
