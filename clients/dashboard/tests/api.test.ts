// SPDX-License-Identifier: Apache-2.0
import { beforeEach, expect, it, vi } from 'vitest'

vi.stubGlobal('localStorage', { getItem: () => null })
const { operation } = await import('../src/api')
const { language } = await import('../src/words')

const list = operation('supplier_list', 'GET', '/v1/suppliers', {})
const change = operation('supplier_end', 'POST', '/v1/suppliers/{supplier}:end', {})

const sent = vi.fn<(address: string) => Promise<Response>>()
const lists = () => sent.mock.calls.filter(([address]) => address.startsWith('/v1/suppliers?')).length

beforeEach(() => {
  vi.restoreAllMocks()
  sent.mockReset().mockImplementation(() => Promise.resolve(Response.json({ items: [] })))
  vi.stubGlobal('fetch', sent)
  language.value = 'ja'
})

it('what was asked for ahead is taken once', async () => {
  list.ahead({ limit: 1 })
  await list({ limit: 1 })
  expect(lists()).toBe(1)
  await list({ limit: 1 })
  expect(lists()).toBe(2)
})

it('what was asked for ahead is not taken later, in another language or after a change', async () => {
  list.ahead({ limit: 2 })
  vi.spyOn(performance, 'now').mockReturnValue(performance.now() + 60_000)
  await list({ limit: 2 })
  expect(lists()).toBe(2)

  list.ahead({ limit: 3 })
  language.value = 'en'
  await list({ limit: 3 })
  expect(lists()).toBe(4)

  list.ahead({ limit: 4 })
  await change({ supplier: 'x' })
  await list({ limit: 4 })
  expect(lists()).toBe(6)
})

it('what was asked for ahead in vain is asked for again, and nobody is told', async () => {
  const lost = vi.fn()
  process.on('unhandledRejection', lost)
  sent.mockRejectedValueOnce(new TypeError('offline'))
  list.ahead({ limit: 5 })
  await new Promise((settled) => setImmediate(settled))
  expect(lost).not.toHaveBeenCalled()
  await list({ limit: 5 })
  expect(lists()).toBe(2)
  process.off('unhandledRejection', lost)
})
