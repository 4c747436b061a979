// SPDX-License-Identifier: Apache-2.0
// How an operation of the contract is asked for, typed from it; what a page must send beside it is added here.
import { signal } from '@preact/signals'
import type { components, operations } from './contract'
import { addressOf, queryText } from './query-keys'
import { language } from './words'

export type Schemas = components['schemas']
export type Status = Schemas['Status']
export type Me = Schemas['Me']
export type OperationId = keyof operations

type Fault = { pointer: string; code: string; text: string; params?: Record<string, unknown> }

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

// What the page proves itself with, given by the server with the session, and whose that is. A session that began anew is proven:
// what waits for that goes on, unless it is somebody else's.
let page = { token: '', of: '' }
export function takePageToken(token: string, of: string): void {
  sessionEnded.value = false
  if (token === page.token) return
  const same = of === page.of
  page = { token, of }
  endProof(same)
}

export function isPageOf(person: string): boolean {
  return page.of === person
}

// Whoever signs in anew in another tab has another session in all of them, with another token; session.tsx takes it when it is the
// same person's.
let renewPage: () => Promise<void> = () => Promise.resolve()
export function renewPageBy(renew: () => Promise<void>): void {
  renewPage = renew
}

// Whether the session that this page was opened with is over: idle, signed out elsewhere, taken away.
export const sessionEnded = signal(false)

// How many changes were refused since it is over: each wants to be told.
export const changesRefused = signal(0)

// Whoever signs out is on the way to another page: that what was still asked for is refused now is no news.
let leaving = false
export function leave(): void {
  leaving = true
}

export function isLeaving(): boolean {
  return leaving
}

function noticeEnd(response: Response, code: string | undefined, method: string): void {
  if (leaving || response.status !== 401 || !page.token || (code !== 'session_ended' && code !== 'unauthenticated')) return
  sessionEnded.value = true
  if (method !== 'GET') changesRefused.value += 1
}

// What is not done before its person proves to be there (`x-proof`) waits for the dialog that asks for it (ui/prove.tsx); whoever
// shuts that has the refusal.
export const proofAsked = signal(false)
let waiting: ((proven: boolean) => void)[] = []

function proof(): Promise<boolean> {
  proofAsked.value = true
  return new Promise((resolve) => waiting.push(resolve))
}

export function endProof(proven: boolean): void {
  const waited = waiting
  waiting = []
  proofAsked.value = false
  waited.forEach((resolve) => resolve(proven))
}

// Whether what was refused is to be asked for once more. `sent`: the page as it was when it was asked for.
async function isMended(problem: Problem, sent: typeof page): Promise<boolean> {
  if (problem.code === 'proof_needed') return proof()
  if (problem.code !== 'page_token_required') return false
  if (page.token === sent.token) await renewPage()
  return page.token !== sent.token && page.of === sent.of
}

// A key stands in for people in a demonstration: kept in memory only, gone with the page.
let key = ''
export function takeKey(text: string): void {
  key = text
}

export async function problemOf(response: Response, method = 'GET'): Promise<Problem> {
  const body: unknown = await response.json().catch(() => null)
  const problem = (body ?? {}) as { code?: string; title?: string; errors?: Fault[]; params?: Record<string, unknown> }
  noticeEnd(response, problem.code, method)
  return new Problem(
    response.status,
    problem.code ?? 'unavailable',
    problem.title ?? response.statusText,
    problem.errors,
    problem.params,
    Number(response.headers.get('Retry-After') ?? 0),
  )
}

type Given<O extends OperationId, In extends 'path' | 'query'> = operations[O]['parameters'] extends { [where in In]: infer P } ? P : unknown
type Optional<O extends OperationId> = operations[O]['parameters'] extends { query?: infer Q } ? (Q extends object ? Partial<Q> : unknown) : unknown
type Content<T> = T extends { content: infer C } ? C : never
type JsonOf<C> = C extends { 'application/json': infer T } ? T : C extends { 'application/merge-patch+json': infer T } ? T : never
type Sent<O extends OperationId> = operations[O] extends { requestBody: infer B }
  ? { body: JsonOf<Content<B>> } | { file: Upload }
  : operations[O] extends { requestBody?: infer B }
    ? { body?: JsonOf<Content<NonNullable<B>>> }
    : unknown
type Success<R> = { [Code in keyof R]: Code extends 200 | 201 | 202 ? JsonOf<Content<R[Code]>> : never }[keyof R]

export type Upload = { bytes: ArrayBuffer; type: string }

// The parameters of path and query by their names, the body, the tag of the version that a change replaces, and that of the answer
// that is known: the same once more is a Problem with the status 304.
export type Input<O extends OperationId> = Given<O, 'path'> & (Given<O, 'query'> & Optional<O>) & Sent<O> & { replaces?: string; known?: string; once?: string }
export type Answer<O extends OperationId> = Success<operations[O]['responses']>
export type Arguments<O extends OperationId> = object extends Input<O> ? [input?: Input<O>] : [input: Input<O>]

// `at`: when the server answered, in milliseconds of its clock.
export type Tagged<T> = { data: T; tag: string; at: number }

