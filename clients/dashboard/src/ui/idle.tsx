// SPDX-License-Identifier: Apache-2.0
// Before a session ends because nobody does anything, the page says so; whoever is there stays signed in.
import { useEffect, useState } from 'preact/hooks'
import { sessionEnded } from '../api'
import { idleEnd, readSession, staySignedIn } from '../session'
import { words } from '../words'
import { Dialog } from './actions'

const WARN_MS = 5 * 60 * 1000
const MINUTE_MS = 60 * 1000

export function IdleWarning() {
  const [warned, setWarned] = useState(false)
  const end = idleEnd.value
  useEffect(() => {
    setWarned(false)
    if (end === null) return
    // Somebody may be busy in another tab: the server knows.
    const warn = setTimeout(
      () => {
        void readSession().then(
          () => setWarned(idleEnd.value !== null && idleEnd.value - performance.now() <= WARN_MS),
          () => undefined,
        )
      },
      end - performance.now() - WARN_MS,
    )
    // Once it has ended, signing in stands over the page.
    const notice = setTimeout(() => void readSession().catch(() => undefined), end - performance.now() + 1000)
    return () => {
      clearTimeout(warn)
      clearTimeout(notice)
    }
  }, [end === null ? null : Math.round(end / 1000)])
  const text = words().signIn
  const stay = () => void staySignedIn().catch(() => undefined)
  return (
    <Dialog title={text.idleTitle} open={warned && !sessionEnded.value} onClose={() => warned && !sessionEnded.value && stay()}>
      <p>{text.idle(Math.max(1, Math.round(((end ?? 0) - performance.now()) / MINUTE_MS)))}</p>
      <div class="form-actions">
        <button type="button" class="primary" onClick={stay}>
          {text.stay}
        </button>
      </div>
    </Dialog>
  )
}
