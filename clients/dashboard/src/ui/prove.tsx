// SPDX-License-Identifier: Apache-2.0
// What changes who gets in waits until its person has proven to be there; then it goes on by itself, with what was typed.
import { useEffect, useState } from 'preact/hooks'
import { endProof, isPageToken, type Me, proofAsked, takePageToken } from '../api'
import { OwnProof } from '../limits'
import { sessionProve, sessionStart } from '../operations'
import { useAct, useTouch } from '../queries'
import { identity, readSession } from '../session'
import { words } from '../words'
import { Dialog } from './actions'
import { Form, TextField } from './form'
import { ProblemNotice } from './notice'

function Password(props: { factor: boolean }) {
  const [draft, setDraft] = useState({ password: '', code: '' })
  const text = words().proof
  const prove = useAct(
    () => sessionProve({ body: { password: draft.password, ...(draft.code && { code: draft.code }) } }),
    () => endProof(true),
  )
  return (
    <Form busy={prove.isPending} submit={text.submit} onSubmit={() => prove.mutate(undefined)}>
      <ProblemNotice error={prove.error} known={['/code']} />
      <TextField
        label={text.password}
        type="password"
        autoComplete="current-password"
        value={draft.password}
        onValue={(password) => setDraft({ ...draft, password })}
      />
      {props.factor && (
        <TextField
          label={words().signIn.code}
          hint={words().signIn.codeHint}
          autoComplete="one-time-code"
          limits={OwnProof.code}
          value={draft.code}
          onValue={(code) => setDraft({ ...draft, code })}
          error={prove.error}
          pointer="/code"
        />
      )}
    </Form>
  )
}

// Whoever signed in at the company's provider, in another tab, has a session that is proven, and goes on here.
function CompanyAccount(props: { me: Me }) {
  const touch = useTouch()
  const text = words().proof
  useEffect(() => {
    const look = async () => {
      const me = await readSession().catch(() => null)
      if (!me?.session || isPageToken(me.session.page_token)) return
      // Somebody else's page is not theirs to go on with.
      if (identity(me) !== identity(props.me)) return location.assign('/')
      takePageToken(me.session.page_token)
      await touch(sessionStart)
      endProof(true)
    }
    const onFocus = () => void look()
    addEventListener('focus', onFocus)
    return () => removeEventListener('focus', onFocus)
  }, [])
  return (
    <>
      <p>{text.companyLead}</p>
      <p>
        <a href={`/sign-in/${props.me.organisation.organisation}`} target="_blank">
          {text.company}
        </a>
      </p>
    </>
  )
}

export function Prove(props: { me: Me }) {
  const text = words().proof
  const ways = props.me.user?.sign_in ?? []
  return (
    <Dialog title={text.title} open={proofAsked.value} onClose={() => endProof(false)}>
      <p>{text.lead}</p>
      <p>{text.kept}</p>
      {ways.includes('password') && <Password factor={props.me.user?.second_factor ?? false} />}
      {ways.includes('oidc') && props.me.company_accounts && <CompanyAccount me={props.me} />}
    </Dialog>
  )
}
