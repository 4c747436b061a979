// SPDX-License-Identifier: Apache-2.0
// Where one is signed in.
import type { Schemas } from '../api'
import { useOwnSessionEnd, useOwnSessionList, useOwnSessionsEnd } from '../operations'
import { Confirm } from '../ui/confirm'
import { Loaded } from '../ui/loaded'
import { instantText, listText, words } from '../words'

const BROWSERS: [RegExp, string][] = [
  [/Edg\//, 'Edge'],
  [/Firefox\//, 'Firefox'],
  [/Chrome\//, 'Chrome'],
  [/Safari\//, 'Safari'],
]
const SYSTEMS: [RegExp, string][] = [
  [/Windows/, 'Windows'],
  [/iPhone|iPad/, 'iOS'],
  [/Android/, 'Android'],
  [/Mac OS X/, 'macOS'],
  [/Linux/, 'Linux'],
]

// What a browser says of itself is long, and names others.
function browserText(agent: string | null): string {
  const names = [BROWSERS, SYSTEMS].flatMap((known) => known.find(([pattern]) => pattern.test(agent ?? ''))?.[1] ?? [])
  return names.length > 0 ? listText(names) : words().organisation.account.unknown
}

function Session(props: { session: Schemas['OpenSession'] }) {
  const { session } = props
  const end = useOwnSessionEnd()
  const text = words().organisation.account
  return (
    <li class="person">
      <p>
        <strong>{browserText(session.browser)}</strong> {session.address} {session.own && text.thisOne}
      </p>
      <p class="aside">
        {text.began(instantText(session.recorded_at))}
        <br />
        {text.seen(instantText(session.seen_at))}
      </p>
      {!session.own && (
        <div class="form-actions">
          <Confirm label={text.end} lead={text.endLead} action={() => end.mutateAsync({ session: session.session })} />
        </div>
      )}
    </li>
  )
}

export function OpenSessions() {
  const text = words().organisation.account
  const sessions = useOwnSessionList()
  const endOthers = useOwnSessionsEnd()
  return (
    <section class="card narrow">
      <h2>{text.sessions}</h2>
      <Loaded query={sessions}>
        {({ items }) => (
          <>
            <ul class="people">
              {items.map((session) => (
                <Session key={session.session} session={session} />
              ))}
            </ul>
            {items.length > 1 && (
              <div class="form-actions">
                <Confirm label={text.endOthers} lead={text.endOthersLead} action={() => endOthers.mutateAsync({})} />
              </div>
            )}
          </>
        )}
      </Loaded>
    </section>
  )
}
