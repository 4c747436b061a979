// SPDX-License-Identifier: Apache-2.0
// A session that ended, here or elsewhere: signing in stands over the page, whose forms keep what was typed.
import { useEffect, useRef } from 'preact/hooks'
import { type Me, sessionEnded } from '../api'
import { Person } from '../pages/sign-in'
import { useKept } from '../queries'
import { useSignOut } from '../session'
import { words } from '../words'
import { Dialog } from './actions'
import { Notice } from './notice'

function identity(me: Me): string {
  return `${me.organisation.organisation} ${me.user?.user ?? me.key?.key}`
}

export function SignInAgain(props: { me: Me }) {
  const kept = useKept()
  const leave = useSignOut()
  const who = useRef(identity(props.me))
  const ended = sessionEnded.value
  useEffect(() => {
    // Somebody else's page is not theirs to go on with.
    if (identity(props.me) !== who.current) location.assign('/')
    else if (!ended) void kept.retryFailed()
  }, [ended, identity(props.me)])
  return (
    <Dialog title={words().signIn.title} open={ended} onClose={() => sessionEnded.value && void leave()}>
      <Notice>{words().signIn.ended}</Notice>
      <p>{words().signIn.kept}</p>
      <Person />
    </Dialog>
  )
}
