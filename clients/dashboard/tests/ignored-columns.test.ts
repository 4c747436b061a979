// SPDX-License-Identifier: Apache-2.0
import { expect, it, vi } from 'vitest'

vi.stubGlobal('localStorage', { getItem: () => null })
const { headingsOf, refusedIn, sentHeadings } = await import('../src/ui/ignored-columns')
const { Problem } = await import('../src/api')

it('the headings of a sheet stand below its title, between any separator', () => {
  const head = ['取引先コード', '取引先名', '住所']
  for (const lines of [
    ['\ufeff取引先コード,取引先名,住所', 'A,甲,名古屋市'],
    ['取引先一覧,,', '', '"2026年12月1日、現在",,', '取引先コード,取引先名,住所'],
    ['取引先コード\t取引先名\t住所'],
    ['"取引先コード";"取引先名";住所', 'A;甲,乙,丙,丁;'],
    ['取引先コード|取引先名|住所'],
  ])
    expect(headingsOf(lines), lines[0]).toEqual(head)
  expect(headingsOf(['取引先コード,"担当者', '氏名","住所,""番地"""', 'A,佐藤,'])).toEqual(['取引先コード', '担当者 氏名', '住所,"番地"'])
  expect(headingsOf(['取引先名', '甲'])).toEqual(['取引先名'])
  expect(headingsOf(['"取引先名,住所', '甲'])).toEqual(['"取引先名', '住所'])
  expect(headingsOf([])).toEqual([])
})

it('a heading that was refused is one to leave out, whatever the reason', () => {
  const fault = (code: string, heading: string) => ({ pointer: '/rows/1/1', code, text: '', params: { heading } })
  const problem = new Problem(422, 'unknown_column', '', [fault('unknown_column', '住所'), fault('repeated_column', '名称'), fault('too_long', 'x')])
  expect(refusedIn(problem)).toEqual(['住所', '名称'])
})

it('a heading with a comma is one heading as it is sent', () => {
  expect(sentHeadings(['住所,番地', 'FAX'])).toBe('住所 番地,FAX')
})
