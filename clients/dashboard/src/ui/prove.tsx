// SPDX-License-Identifier: Apache-2.0
// What changes who gets in waits until its person has proven to be there; then it goes on by itself, with what was typed.
import { useEffect, useState } from 'preact/hooks'
import { useLocation } from 'wouter'
import { endProof, type Me, proofAsked } from '../api'
import { sessionProve } from '../operations'
import { useAct } from '../queries'
import { useSignInElsewhere } from '../session'
import { words } from '../words'
import { Dialog } from './actions'
import { CodeField } from './code-field'
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
        onValue={(password) => setDraft((last) => ({ ...last, password }))}
      />
      <CodeField factor={props.factor} error={prove.error} value={draft.code} onValue={(code) => setDraft((last) => ({ ...last, code }))} />
    </Form>
  )
}

function CompanyAccount(props: { me: Me }) {
  const text = words().proof
  useSignInElsewhere(true)
  return (
    <>
      <p>{text.companyLead}</p>
      <p>
        <a href={`/sign-in/${props.me.organisation.organisation}?proof`} target="_blank">
          {text.company}
        </a>
      </p>
    </>
  )
}

export function Prove(props: { me: Me }) {
  const text = words().proof
  const [path] = useLocation()
  // Whoever leaves the page does not want any more what was asked for there; nobody would see what it answers.
  useEffect(() => () => endProof(false), [path])
  const ways = props.me.proves
  return (
    <Dialog title={text.title} open={proofAsked.value} onClose={() => endProof(false)}>
      <p>{text.lead}</p>
      <p>{ways.length > 0 ? text.kept : text.noWay}</p>
      {ways.includes('password') && <Password factor={props.me.user?.second_factor ?? false} />}
      {ways.includes('oidc') && <CompanyAccount me={props.me} />}
    </Dialog>
  )
}
