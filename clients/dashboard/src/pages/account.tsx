// SPDX-License-Identifier: Apache-2.0
// One's own password, second factor and sessions.
import { useState } from 'preact/hooks'
import type { Me, Schemas } from '../api'
import { mailForm } from '../forms'
import { PasswordPut } from '../limits'
import { useOwnMailGet, useOwnMailPut, useOwnPasswordPut } from '../operations'
import { useMail, useMe } from '../session'
import { Copy } from '../ui/actions'
import { CodeField } from '../ui/code-field'
import { Choice, Form, TextField } from '../ui/form'
import { Heading } from '../ui/heading'
import { Loaded } from '../ui/loaded'
import { Notice, ProblemNotice } from '../ui/notice'
import { LANGUAGES, numberText, words } from '../words'
import { CompanyAccount } from './company-sign-in'
import { OpenSessions } from './open-sessions'
import { SecondFactor } from './second-factor'

function Password(props: { factor: boolean }) {
  const [present, setPresent] = useState('')
  const [next, setNext] = useState('')
  const [code, setCode] = useState('')
  const text = words().organisation.account
  const change = useOwnPasswordPut(() => {
    setPresent('')
    setNext('')
    setCode('')
  })
  return (
    <section class="card narrow">
      <h2>{text.password}</h2>
      {change.isSuccess && <Notice kind="good">{text.changed}</Notice>}
      <Form
        busy={change.isPending}
        submit={text.change}
        onSubmit={() => change.mutate({ body: { password: present, new_password: next, ...(code && { code }) } })}
      >
        <ProblemNotice error={change.error} known={['/password', '/new_password', '/code']} />
        <TextField
          label={text.present}
          type="password"
          autoComplete="current-password"
          value={present}
          onValue={setPresent}
          error={change.error}
          pointer="/password"
        />
        <TextField
          label={text.next}
          hint={words().link.hint(numberText(PasswordPut.new_password.minLength))}
          type="password"
          autoComplete="new-password"
          limits={PasswordPut.new_password}
          value={next}
          onValue={setNext}
          error={change.error}
          pointer="/new_password"
        />
        <CodeField factor={props.factor} error={change.error} value={code} onValue={setCode} />
      </Form>
    </section>
  )
}

const WANTED = ['daily', 'none'] as const
const AT_ONCE = ['talks', 'checks'] as const

function MailWishes(props: { wishes: Schemas['MailWishes'] }) {
  const [draft, setDraft] = useState(mailForm.draftOf(props.wishes))
  const text = words().organisation.account
  const put = useOwnMailPut()
  const change = (part: Partial<typeof draft>) => {
    put.reset()
    setDraft((last) => ({ ...last, ...part }))
  }
  return (
    <Form busy={put.isPending} submit={text.change} onSubmit={() => put.mutate({ body: mailForm.inputOf(draft, props.wishes) })}>
      <ProblemNotice error={put.error} />
      {put.isSuccess && <Notice kind="good">{text.mailKept}</Notice>}
      <Choice
        legend={text.mailDigest}
        hint={text.mailDigestHint}
        options={WANTED.map((value): ['daily' | 'none', string] => [value, text.mailWanted[value]])}
        value={draft.digest ? 'daily' : 'none'}
        onValue={(value) => change({ digest: value === 'daily' })}
      />
      {AT_ONCE.map((kind) => (
        <Choice
          key={kind}
          legend={text.mailAtOnce[kind]}
          options={[
            ['yes', text.mailNotice.yes],
            ['no', text.mailNotice.no],
          ]}
          value={draft[kind] ? 'yes' : 'no'}
          onValue={(value) => change({ [kind]: value === 'yes' })}
        />
      ))}
      <p class="aside">{text.mailSecurity}</p>
      <Choice legend={text.mailLanguage} options={LANGUAGES} value={draft.language} onValue={(language) => change({ language })} />
    </Form>
  )
}

function Mail() {
  const text = words().organisation.account
  const mail = useMail()
  const wishes = useOwnMailGet()
  return (
    <section class="card narrow">
      <h2>{text.mail}</h2>
      {mail ? (
        <Loaded query={wishes}>
          {(found) => (
            <>
              <p>{text.mailReachable[found.reachable](found.address)}</p>
              {found.reachable !== 'unproven' && <MailWishes wishes={found} />}
            </>
          )}
        </Loaded>
      ) : (
        <p>{text.mailNever}</p>
      )}
    </section>
  )
}

// The account of the company, where it has set one up.
function CompanySignIn(props: { me: Me }) {
  const text = words().organisation.account
  const linked = props.me.user?.sign_in.includes('oidc')
  if (!props.me.company_accounts) return null
  return (
    <section class="card narrow">
      <h2>{text.company}</h2>
      <p>{linked ? text.companyLinked : text.companyLead}</p>
      <CompanyAccount whose={{}} label={linked ? text.companyAgain : text.companyLink} />
    </section>
  )
}

// An account that began with an invitation, or one of several, is found from here without more ado.
function OwnSignIn(props: { me: Me }) {
  const text = words().organisation.account
  const url = `${location.origin}/sign-in#organisation=${props.me.organisation.organisation}`
  return (
    <section class="card narrow">
      <h2>{text.link}</h2>
      <p>{text.linkLead}</p>
      <p class="link-text">{url}</p>
      <Copy text={url} />
    </section>
  )
}

export default function Account() {
  const me = useMe().data!
  return (
    <>
      <Heading title={words().organisation.account.title} />
      <p>
        {me.user?.name} {me.user?.email}
      </p>
      {me.user?.sign_in.includes('password') && <Password factor={me.user.second_factor} />}
      {me.user?.sign_in.includes('password') && <SecondFactor me={me} />}
      <CompanySignIn me={me} />
      <Mail />
      <OpenSessions />
      <OwnSignIn me={me} />
    </>
  )
}
