// SPDX-License-Identifier: Apache-2.0
// Who uses the page, and for how long.
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'preact/hooks'
import { api, body, type Me, Problem, type Schemas, sessionEnded, usePageToken } from './api'

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

async function load(): Promise<Me | null> {
  try {
    const me = await body(api.GET('/v1/me'))
    if (me.session) usePageToken(me.session.page_token)
    return me
  } catch (error) {
    if (error instanceof Problem && error.status === 401 && !sessionEnded.value) return null
    throw error
  }
}

// null: nobody signed in. Once somebody was, the page stays theirs until it is left, for they may sign in again.
export function useMe() {
  return useQuery({ queryKey: ['me'], queryFn: load, staleTime: Infinity })
}

// A session lives on while its user does something, which only the page can tell.
export function useSignsOfLife(me: Me): void {
  useEffect(() => {
    if (!me.session) return
    let extended = Date.now()
    const extend = () => {
      if (Date.now() - extended < EXTEND_AFTER) return
      extended = Date.now()
      void body(api.PUT('/v1/session')).catch(() => undefined)
    }
    for (const sign of ['pointerdown', 'keydown'] as const) addEventListener(sign, extend)
    return () => {
      for (const sign of ['pointerdown', 'keydown'] as const) removeEventListener(sign, extend)
    }
  }, [me.session !== null])
}

export function useSignOut(): () => Promise<void> {
  const client = useQueryClient()
  return async () => {
    const me = client.getQueryData<Me>(['me'])
    if (me?.session) await body(api.DELETE('/v1/session')).catch(() => undefined)
    client.clear()
    location.assign('/sign-in')
  }
}
