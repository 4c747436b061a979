// SPDX-License-Identifier: Apache-2.0
// Signing in at the organisation's own provider: to it, and back from it. This page is where it sends the browser back to.
import { useEffect, useState } from 'preact/hooks'
import { useLocation, useParams } from 'wouter'
import { Problem } from '../api'
import { oidcSessionStart, oidcSignInBegin } from '../operations'
import { useAct, useTouch } from '../queries'
import { takeSession } from '../session'
import { Door } from '../shell'
import { Heading } from '../ui/heading'
import { Notice, ProblemNotice } from '../ui/notice'
import { words } from '../words'

const ASK_AGAIN = 500
const ASK_LONGEST = 60_000

type Whose = { organisation: string; proof?: boolean } | { token: string } | Record<string, never>

// Leaves for the provider: as one of an organisation's people, or to link the account of a link or of who is signed in.
export function CompanyAccount(props: { whose: Whose; label: string }) {
  const begin = useAct(async () => {
    const { url } = await oidcSignInBegin({ body: props.whose })
    location.assign(url)
  })
  return (
    <>
      <ProblemNotice error={begin.error} />
      <p>
        <button type="button" class="primary" aria-disabled={begin.isPending} onClick={() => !begin.isPending && begin.mutate(undefined)}>
          {props.label}
        </button>
      </p>
    </>
  )
}

// What the provider sent back, taken out of the address at once: it is good only once.
function takeAnswer(): { state: string; code?: string; issuer?: string } | null {
  const sent = new URLSearchParams(location.search)
  const state = sent.get('state')
  if (!state) return null
  history.replaceState(history.state, '', location.pathname)
  const code = sent.get('code')
  const issuer = sent.get('iss')
  return { state, ...(code && { code }), ...(issuer && { issuer }) }
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

export default function CompanySignIn() {
  const { organisation } = useParams<{ organisation: string }>()
  const [answer] = useState(takeAnswer)
  const [proof] = useState(() => new URLSearchParams(location.search).has('proof'))
  const [, go] = useLocation()
  const touch = useTouch()
  const text = words().company
  const finish = useAct(async (back: NonNullable<typeof answer>) => {
    const end = performance.now() + ASK_LONGEST
    for (;;) {
      const started = await oidcSessionStart({ body: { organisation, ...back } })
      if ('session' in started) {
        takeSession(started)
        await touch(oidcSessionStart)
        go('/', { replace: true })
        return
      }
      if (performance.now() > end) throw new Problem(409, 'oidc_provider_away', text.away)
      await pause(ASK_AGAIN)
    }
  })
  useEffect(() => {
    if (answer) finish.mutate(answer)
  }, [])
  return (
    <Door>
      <Heading title={text.title} />
      {finish.isPending || finish.isSuccess ? (
        <Notice kind="info">{text.waiting}</Notice>
      ) : (
        <>
          <ProblemNotice error={finish.error} />
          <p>{text.lead}</p>
          <CompanyAccount whose={{ organisation, proof }} label={finish.error ? text.again : text.submit} />
          <p class="aside">
            <a href={`/sign-in#organisation=${organisation}`}>{text.password}</a>
          </p>
        </>
      )}
    </Door>
  )
}
