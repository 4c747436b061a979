// SPDX-License-Identifier: Apache-2.0
// The second factor: a key that the server made, proven by a code, and recovery codes in its place.
import { useState } from 'preact/hooks'
import { encode } from 'uqr'
import type { Me, Schemas } from '../api'
import { SecondFactorPut } from '../limits'
import { recoveryCodesRenew, secondFactorOffer, secondFactorPut, secondFactorRemove } from '../operations'
import { useAct, useTouch } from '../queries'
import { useMe } from '../session'
import { Copy } from '../ui/actions'
import { CodeField } from '../ui/code-field'
import { Form, TextField } from '../ui/form'
import { Heading } from '../ui/heading'
import { Notice, ProblemNotice } from '../ui/notice'
import { dayText, listText, NAME, words } from '../words'

// Squares and no inline styles, so that the policy need not give way.
function Code(props: { uri: string }) {
  const { data, size } = encode(props.uri, { border: 2 })
  return (
    <svg class="qr" viewBox={`0 0 ${size} ${size}`} role="img" aria-label="QR" shape-rendering="crispEdges">
      <rect width={size} height={size} fill="#fff" />
      {data.flatMap((row, y) => row.map((dark, x) => dark && <rect key={`${x} ${y}`} x={x} y={y} width="1" height="1" />))}
    </svg>
  )
}

function Prove(props: { offer: Schemas['SecondFactorOffer']; onDone: (codes: string[]) => void }) {
  const [code, setCode] = useState('')
  const text = words().organisation.account
  // What was set is shown as set once its recovery codes are kept.
  const set = useAct(
    () => secondFactorPut({ body: { code } }),
    (done) => props.onDone(done.recovery_codes),
  )
  return (
    <>
      <p>{text.scan}</p>
      <Code uri={props.offer.uri} />
      <p>
        {text.key} <span class="link-text">{props.offer.key}</span>
      </p>
      <Form busy={set.isPending} submit={text.set} onSubmit={() => set.mutate(undefined)}>
        <ProblemNotice error={set.error} known={['/code']} />
        <TextField
          label={text.code}
          inputMode="numeric"
          autoComplete="one-time-code"
          limits={SecondFactorPut.code}
          value={code}
          onValue={setCode}
          error={set.error}
          pointer="/code"
        />
      </Form>
    </>
  )
}

function Codes(props: { codes: string[]; me: Me; onKept: () => void }) {
  const { organisation, user, day } = props.me
  const text = words().organisation.account
  return (
    <Notice kind="good">
      <div class="letters">
        <p class="on-paper">
          {NAME}
          <br />
          {listText([organisation.name, user?.email ?? '', dayText(day)])}
        </p>
        <p>
          <strong>{text.codes}</strong>
        </p>
        <p>{text.codesLead}</p>
        <ul class="recovery-codes">
          {props.codes.map((code) => (
            <li key={code}>
              <code>{code}</code>
            </li>
          ))}
        </ul>
      </div>
      <div class="form-actions">
        <Copy text={props.codes.join('\n')} />
        <button type="button" onClick={() => window.print()}>
          {words().buyer.campaigns.print}
        </button>
        <button type="button" class="primary" onClick={props.onKept}>
          {text.kept}
        </button>
      </div>
    </Notice>
  )
}

type Act = 'offer' | 'remove' | 'codes'

// Each act needs the password, and what is set up already.
function useProven(act: Act, proof: Schemas['OwnProof'], onCodes: (codes: string[]) => void, onRemoved: () => void) {
  return useAct(async (): Promise<Schemas['SecondFactorOffer'] | null> => {
    if (act === 'offer') return secondFactorOffer({ body: proof })
    if (act === 'codes') onCodes((await recoveryCodesRenew({ body: proof })).recovery_codes)
    else {
      await secondFactorRemove({ body: proof })
      onRemoved()
    }
    return null
  })
}

export function SecondFactor(props: { me: Me }) {
  const [draft, setDraft] = useState({ password: '', code: '' })
  const [act, setAct] = useState<Act>('offer')
  const [codes, setCodes] = useState<string[]>([])
  const touch = useTouch()
  const text = words().organisation.account
  const on = props.me.user?.second_factor ?? false
  const renew = () => {
    doing.reset()
    setDraft({ password: '', code: '' })
    setCodes([])
    setAct('offer')
    void touch(secondFactorPut)
  }
  const doing = useProven(act, { password: draft.password, ...(draft.code && { code: draft.code }) }, setCodes, renew)
  const submits = { offer: on ? text.renew : text.begin, remove: text.remove, codes: text.codesRenew }
  return (
    <section class="card narrow">
      <h2>{text.factor}</h2>
      <p>{on ? text.factorOn : text.factorOff}</p>
      {on && <p>{text.codesLeft(props.me.user?.recovery_codes ?? 0)}</p>}
      {codes.length > 0 ? (
        <Codes codes={codes} me={props.me} onKept={renew} />
      ) : doing.data ? (
        <Prove offer={doing.data} onDone={setCodes} />
      ) : (
        <Form
          busy={doing.isPending}
          submit={submits[act]}
          onSubmit={() => doing.mutate(undefined)}
          extra={
            on &&
            (['offer', 'remove', 'codes'] as const)
              .filter((other) => other !== act)
              .map((other) => (
                <button key={other} type="button" onClick={() => setAct(other)}>
                  {submits[other]}
                </button>
              ))
          }
        >
          <ProblemNotice error={doing.error} known={['/code']} />
          <TextField
            label={text.present}
            type="password"
            autoComplete="current-password"
            value={draft.password}
            onValue={(password) => setDraft((last) => ({ ...last, password }))}
          />
          <CodeField factor={on} error={doing.error} value={draft.code} onValue={(code) => setDraft((last) => ({ ...last, code }))} />
        </Form>
      )}
    </section>
  )
}

// The one page of a session that may do nothing else.
export function SecondFactorNeeded() {
  const me = useMe().data!
  const text = words().organisation.account
  return (
    <>
      <Heading title={text.title} />
      <Notice>{text.needed}</Notice>
      <SecondFactor me={me} />
    </>
  )
}