export type Operation<O extends OperationId> = {
  (...input: Arguments<O>): Promise<Answer<O>>
  // The same with the entity tag, by which a change names what it replaces.
  tagged(...input: Arguments<O>): Promise<Tagged<Answer<O>>>
  // Before whoever shows the answer is there.
  ahead(...input: Arguments<O>): void
  // In another form than JSON, as the server streams it.
  blob(type: string, ...input: Arguments<O>): Promise<Blob>
  readonly id: O
  readonly method: string
  readonly path: string
  readonly pages: boolean
}

type Given_ = { body?: unknown; file?: Upload; replaces?: string; known?: string; once?: string } & Record<string, unknown>
// `once`: the server answers a repetition with the first answer. `pages`: a list that comes in pages.
type Traits = { once?: boolean; pages?: boolean; type?: string }

function headersOf(input: Given_, traits: Traits, accept: string): Record<string, string> {
  const headers: Record<string, string> = { Accept: accept, 'Accept-Language': language.value }
  if (key) headers.Authorization = `Bearer ${key}`
  else if (page.token) headers['X-CSRF-Token'] = page.token
  if (traits.once) headers['Idempotency-Key'] = input.once ?? crypto.randomUUID()
  if (input.replaces) headers['If-Match'] = input.replaces
  if (input.known) headers['If-None-Match'] = input.known
  if (input.file) headers['Content-Type'] = input.file.type
  else if (input.body !== undefined) headers['Content-Type'] = traits.type ?? 'application/json'
  return headers
}

// A file that was moved or changed after it was chosen, or that the browser may not read.
export class Unreadable extends Error {}

export function bytesOf(file: File): Promise<ArrayBuffer> {
  return file.arrayBuffer().catch((error: unknown) => {
    throw new Unreadable(file.name, { cause: error })
  })
}

// The bytes of a file as they are, and how many have gone so far, which fetch cannot tell.
export async function sendFile(
  to: { method: string; path: string },
  parameters: Record<string, string>,
  file: File,
  tell: (sent: number) => void,
): Promise<void> {
  askedAhead.clear()
  const bytes = await bytesOf(file)
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))
  const sent = page
  const response = await new Promise<Response>((answered, failed) => {
    const request = new XMLHttpRequest()
    request.open(to.method, addressOf(to.path, parameters))
    const headers = headersOf({ file: { bytes, type: 'application/octet-stream' } }, {}, 'application/json')
    headers['Content-Digest'] = `sha-256=:${btoa(String.fromCharCode(...digest))}:`
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value)
    request.upload.onprogress = ({ loaded }) => tell(loaded)
    request.onload = () => answered(new Response(request.responseText, { status: request.status, statusText: request.statusText }))
    request.onerror = () => failed(new TypeError('the connection was lost'))
    request.send(bytes)
  })
  if (response.ok) return
  const problem = await problemOf(response, to.method)
  if (await isMended(problem, sent)) return sendFile(to, parameters, file, tell)
  throw problem
}

// What was asked for before the code came that shows it: whoever asks for the same first has that answer, unless it is a refusal.
// It is taken at once or not at all: it is older than what is shown later, and than every change.
const askedAhead = new Map<string, { at: number; response: Promise<Response | null> }>()
const AHEAD_MS = 10_000

const aheadKey = (path: string, input: Given_) => `${language.value} ${addressOf(path, input)}${queryText(path, input)}`

async function takeAhead(key: string): Promise<Response | null> {
  const ahead = askedAhead.get(key)
  askedAhead.delete(key)
  return ahead && performance.now() - ahead.at < AHEAD_MS ? ahead.response : null
}

const JSON_TYPE = 'application/json'

export function operation<O extends OperationId>(id: O, method: string, path: string, traits: Traits): Operation<O> {
  const send = (input: Given_, accept: string) =>
    fetch(addressOf(path, input) + queryText(path, input), {
      method,
      headers: headersOf(input, traits, accept),
      body: input.file?.bytes ?? (input.body === undefined ? null : JSON.stringify(input.body)),
      cache: 'no-store',
      credentials: 'same-origin',
    })
  const ask = async (given: unknown, accept = JSON_TYPE): Promise<Response> => {
    const input = (given ?? {}) as Given_
    const sent = page
    if (method !== 'GET') askedAhead.clear()
    const ahead = method === 'GET' && accept === JSON_TYPE ? await takeAhead(aheadKey(path, input)) : null
    const response = ahead ?? (await send(input, accept))
    if (response.ok) return response
    const problem = await problemOf(response, method)
    if (await isMended(problem, sent)) return ask(given, accept)
    throw problem
  }
  const read = async (response: Response) => (response.status === 204 ? undefined : await response.json()) as Answer<O>
  const asked = async (...input: Arguments<O>) => read(await ask(input[0]))
  asked.id = id
  asked.method = method
  asked.path = path
  asked.pages = traits.pages ?? false
  asked.tagged = async (...input: Arguments<O>) => {
    const response = await ask(input[0])
    return { data: await read(response), tag: response.headers.get('ETag') ?? '', at: Date.parse(response.headers.get('Date') ?? '') }
  }
  asked.ahead = (...input: Arguments<O>) => {
    const given = (input[0] ?? {}) as Given_
    const response = send(given, JSON_TYPE).then(
      (answer) => (answer.ok ? answer : null),
      () => null,
    )
    askedAhead.set(aheadKey(path, given), { at: performance.now(), response })
  }
  asked.blob = async (type: string, ...input: Arguments<O>) => (await ask(input[0], type)).blob()
  return asked
}
