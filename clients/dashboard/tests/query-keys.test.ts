// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest'
import { addressOf, HELD, isDeclared, isTold, keyOf, movedBy, queryText, touches } from '../src/query-keys'
import { event_type } from '../src/vocabulary_ja'
import { ENTRIES } from './contract'

const named = (id: string) => ENTRIES.find((entry) => entry.id === id)!

describe('keys', () => {
  it('are one for each operation that reads', () => {
    const keys = ENTRIES.filter(({ method }) => method === 'get').map((entry) => JSON.stringify(keyOf(entry)))
    expect(new Set(keys).size).toBe(keys.length)
  })

  it('hold what was asked and nothing that is only sent', () => {
    expect(keyOf(named('supplier_timeline_get'), { supplier: 'code:T/1', known_at: '2026-12-01' })).toEqual([
      'suppliers',
      'code%3AT%2F1',
      'timeline',
      { known_at: '2026-12-01' },
    ])
    expect(keyOf(named('status_list'), { side: 'buyer', text: '', status: undefined, replaces: '"1"' })).toEqual(['statuses', { side: 'buyer' }])
  })

  it('and addresses say the same', () => {
    const { path } = named('supplier_list')
    expect(addressOf(named('supplier_get').path, { supplier: 'a b' })).toBe('/v1/suppliers/a%20b')
    expect(queryText(path, { state: ['invited', 'active'], limit: 5 })).toBe('?state=invited%2Cactive&limit=5')
    expect(queryText(path, {})).toBe('')
  })
})

describe('a change', () => {
  const stale = (change: string, input: Record<string, unknown>, read: string, asked: Record<string, unknown> = {}) =>
    touches(named(change), input, keyOf(named(read), asked))

  it.each(ENTRIES.filter(({ method }) => method !== 'get'))('$id says what it touches', (entry) => {
    expect(isDeclared(entry)).toBe(true)
  })

  it('of one supplier makes stale what is known of it and the lists, and no other supplier', () => {
    for (const read of ['supplier_get', 'supplier_timeline_get', 'requirement_get'])
      expect(stale('requirement_put', { supplier: 'a' }, read, { supplier: 'a' })).toBe(true)
    for (const read of ['supplier_list', 'status_list', 'status_summary', 'audit_event_list'])
      expect(stale('requirement_put', { supplier: 'a' }, read, { side: 'buyer' })).toBe(true)
    expect(stale('requirement_put', { supplier: 'a' }, 'supplier_get', { supplier: 'b' })).toBe(false)
    expect(stale('requirement_put', { supplier: 'a' }, 'user_list')).toBe(false)
    expect(stale('supplier_end', { supplier: 'a' }, 'supplier_get', { supplier: 'a' })).toBe(true)
  })

  it('of a rule reaches every supplier', () => {
    expect(stale('rule_put', { rule: 'tag:CAD' }, 'supplier_get', { supplier: 'a' })).toBe(true)
  })

  it('without a name reaches all of its kind', () => {
    expect(stale('supplier_import', {}, 'supplier_get', { supplier: 'a' })).toBe(true)
    expect(stale('own_sessions_end', {}, 'own_session_list')).toBe(true)
  })
})

describe('an event', () => {
  it.each(Object.keys(event_type))('%s says what it moves', (type) => {
    expect(isTold(type)).toBe(true)
  })

  it('moves what it tells of and what waits, and not what a form began with', () => {
    const key = (id: string, input = {}) => keyOf(named(id), input)
    expect(movedBy('status.changed', key('status_list', { side: 'buyer' }))).toBe(true)
    expect(movedBy('talks.requested', key('task_summary', { side: 'buyer' }))).toBe(true)
    expect(movedBy('key.expiring', key('status_list', { side: 'buyer' }))).toBe(false)
    // A read that is written down is nobody's but the reader's.
    for (const id of ['supplier_readiness_list', 'supplier_gap_list', 'supplier_answer_list', 'supplier_evidence_list'] as const)
      expect(movedBy('status.changed', key(id, { supplier: 'x' }))).toBe(false)
    // What is shown with its tag follows; what a form began with stays.
    expect(movedBy('requirement.changed', [...key('requirement_get', { supplier: 'a' }), 'tagged'])).toBe(true)
    expect(movedBy('requirement.changed', [...key('requirement_get', { supplier: 'a' }), HELD])).toBe(false)
  })
})
