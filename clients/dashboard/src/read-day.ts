// SPDX-License-Identifier: Apache-2.0
// Days as people paste them. By itself, since only whoever pastes one needs it.
import { isDay, plusDays } from './day'

const ERAS: Record<string, number> = { 令: 2018, R: 2018, 平: 1988, H: 1988 }
const MONTHS = ['january', 'february', 'march', 'april', 'may', 'june', 'july', 'august', 'september', 'october', 'november', 'december']
const WEEKDAY = 'mon(?:day)?|tue(?:sday)?|wed(?:nesday)?|thu(?:rsday)?|fri(?:day)?|sat(?:urday)?|sun(?:day)?'
const WEEK = ['月mo', '火tu', '水we', '木th', '金fr', '土sa', '日su']

const DAY =
  /^(?:(令和|令|R\.?|平成|平|H\.?)(元|\d{1,2}(?!\d))|(\d{4}))(?:([-/.・ ])(\d{1,2}(?!\d))\4(\d{1,2}(?!\d))|年(\d{1,2}(?!\d))月(\d{1,2}(?!\d))日)(.*)$/i
const BEHIND = new RegExp(
  `(?:\\(([月火水木金土日]|${WEEKDAY})?(?:曜日?)?(?:[・/]?(?:祝日?|休))?\\)|([月火水木金土日]|${WEEKDAY})曜日?|(?<=.)([火水木金土]))$`,
  'i',
)
const BEFORE = new RegExp(`^(?:\\(([月火水木金土日])\\)|(${WEEKDAY})|西暦)[,.]*`, 'i')
// What may stand behind a day and says no more than it: 0:00, T00:00:00.000+09:00, 午前0時, 12:00:00 AM.
const MIDNIGHT =
  /^[.T]? *(?:午前)?(?:12(?:[:時分秒]0*)*(?:\.0+)?(?:AM|A\.M\.|am|a\.m\.)|(?:0{0,2}(?:[:時分秒]0*)*(?:\.0+)? *(?:AM|A\.M\.|am|a\.m\.)?))(?:Z|\+09:?00)?$/
// Days of a spreadsheet that show as numbers, from 2000 to 2099.
const SERIAL = { first: 36526, last: 73050, of1970: 25569 }

// A clipboard may hold a book.
const LONGEST = 64

// 二〇二七, 十月二十日
function plainDigits(text: string): string {
  return text
    .replace(/[〇零一二三四五六七八九]?十[一二三四五六七八九]?/g, (ten) => String((NUMERALS[ten[0]!] ?? 1) * 10 + (NUMERALS[ten.at(-1)!] ?? 0)))
    .replace(/[〇零一二三四五六七八九]/g, (digit) => String(NUMERALS[digit]))
}
const NUMERALS: Record<string, number> = { 〇: 0, 零: 0, 一: 1, 二: 2, 三: 3, 四: 4, 五: 5, 六: 6, 七: 7, 八: 8, 九: 9 }

function written(year: number, month: number, date: number): string {
  return [String(year).padStart(4, '0'), String(month).padStart(2, '0'), String(date).padStart(2, '0')].join('-')
}

// With a name for the month and four digits for the year there is one order, whatever stands between: 30-Jun-2027, 2027 Jun 30.
function readNamedMonth(plain: string): string | null {
  const [, before = '', name = '', after = ''] = /^([^a-z]*)([a-z]+)(.*)$/i.exec(plain) ?? []
  const month = MONTHS.findIndex((one) => [one, one.slice(0, 3)].includes(name.toLowerCase()))
  const parts = `${before} ${after}`.replace(/\D/g, ' ').trim()
  const yearFirst = /^([1-9]\d{3}) +(\d{1,2})$/.exec(parts)
  const [, date, year] = (yearFirst ? null : /^(\d{1,2}) +([1-9]\d{3})$/.exec(parts)) ?? []
  if (month < 0 || !(yearFirst ?? year)) return null
  return written(Number(yearFirst?.[1] ?? year), month + 1, Number(yearFirst?.[2] ?? date))
}

function readParts(plain: string): string | null {
  const digits = plain.replace(/\.0+$/, '')
  const serial = Number(digits.replace(/^(\d\d),(\d{3})$/, '$1$2'))
  if (/^\d{8}$/.test(digits)) return digits.replace(/^(\d{4})(\d\d)(\d\d)$/, '$1-$2-$3')
  if (/^\d\d,?\d{3}$/.test(digits) && serial >= SERIAL.first && serial <= SERIAL.last) return plusDays('1970-01-01', serial - SERIAL.of1970)
  const [, era, ofEra, year, , month, date, monthNamed, dateNamed, rest] = DAY.exec(plain) ?? []
  if (rest === undefined) return readNamedMonth(plain)
  if (!MIDNIGHT.test(rest) || ofEra === '0' || ofEra === '00') return null
  const full = era ? ERAS[era[0]!.toUpperCase()]! + (ofEra === '元' ? 1 : Number(ofEra)) : Number(year)
  return written(full, Number(month ?? monthNamed), Number(date ?? dateNamed))
}

function isWeekday(day: string, name: string | undefined): boolean {
  if (!name) return true
  const of = WEEK.findIndex((names) => names.includes(name.slice(0, 2).toLowerCase()))
  return (new Date(day).getUTCDay() + 6) % 7 === of
}

// A day that was copied from a sheet or a letter, in the spellings that a sheet's cell takes (server/base/entered_day.c): 2027/6/30,
// 2027年6月30日(水)まで, 令和9年6月30日, R9.6.30, 20270630, 46568, 30-Jun-2027, 2027-06-30 0:00:00, in any width.
// Null where the year is missing, there is no such day or it is another day of the week; fields of days take nothing else that is pasted.
export function readDay(text: string): string | null {
  if (text.length > LONGEST) return null
  const closed = plainDigits(
    text
      .normalize('NFKC')
      .trim()
      .replace(/^'/, '')
      .replace(/[‐‑–—―−ー]/g, '-')
      .replace(/⁄/g, '/'),
  )
    .replace(/。$/, '')
    .replace(/(?:まで|迄)$/, '')
    .replace(/(\d)(?:st|nd|rd|th)(?=[ ,.]|$)/gi, '$1')
    .replace(/\s+/g, ' ')
    .replace(/(?<!\d) | (?!\d)/g, '')
  const behind = BEHIND.exec(closed)
  const plain = closed.replace(BEHIND, '')
  const before = BEFORE.exec(plain)
  const day = readParts(plain.replace(BEFORE, ''))
  const said = [behind?.[1] ?? behind?.[2] ?? behind?.[3], before?.[1] ?? before?.[2]]
  return day && isDay(day) && said.every((name) => isWeekday(day, name)) ? day : null
}
