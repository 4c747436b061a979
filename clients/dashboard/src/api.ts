// SPDX-License-Identifier: Apache-2.0
// The contract's operations, typed from it; what a page must send beside them is added here.
import { signal } from '@preact/signals'
import createClient, { type Middleware } from 'openapi-fetch'
import type { components, paths } from './contract'
import { language } from './words'

export type Schemas = components['schemas']
export type Status = Schemas['Status']
export type Me = Schemas['Me']

type Fault = { pointer: string; code: string; text: string }

// A refusal as the server words it (RFC 9457).
export class Problem extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    title: string,
    readonly faults: Fault[] = [],
    readonly params: Record<string, unknown> = {},
    readonly retryAfter = 0,
  ) {
    super(title)
  }
  // The text at a member of the form.
  at(pointer: string): string | undefined {
    return this.faults.find((fault) => fault.pointer === pointer)?.text
  }
}

// What the page proves itself with; given by the server with the session.
let pageToken = ''
export function usePageToken(token: string): void {
  pageToken = token
  sessionEnded.value = false
}

// Whether the session that this page was opened with is over: idle, signed out elsewhere, taken away.
export const sessionEnded = signal(false)

function noticeEnd(response: Response, code: string | undefined): void {
  if (response.status === 401 && pageToken && (code === 'session_ended' || code === 'unauthenticated')) sessionEnded.value = true
}

// A key stands in for people in a demonstration: kept in memory only, gone with the page.
let key = ''
export function useKey(text: string): void {
  key = text
}

export function commonHeaders(): Record<string, string> {
  const headers: Record<string, string> = { 'Accept-Language': language.value }
  if (key) headers.Authorization = `Bearer ${key}`
  else if (pageToken) headers['X-CSRF-Token'] = pageToken
  return headers
}

const common: Middleware = {
  onRequest({ request }) {
    for (const [name, value] of Object.entries(commonHeaders())) request.headers.set(name, value)
    return request
  },
}

export const api = createClient<paths>({
  baseUrl: location.origin,
  cache: 'no-store',
  credentials: 'same-origin',
  querySerializer: { array: { style: 'form', explode: false } },
})
api.use(common)

// For POSTs: the server answers a repetition with the first answer.
export function once(): { 'Idempotency-Key': string } {
  return { 'Idempotency-Key': crypto.randomUUID() }
}

export async function problemOf(response: Response, body: unknown): Promise<Problem> {
  const problem = (body ?? {}) as { code?: string; title?: string; errors?: Fault[]; params?: Record<string, unknown> }
  noticeEnd(response, problem.code)
  return new Problem(
    response.status,
    problem.code ?? 'unavailable',
    problem.title ?? response.statusText,
    problem.errors,
    problem.params,
    Number(response.headers.get('Retry-After') ?? 0),
  )
}

type Answer<T> = { data?: T; error?: unknown; response: Response }

// The body of an answer, or its refusal as an exception.
export async function body<T>(answer: Promise<Answer<T>>): Promise<T> {
  const { data, error, response } = await answer
  if (!response.ok) throw await problemOf(response, error)
  return data as T
}

// The same with the entity tag, for If-Match.
export async function tagged<T>(answer: Promise<Answer<T>>): Promise<{ data: T; tag: string }> {
  const { data, error, response } = await answer
  if (!response.ok) throw await problemOf(response, error)
  return { data: data as T, tag: response.headers.get('ETag') ?? '' }
}
