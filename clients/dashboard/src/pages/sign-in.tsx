// SPDX-License-Identifier: Apache-2.0
import { useState } from 'preact/hooks'
import { useLocation } from 'wouter'
import { Problem, takeKey } from '../api'
import { meGet, sessionStart } from '../operations'
import { useAct, useKept, useTouch } from '../queries'
import { takeSession } from '../session'
import { CodeField } from '../ui/code-field'
import { Form, SelectField, TextField } from '../ui/form'
import { Heading } from '../ui/heading'
import { ProblemNotice } from '../ui/notice'
import { words } from '../words'

type Choice = { organisation: string; name: string }

// Signs in, and loads who that is.
export function useSignIn() {
  const touch = useTouch()
  return useAct(async (attempt: { email: string; password: string; code?: string; organisation?: string }) => {
    const started = await sessionStart({ body: attempt })
    takeSession(started)
    await touch(sessionStart)
  })
}

export function Person() {
  const [email, setEmail] = useState('')
  const [password, setPassword] = useState('')
  const [code, setCode] = useState('')
  // The organisation's own sign-in page names it.
  const [organisation, setOrganisation] = useState(() => new URLSearchParams(location.hash.slice(1)).get('organisation') ?? '')
  const signIn = useSignIn()
  const refusal = signIn.error instanceof Problem ? signIn.error : null
  const choices = (refusal?.params.organisations ?? []) as Choice[]
  const text = words().signIn
  return (
    <Form
      busy={signIn.isPending}
      submit={text.submit}
      onSubmit={() => signIn.mutate({ email, password, ...(code && { code }), ...(organisation && { organisation }) })}
    >
      {refusal?.code === 'oidc_required' && (
        <p>
          <a href={`/sign-in/${refusal.params.organisation as string}`}>{words().company.submit}</a>
        </p>
      )}
      <ProblemNotice error={signIn.error} known={['/email', '/password', '/code', '/organisation']} />
      <TextField label={text.email} type="email" autoComplete="username" value={email} onValue={setEmail} error={refusal} pointer="/email" />
      <TextField
        label={text.password}
        type="password"
        autoComplete="current-password"
        value={password}
        onValue={setPassword}
        error={refusal}
        pointer="/password"
      />
      <CodeField factor={false} error={signIn.error} value={code} onValue={setCode} />
      {choices.length === 0 && (
        <details open={organisation !== ''}>
          <summary>{text.narrow}</summary>
          <TextField
            label={text.organisationName}
            hint={text.organisationHint}
            optional
            autoComplete="organization"
            value={organisation}
            onValue={setOrganisation}
            error={refusal}
            pointer="/organisation"
          />
        </details>
      )}
      {choices.length > 0 && (
        <SelectField
          label={text.organisation}
          value={organisation}
          onValue={setOrganisation}
          options={[['', ''], ...choices.map((choice): [string, string] => [choice.organisation, choice.name])]}
        />
      )}
    </Form>
  )
}

// The demonstration has keys and no people, and is served to its own machine only.
const DEMONSTRATION = ['127.0.0.1', 'localhost', '[::1]'].includes(location.hostname)

function DemonstrationKey() {
  const [text, setText] = useState('')
  const kept = useKept()
  const open = useAct(async () => {
    takeKey(text.trim())
    try {
      kept.write(meGet, {}, await meGet())
    } catch (error) {
      takeKey('')
      throw error
    }
  })
  const word = words().signIn
  return (
    <details>
      <summary>{word.key}</summary>
      <Form busy={open.isPending} submit={word.keySubmit} onSubmit={() => open.mutate(undefined)}>
        <ProblemNotice error={open.error} />
        <TextField label={word.keyLabel} hint={word.keyHint} value={text} onValue={setText} autoComplete="off" spellcheck={false} />
      </Form>
    </details>
  )
}

export function SignIn() {
  const [path, go] = useLocation()
  if (path === '/sign-in') go('/', { replace: true })
  return (
    <>
      <Heading title={words().signIn.title} />
      <Person />
      <p class="aside">{words().signIn.lost}</p>
      {DEMONSTRATION && <DemonstrationKey />}
    </>
  )
}
