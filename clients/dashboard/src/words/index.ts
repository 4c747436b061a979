// SPDX-License-Identifier: Apache-2.0
// The page's own words, of which only those of the language that is spoken are fetched. Texts of codes come from the server, in the same language.
import { signal } from '@preact/signals'
import type { words as ja } from './japanese'

type Language = 'ja' | 'en'

// Each by its own name, whatever is spoken.
export const LANGUAGES: [Language, string][] = [
  ['ja', '日本語'],
  ['en', 'English'],
]

// Of the product, in every language.
export const NAME = 'Hoshitori'

const KEPT = 'hoshitori.language'

export const language = signal<Language>(localStorage.getItem(KEPT) === 'en' ? 'en' : 'ja')

type Words = typeof ja

const FETCH: Record<Language, () => Promise<{ words: Words }>> = { ja: () => import('./japanese'), en: () => import('./english') }
const fetched: Partial<Record<Language, Words>> = {}

// Before anything is said in a language. Fails where its words cannot be fetched.
export async function fetchWords(of: Language): Promise<void> {
  fetched[of] ??= (await FETCH[of]()).words
}

// Changes at once what is shown, when the words are there.
export async function speak(next: Language): Promise<void> {
  await fetchWords(next)
  localStorage.setItem(KEPT, next)
  language.value = next
  document.documentElement.lang = next
}

export function words(): Words {
  return fetched[language.value]!
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
  const format = new Intl.NumberFormat(language.value, {
    style: 'unit',
    unit: units[step]!,
    unitDisplay: step === 0 ? 'long' : 'short',
    maximumFractionDigits: 1,
  })
  return format.format(bytes / 1024 ** step)
}

export function numberText(count: number): string {
  return new Intl.NumberFormat(language.value).format(count)
}
