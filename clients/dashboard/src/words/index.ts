// SPDX-License-Identifier: Apache-2.0
// The page's own words. Texts of codes come from the server, in the same language.
import { signal } from '@preact/signals'
import * as buyer from './buyer'
import { en } from './en'
import { ja } from './ja'
import * as organisation from './organisation'
import * as people from './people'
import * as portfolio from './portfolio'
import * as supplier from './supplier'

const japanese = { ...ja, buyer: { ...buyer.ja, ...portfolio.ja }, supplier: supplier.ja, organisation: { ...people.ja, ...organisation.ja } }
const english: typeof japanese = { ...en, buyer: { ...buyer.en, ...portfolio.en }, supplier: supplier.en, organisation: { ...people.en, ...organisation.en } }

type Language = 'ja' | 'en'

// Each by its own name, whatever is spoken.
export const LANGUAGES: [Language, string][] = [
  ['ja', '日本語'],
  ['en', 'English'],
]

const KEPT = 'hoshitori.language'

export const language = signal<Language>(localStorage.getItem(KEPT) === 'en' ? 'en' : 'ja')

export function speak(next: Language): void {
  localStorage.setItem(KEPT, next)
  language.value = next
  document.documentElement.lang = next
}

export function words(): typeof japanese {
  return language.value === 'ja' ? japanese : english
}

// 2027年5月10日 / 2027-05-10, of a day as the contract gives it.
export function dayText(day: string | null | undefined): string {
  if (!day) return ''
  if (language.value === 'en') return day
  const [year, month, date] = day.split('-').map(Number)
  return `${year}年${month}月${date}日`
}

// 2027/5/10 / 2027-05-10: where there is little room.
export function shortDayText(day: string | null | undefined): string {
  if (!day) return ''
  return language.value === 'en' ? day : day.split('-').map(Number).join('/')
}

// An instant, in Tokyo; a number is milliseconds since 1970.
export function instantText(instant: string | number): string {
  return new Intl.DateTimeFormat(language.value === 'ja' ? 'ja-JP' : 'en-GB', {
    timeZone: 'Asia/Tokyo',
    dateStyle: 'medium',
    timeStyle: 'short',
  }).format(new Date(instant))
}

// Several in one line.
export function listText(names: readonly string[]): string {
  return names.join(language.value === 'en' ? ', ' : '、')
}

// Bytes as people tell them.
export function sizeText(bytes: number): string {
  const units = ['byte', 'kilobyte', 'megabyte']
  const step = bytes < 1024 ? 0 : bytes < 1024 * 1024 ? 1 : 2
  const format = new Intl.NumberFormat(language.value, { style: 'unit', unit: units[step]!, unitDisplay: 'short', maximumFractionDigits: 1 })
  return format.format(bytes / 1024 ** step)
}

export function numberText(count: number): string {
  return new Intl.NumberFormat(language.value).format(count)
}
