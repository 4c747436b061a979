// SPDX-License-Identifier: Apache-2.0
// Which page an address means, and for whom.
import type { ComponentChildren, ComponentType } from 'preact'
import { lazy, Suspense } from 'preact/compat'
import { useEffect, useRef } from 'preact/hooks'
import { Redirect, Route, Switch, useLocation } from 'wouter'
import type { Me } from './api'
import { SignIn } from './pages/sign-in'
import { useKept } from './queries'
import { type Right, rightsOf, useMe } from './session'
import { closedTo, Door, Shell } from './shell'
import { NotAllowed } from './ui/allowed'
import { Boundary } from './ui/boundary'
import { beginAtHeading } from './ui/heading'
import { Loaded } from './ui/loaded'
import { IdleWarning } from './ui/idle'
import { Prove } from './ui/prove'
import { SignInAgain } from './ui/sign-in-again'
import { language, words } from './words'

const Docs = lazy(() => import('./pages/docs'))
const Invitation = lazy(() => import('./pages/invitation'))
const SecondFactorNeeded = lazy(() => import('./pages/second-factor').then((page) => ({ default: page.SecondFactorNeeded })))
const CompanySignIn = lazy(() => import('./pages/company-sign-in'))
const MailStop = lazy(() => import('./pages/mail-stop'))
const UserLink = lazy(() => import('./pages/user-link'))
const Verify = lazy(() => import('./pages/verify'))

// Behind the sign-in.
const PAGES: { path: string; load: () => Promise<{ default: ComponentType }> }[] = [
  { path: '/overview', load: () => import('./pages/overview') },
  { path: '/report', load: () => import('./pages/report') },
  { path: '/inbox/:side', load: () => import('./pages/inbox') },
  { path: '/suppliers', load: () => import('./pages/suppliers') },
  { path: '/suppliers/new', load: () => import('./pages/supplier-new') },
  { path: '/suppliers/duplicates', load: () => import('./pages/duplicates') },
  { path: '/suppliers/:relationship', load: () => import('./pages/supplier') },
  { path: '/campaigns', load: () => import('./pages/campaigns') },
  { path: '/campaigns/:campaign', load: () => import('./pages/campaign') },
  { path: '/import', load: () => import('./pages/import') },
  { path: '/jobs/:job', load: () => import('./pages/job') },
  { path: '/rules', load: () => import('./pages/rules') },
  { path: '/partner-checks', load: () => import('./pages/partner-checks') },
  { path: '/settings', load: () => import('./pages/settings') },
  { path: '/mail-settings', load: () => import('./pages/mail-settings') },
  { path: '/requests', load: () => import('./pages/requests') },
  { path: '/requests/:relationship', load: () => import('./pages/request') },
  { path: '/self-check', load: () => import('./pages/self-checks') },
  { path: '/self-check/:assessment', load: () => import('./pages/self-check') },
  { path: '/duties', load: () => import('./pages/duties') },
  { path: '/checklist', load: () => import('./pages/checklist') },
  { path: '/policy', load: () => import('./pages/policy') },
  { path: '/stars', load: () => import('./pages/stars') },
  { path: '/statements', load: () => import('./pages/statements') },
  { path: '/people', load: () => import('./pages/people') },
  { path: '/company-accounts', load: () => import('./pages/company-accounts') },
  { path: '/keys', load: () => import('./pages/keys') },
  { path: '/jobs', load: () => import('./pages/jobs') },
  { path: '/webhooks', load: () => import('./pages/webhooks') },
  { path: '/archive', load: () => import('./pages/archive') },
  { path: '/erasures', load: () => import('./pages/erasures') },
  { path: '/audit', load: () => import('./pages/audit') },
  { path: '/audit/decisions/:relationship', load: () => import('./pages/decision') },
  { path: '/account', load: () => import('./pages/account') },
]
const ROUTES = PAGES.map(({ path, load }) => <Route key={path} path={path} component={lazy(load)} />)

// The code of the page that the address names, before it is known who asks for it.
export function fetchPage(address: string): void {
  const page = PAGES.find(({ path }) => new RegExp(`^${path.replace(/:\w+/g, '[^/]+')}$`).test(address))
  page?.load().catch(() => undefined)
}

// After a change of page the reader begins at its heading, which may come later.
function useHeadingFocus(): void {
  const [path] = useLocation()
  const last = useRef(path)
  if (path !== last.current) {
    last.current = path
    beginAtHeading()
  }
}

// Texts of the server come anew in the other language; what was typed stays.
function useLanguageOfAnswers(): void {
  const kept = useKept()
  const spoken = useRef(language.value)
  const wanted = language.value
  useEffect(() => {
    if (spoken.current === wanted) return
    spoken.current = wanted
    void kept.renew()
  }, [wanted])
}

// The first page of which somebody may see anything.
const HOMES: [Right, string][] = [
  ['buyer:read', '/overview'],
  ['supplier:read', '/requests'],
  ['audit:read', '/audit'],
  ['keys:write', '/people'],
]

function Home(props: { me: Me }) {
  const rights = rightsOf(props.me)
  return <Redirect to={HOMES.find(([right]) => rights.has(right))?.[1] ?? '/account'} replace />
}

function Pages(props: { me: Me }) {
  const [path] = useLocation()
  const closed = closedTo(props.me, path)
  if (closed) return <NotAllowed title={closed} />
  return (
    <Switch>
      <Route path="/">
        <Home me={props.me} />
      </Route>
      {ROUTES}
      <Route>
        <Redirect to="/" replace />
      </Route>
    </Switch>
  )
}

function Inside(props: { me: Me }) {
  useHeadingFocus()
  const [path] = useLocation()
  return (
    <Shell me={props.me}>
      <SignInAgain me={props.me} />
      <Prove me={props.me} />
      <IdleWarning />
      <Boundary key={path}>
        <Suspense fallback={<p class="loading">{words().loading}</p>}>
          {/* Nothing else can be done until the second factor is set up that the organisation demands. */}
          {props.me.session?.second_factor_needed ? <SecondFactorNeeded /> : <Pages me={props.me} />}
        </Suspense>
      </Boundary>
    </Shell>
  )
}

// A page that needs no session.
function Alone(props: { children: ComponentChildren }) {
  return (
    <Boundary>
      <Suspense fallback={null}>{props.children}</Suspense>
    </Boundary>
  )
}

export function App() {
  const me = useMe()
  useLanguageOfAnswers()
  return (
    <div class="app">
      <Switch>
        <Route path="/users">
          <Alone>
            <UserLink />
          </Alone>
        </Route>
        <Route path="/sign-in/:organisation">
          <Alone>
            <CompanySignIn />
          </Alone>
        </Route>
        <Route path="/mail">
          <Alone>
            <MailStop />
          </Alone>
        </Route>
        <Route path="/docs">
          <Alone>
            <Docs />
          </Alone>
        </Route>
        <Route path="/verify">
          <Alone>
            <Verify />
          </Alone>
        </Route>
        <Route path="/invitations">
          <Alone>
            <Invitation />
          </Alone>
        </Route>
        <Route>
          <Loaded query={me}>
            {(found) =>
              found ? (
                <Inside me={found} />
              ) : (
                <Door>
                  <SignIn />
                </Door>
              )
            }
          </Loaded>
        </Route>
      </Switch>
    </div>
  )
}
