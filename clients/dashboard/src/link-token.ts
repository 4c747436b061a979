// SPDX-License-Identifier: Apache-2.0
// The secret of a link stands after the # and never reaches a server's log. It is taken out of the address at once, so
// that it stays neither in the bar nor in the browser's history; until the page is closed it is kept in memory, for who
// signs in first and comes back.
import { useEffect, useState } from 'preact/hooks'

const kept = new Map<string, string>()

function taken(): string {
  const token = new URLSearchParams(location.hash.slice(1)).get('token')
  if (token) {
    kept.set(location.pathname, token)
    history.replaceState(history.state, '', location.pathname + location.search)
  }
  return kept.get(location.pathname) ?? ''
}

export function useLinkToken(): string {
  const [token, setToken] = useState(taken)
  useEffect(() => {
    // Another link opened in the same tab changes nothing but what stands after the #.
    const renew = () => setToken(taken())
    addEventListener('hashchange', renew)
    return () => removeEventListener('hashchange', renew)
  }, [])
  return token
}
