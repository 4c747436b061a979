// SPDX-License-Identifier: Apache-2.0
// Which page an address means, and for whom.
import type { ComponentChildren } from 'preact'
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

const Account = lazy(() => import('./pages/account'))
const Audit = lazy(() => import('./pages/audit'))
const Decision = lazy(() => import('./pages/decision'))
const Campaign = lazy(() => import('./pages/campaign'))
const Campaigns = lazy(() => import('./pages/campaigns'))
const Duplicates = lazy(() => import('./pages/duplicates'))
const Checklist = lazy(() => import('./pages/checklist'))
const Docs = lazy(() => import('./pages/docs'))
const Archive = lazy(() => import('./pages/archive'))
const Duties = lazy(() => import('./pages/duties'))
const Erasures = lazy(() => import('./pages/erasures'))
const Import = lazy(() => import('./pages/import'))
const Inbox = lazy(() => import('./pages/inbox'))
const Invitation = lazy(() => import('./pages/invitation'))
const Job = lazy(() => import('./pages/job'))
const Keys = lazy(() => import('./pages/keys'))
const Jobs = lazy(() => import('./pages/jobs'))
const Webhooks = lazy(() => import('./pages/webhooks'))
const Overview = lazy(() => import('./pages/overview'))
const PartnerChecks = lazy(() => import('./pages/partner-checks'))
const ReportPage = lazy(() => import('./pages/report'))
const People = lazy(() => import('./pages/people'))
const Request = lazy(() => import('./pages/request'))
const Requests = lazy(() => import('./pages/requests'))
const Policy = lazy(() => import('./pages/policy'))
const Rules = lazy(() => import('./pages/rules'))
const SelfCheck = lazy(() => import('./pages/self-check'))
const SelfChecks = lazy(() => import('./pages/self-checks'))
const SecondFactorNeeded = lazy(() => import('./pages/second-factor').then((page) => ({ default: page.SecondFactorNeeded })))
const CompanySignIn = lazy(() => import('./pages/company-sign-in'))
const CompanyAccounts = lazy(() => import('./pages/company-accounts'))
const MailSettings = lazy(() => import('./pages/mail-settings'))
const Settings = lazy(() => import('./pages/settings'))
const Statements = lazy(() => import('./pages/statements'))
const MailStop = lazy(() => import('./pages/mail-stop'))
const Stars = lazy(() => import('./pages/stars'))
const Supplier = lazy(() => import('./pages/supplier'))
const SupplierNew = lazy(() => import('./pages/supplier-new'))
const Suppliers = lazy(() => import('./pages/suppliers'))
const UserLink = lazy(() => import('./pages/user-link'))
const Verify = lazy(() => import('./pages/verify'))

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
      <Route path="/overview" component={Overview} />
      <Route path="/report" component={ReportPage} />
      <Route path="/inbox/:side" component={Inbox} />
      <Route path="/suppliers" component={Suppliers} />
      <Route path="/suppliers/new" component={SupplierNew} />
      <Route path="/suppliers/duplicates" component={Duplicates} />
      <Route path="/suppliers/:relationship" component={Supplier} />
      <Route path="/campaigns" component={Campaigns} />
      <Route path="/campaigns/:campaign" component={Campaign} />
      <Route path="/import" component={Import} />
      <Route path="/jobs/:job" component={Job} />
      <Route path="/rules" component={Rules} />
      <Route path="/partner-checks" component={PartnerChecks} />
      <Route path="/settings" component={Settings} />
      <Route path="/mail-settings" component={MailSettings} />
      <Route path="/requests" component={Requests} />
      <Route path="/requests/:relationship" component={Request} />
      <Route path="/self-check" component={SelfChecks} />
      <Route path="/self-check/:assessment" component={SelfCheck} />
      <Route path="/duties" component={Duties} />
      <Route path="/checklist" component={Checklist} />
      <Route path="/policy" component={Policy} />
      <Route path="/stars" component={Stars} />
      <Route path="/statements" component={Statements} />
      <Route path="/people" component={People} />
      <Route path="/company-accounts" component={CompanyAccounts} />
      <Route path="/keys" component={Keys} />
      <Route path="/jobs" component={Jobs} />
      <Route path="/webhooks" component={Webhooks} />
      <Route path="/archive" component={Archive} />
      <Route path="/erasures" component={Erasures} />
      <Route path="/audit" component={Audit} />
      <Route path="/audit/decisions/:relationship" component={Decision} />
      <Route path="/account" component={Account} />
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
