// SPDX-License-Identifier: Apache-2.0
// Who uses the page, and for how long.
import { signal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { isPageOf, leave, type Me, Problem, renewPageBy, type Schemas, sessionEnded, takePageToken } from './api'
import { meGet, sessionEnd, sessionExtend, sessionStart } from './operations'
import { once, useKept, useRead, useTouch } from './queries'

const EXTEND_AFTER = 5 * 60 * 1000

export type Right = Schemas['Right']

// What the reader of this page may do.
export function useRights(): Set<Right> {
  const me = useMe().data
  return me ? rightsOf(me) : new Set()
}

export function rightsOf(me: Me): Set<Right> {
  if (me.session?.second_factor_needed) return new Set()
  return new Set(me.user?.rights ?? me.key?.rights ?? [])
}

// Whose page it is.
export function identity(me: Pick<Me, 'organisation' | 'user'> & { key?: Me['key'] }): string {
  return `${me.organisation.organisation} ${me.user?.user ?? me.key?.key}`
}

export function takeSession(started: Pick<Me, 'organisation' | 'user' | 'session'>): void {
  if (started.session) takePageToken(started.session.page_token, identity(started))
}

// Whether the service sends mail; else links and letters go by the reader's own.
export function useMail(): boolean {
  return useMe().data?.mail ?? false
}

// Whether one may change a person or a key: nobody does who lacks one of its rights.
export function isOver(me: Me, of: { rights: Right[] }): boolean {
  const mine = rightsOf(me)
  return mine.has('keys:write') && of.rights.every((right) => mine.has(right))
}

// When the session ends if nobody does anything, by the page's own clock; null without a session.
export const idleEnd = signal<number | null>(null)

function noteIdle(session: { idle_until: string } | null, at: number): void {
  const left = session && Date.parse(session.idle_until) - at
  idleEnd.value = left === null || Number.isNaN(left) ? null : performance.now() + left
}

export async function readSession(): Promise<Me> {
  const { data: me, at } = await meGet.tagged()
  noteIdle(me.session, at)
  return me
}

export async function staySignedIn(): Promise<void> {
  const { data, at } = await sessionExtend.tagged()
  noteIdle(data, at)
}

async function load(): Promise<Me | null> {
  try {
    const me = await readSession()
    takeSession(me)
    return me
  } catch (error) {
    if (error instanceof Problem && error.status === 401 && !sessionEnded.value) return null
    throw error
  }
}

renewPageBy(async () => {
  const me = await readSession().catch(() => null)
  if (me && isPageOf(identity(me))) takeSession(me)
})

// Whoever signed in in another tab, at the company's provider, goes on here.
export function useSignInElsewhere(awaited: boolean): void {
  const touch = useTouch()
  useEffect(() => {
    if (!awaited) return
    const look = async () => {
      const me = await readSession().catch(() => null)
      if (!me?.session) return
      takeSession(me)
      await touch(sessionStart)
    }
    const onFocus = () => void look()
    addEventListener('focus', onFocus)
    return () => removeEventListener('focus', onFocus)
  }, [awaited])
}

export const ME = once(meGet, load)

// null: nobody signed in. Once somebody was, the page stays theirs until it is left, for they may sign in again.
export function useMe() {
  return useRead(ME)
}

// The server's day.
export async function today(): Promise<string> {
  return (await meGet()).day
}

// A session lives on while its user does something, which only the page can tell.
export function useSignsOfLife(me: Me): void {
  useEffect(() => {
    if (!me.session) return
    let extended = performance.now()
    const extend = () => {
      if (performance.now() - extended < EXTEND_AFTER) return
      extended = performance.now()
      void staySignedIn().catch(() => undefined)
    }
    for (const sign of ['pointerdown', 'keydown'] as const) addEventListener(sign, extend)
    return () => {
      for (const sign of ['pointerdown', 'keydown'] as const) removeEventListener(sign, extend)
    }
  }, [me.session !== null])
}

export function useSignOut(): () => Promise<void> {
  const kept = useKept()
  return async () => {
    const me = kept.read(meGet)
    leave()
    await kept.stop()
    if (me?.session) await sessionEnd().catch(() => undefined)
    kept.forget()
    location.assign('/sign-in')
  }
}
