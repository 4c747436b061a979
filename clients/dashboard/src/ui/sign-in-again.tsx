// SPDX-License-Identifier: Apache-2.0
// A session that ended, here or elsewhere: signing in stands over the page, whose forms keep what was typed.
import { useEffect, useRef, useState } from 'preact/hooks'
import { changesRefused, type Me, sessionEnded } from '../api'
import { Person } from '../pages/sign-in'
import { useKept } from '../queries'
import { identity, useSignInElsewhere } from '../session'
import { words } from '../words'
import { Dialog } from './actions'
import { Notice } from './notice'

export function SignInAgain(props: { me: Me }) {
  const kept = useKept()
  // The page can be read, and copied from, without signing in again.
  const [shut, setShut] = useState(false)
  const who = useRef(identity(props.me))
  const ended = sessionEnded.value
  const refused = changesRefused.value
  useEffect(() => setShut(false), [refused])
  useEffect(() => {
    // Somebody else's page is not theirs to go on with.
    if (identity(props.me) !== who.current) location.assign('/')
    else if (!ended) {
      setShut(false)
      void kept.retryFailed()
    }
  }, [ended, identity(props.me)])
  useSignInElsewhere(ended)
  return (
    <>
      {ended && shut && (
        <Notice kind="bad">
          <p>{words().signIn.ended}</p>
          <button type="button" onClick={() => setShut(false)}>
            {words().signIn.submit}
          </button>
        </Notice>
      )}
      <Dialog title={words().signIn.title} open={ended && !shut} onClose={() => sessionEnded.value && setShut(true)}>
        <Notice>{words().signIn.ended}</Notice>
        <p>{words().signIn.kept}</p>
        {props.me.company_accounts && (
          <p>
            <a href={`/sign-in/${props.me.organisation.organisation}`} target="_blank">
              {words().company.submit}
            </a>
          </p>
        )}
        <Person />
      </Dialog>
    </>
  )
}
