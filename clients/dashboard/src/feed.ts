// SPDX-License-Identifier: Apache-2.0
// What changed elsewhere: the feed is asked every 20 seconds, and what its events touch is read anew, without reloading.
import { useEffect } from 'preact/hooks'
import { type Me, sessionEnded } from './api'
import { eventList } from './operations'
import { useKept } from './queries'
import { ANY } from './query-keys'
import { rightsOf } from './session'

const EVERY_MS = 20_000
const FROM_NOW_ON = -1
const PAGE = 200

export function useFeed(me: Me): void {
  const kept = useKept()
  const rights = rightsOf(me)
  const reads = rights.has('buyer:read') || rights.has('supplier:read')
  useEffect(() => {
    if (!reads) return
    let after = FROM_NOW_ON
    let tag = ''
    const look = async () => {
      if (sessionEnded.value || (document.hidden && after !== FROM_NOW_ON)) return
      // Nothing new is 304; what failed the next look finds.
      const page = await eventList.tagged({ after, limit: PAGE, ...(tag && { known: tag }) }).catch(() => null)
      if (!page) return
      const { items, next_after } = page.data
      tag = next_after === after ? page.tag : ''
      // After a change of many the rest is not read: anything may have moved.
      const many = items.length === PAGE
      after = many ? FROM_NOW_ON : next_after
      const types = new Set(many ? ANY : items.map(({ type }) => String(type)))
      if (types.size > 0) await kept.renewMoved(types)
    }
    void look()
    const timer = setInterval(() => void look(), EVERY_MS)
    return () => clearInterval(timer)
  }, [reads])
}
