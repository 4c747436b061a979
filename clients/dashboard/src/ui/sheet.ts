// SPDX-License-Identifier: Apache-2.0
// A sheet that somebody chose, as it is sent.
import { bytesOf, type Upload } from '../api'
import { WORKBOOK } from './download'

// Of a workbook the lines are not shown.
export type Sheet = { file: Upload; lines: string[] }

export const SHEET_FILES = '.xlsx,.xlsm,.csv,.tsv,.txt,text/csv'

// UTF-16 has a mark; what is no UTF-8 either was saved by a spreadsheet in Shift_JIS.
export async function readSheet(file: File): Promise<Sheet> {
  const bytes = await bytesOf(file)
  if (/\.xls[xm]$/i.test(file.name)) return { file: { bytes, type: WORKBOOK }, lines: [] }
  const charset = charsetOf(bytes)
  return { file: { bytes, type: `text/csv; charset=${charset.sent}` }, lines: new TextDecoder(charset.read).decode(bytes).split(/\r\n|\r|\n/) }
}

// As the server is told, and as the browser reads it.
function charsetOf(bytes: ArrayBuffer): { sent: string; read: string } {
  const [first, second] = new Uint8Array(bytes)
  if (first === 0xff && second === 0xfe) return { sent: 'utf-16', read: 'utf-16le' }
  if (first === 0xfe && second === 0xff) return { sent: 'utf-16', read: 'utf-16be' }
  const charset = isUtf8(bytes) ? 'utf-8' : 'shift_jis'
  return { sent: charset, read: charset }
}

function isUtf8(bytes: ArrayBuffer): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes)
    return true
  } catch {
    return false
  }
}

// What the server calls the sheets that are imported here.
export const OWN_SOURCE = 'dashboard'
