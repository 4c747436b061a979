// SPDX-License-Identifier: Apache-2.0
// Answers of a self-check on their way: they wait a moment for those that follow, are sent together, one request after another,
// and stay until they arrived. What the server refuses of one holds back no other.
import { useEffect, useRef, useState } from 'preact/hooks'
import { Problem, type Schemas, sessionEnded } from '../api'
import { assessmentAnswersPut, assessmentGet } from '../operations'
import { useAct, useKept, useTouch } from '../queries'

type Answer = Schemas['AnswersInput']['answers'][number]
type Stored = Schemas['Assessment']['answers'][number]

const SAVE_AFTER_MS = 700
const RETRY_MS = 5000

// How long until what failed is tried again; null for what the server refuses, which it refuses again as it is.
function retryAfter(error: unknown): number | null {
  if (error instanceof Problem && error.status < 500 && error.status !== 429) return null
  return Math.max(RETRY_MS, error instanceof Problem ? error.retryAfter * 1000 : 0)
}

// Why which of the answers were refused; empty where the refusal is of none of them.
function refusedOf(error: unknown, sent: Answer[]): [Answer, string][] {
  if (!(error instanceof Problem) || error.status !== 422) return []
  return error.faults.flatMap(({ pointer, text }): [Answer, string][] => {
    const place = /^\/answers\/(\d+)(\/|$)/.exec(pointer)
    const answer = place && sent[Number(place[1])]
    return answer ? [[answer, text]] : []
  })
}

// The answers on file with those given since.
function merged(before: Stored[], given: Iterable<Answer>): Stored[] {
  const all = new Map(before.map((answer) => [answer.criterion, answer]))
  for (const answer of given) all.set(answer.criterion, answer as Stored)
  return [...all.values()]
}

export function useSaving(assessment: string) {
  const kept = useKept()
  const touch = useTouch()
  const waiting = useRef(new Map<string, Answer>())
  const [waits, setWaits] = useState(false)
  // By criterion: why its answer, as it waits now, is not taken.
  const refused = useRef(new Map<string, string>())
  const sending = useRef(false)
  const timer = useRef<ReturnType<typeof setTimeout>>()
  const sendable = () => [...waiting.current.values()].filter(({ criterion }) => !refused.current.has(criterion))
  const later = (ms: number) => {
    clearTimeout(timer.current)
    timer.current = setTimeout(() => save.mutate(undefined), ms)
  }
  // The page is left and come back to, and begins with what was answered.
  const keep = (given: Iterable<Answer>, more: object = {}) =>
    kept.write(assessmentGet, { assessment }, (before) => before && { ...before, ...more, answers: merged(before.answers, given) })
  const save = useAct(async () => {
    const sent = sendable()
    if (sending.current || sent.length === 0) return
    sending.current = true
    let again: number | null = SAVE_AFTER_MS
    try {
      const saved = await assessmentAnswersPut({ assessment, body: { answers: sent } })
      for (const answer of sent) if (waiting.current.get(answer.criterion) === answer) waiting.current.delete(answer.criterion)
      keep(sent, saved)
      // The open items, and what is said of ★3 among ★4, are told by the whole assessment only.
      void touch(assessmentAnswersPut, { assessment })
    } catch (error) {
      const found = refusedOf(error, sent)
      if (found.length === 0) {
        again = retryAfter(error)
        throw error
      }
      for (const [answer, why] of found) if (waiting.current.get(answer.criterion) === answer) refused.current.set(answer.criterion, why)
    } finally {
      sending.current = false
      setWaits(waiting.current.size > 0)
      if (sendable().length > 0 && again !== null) later(again)
    }
  })
  const ended = sessionEnded.value
  useEffect(() => {
    // Who signed in again goes on where the session ended.
    if (!ended && waiting.current.size > 0) later(0)
  }, [ended])
  useEffect(() => {
    const stay = (event: BeforeUnloadEvent) => waiting.current.size > 0 && event.preventDefault()
    addEventListener('beforeunload', stay)
    return () => {
      removeEventListener('beforeunload', stay)
      clearTimeout(timer.current)
      keep(waiting.current.values())
      save.mutate(undefined)
    }
  }, [])
  return {
    save,
    waits,
    refused: refused.current as ReadonlyMap<string, string>,
    again: () => later(0),
    put: (answer: Answer) => {
      waiting.current.set(answer.criterion, answer)
      refused.current.delete(answer.criterion)
      setWaits(true)
      later(SAVE_AFTER_MS)
    },
  }
}
