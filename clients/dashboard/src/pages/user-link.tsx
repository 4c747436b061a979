// SPDX-License-Identifier: Apache-2.0
// The link that lets somebody in.
import { useRef, useState } from 'preact/hooks'
import { useLocation } from 'wouter'
import { UserLinkAccept } from '../limits'
import { useLinkToken } from '../link-token'
import { userLinkAccept, userLinkPreview } from '../operations'
import { useAct, useAsked } from '../queries'
import { Door } from '../shell'
import { Form, TextField } from '../ui/form'
import { Heading } from '../ui/heading'
import { Loaded } from '../ui/loaded'
import { Notice, ProblemNotice } from '../ui/notice'
import { numberText, words } from '../words'
import { CompanyAccount } from './company-sign-in'
import { useSignIn } from './sign-in'

function SetPassword(props: { token: string; email: string }) {
  const [password, setPassword] = useState('')
  const [, go] = useLocation()
  const signIn = useSignIn()
  // The link works once; where signing in failed only that is tried again.
  const accepted = useRef<Awaited<ReturnType<typeof userLinkAccept>>>()
  const accept = useAct(async () => {
    const { email, organisation } = (accepted.current ??= await userLinkAccept({ body: { token: props.token, password } }))
    await signIn.mutateAsync({ email, password, organisation })
    go('/', { replace: true })
  })
  const text = words().link
  return (
    <Form busy={accept.isPending} submit={text.submit} onSubmit={() => accept.mutate(undefined)}>
      <ProblemNotice error={accept.error} known={['/password']} />
      <TextField label={words().signIn.email} type="email" autoComplete="username" value={props.email} readOnly onValue={() => undefined} />
      <TextField
        label={text.password}
        hint={text.hint(numberText(UserLinkAccept.password.minLength))}
        type="password"
        autoComplete="new-password"
        limits={UserLinkAccept.password}
        value={password}
        onValue={setPassword}
        error={accept.error}
        pointer="/password"
      />
    </Form>
  )
}

export default function UserLink() {
  const token = useLinkToken()
  const text = words().link
  const preview = useAsked(userLinkPreview, { body: { token } }, { enabled: token !== '' })
  return (
    <Door>
      <Heading title={text.title} />
      {token === '' ? (
        <Notice kind="bad">{text.missing}</Notice>
      ) : (
        <Loaded query={preview}>
          {(link) => (
            <>
              <p>{link.purpose === 'first_password' ? text.first(link.organisation) : text.renew(link.organisation)}</p>
              <SetPassword token={token} email={link.email} />
              {link.company_accounts && (
                <>
                  <p>{words().company.startLead}</p>
                  <CompanyAccount whose={{ token }} label={words().company.start} />
                </>
              )}
            </>
          )}
        </Loaded>
      )}
    </Door>
  )
}
