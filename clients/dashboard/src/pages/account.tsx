// SPDX-License-Identifier: Apache-2.0
// One's own password and second factor.
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'preact/hooks'
import { encode } from 'uqr'
import { api, body, once, type Me, type Schemas } from '../api'
import { useMe } from '../session'
import { Form, TextField } from '../ui/form'
import { Heading } from '../ui/loaded'
import { Notice, ProblemNotice } from '../ui/notice'
import { words } from '../words'

function Password() {
  const [present, setPresent] = useState('')
  const [next, setNext] = useState('')
  const text = words().organisation.account
  const change = useMutation({
    mutationFn: () => body(api.PUT('/v1/me/password', { body: { password: present, new_password: next } })),
    onSuccess: () => {
      setPresent('')
      setNext('')
    },
  })
  return (
    <section class="card narrow">
      <h2>{text.password}</h2>
      {change.isSuccess && <Notice kind="good">{text.changed}</Notice>}
      <Form busy={change.isPending} submit={text.change} onSubmit={() => change.mutate()}>
        <ProblemNotice error={change.error} known={['/password', '/new_password']} />
        <TextField label={text.present} type="password" autoComplete="current-password" value={present} onValue={setPresent} error={change.error} pointer="/password" />
        <TextField
          label={text.next}
          hint={words().link.hint}
          type="password"
          autoComplete="new-password"
          minLength={12}
          value={next}
          onValue={setNext}
          error={change.error}
          pointer="/new_password"
        />
      </Form>
    </section>
  )
}

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

function Prove(props: { offer: Schemas['SecondFactorOffer']; password: string; onDone: () => void }) {
  const [code, setCode] = useState('')
  const text = words().organisation.account
  const set = useMutation({
    mutationFn: () => body(api.PUT('/v1/me/second-factor', { body: { key: props.offer.key, code, password: props.password } })),
    onSuccess: props.onDone,
  })
  return (
    <>
      <p>{text.scan}</p>
      <Code uri={props.offer.uri} />
      <p>
        {text.key} <span class="link-text">{props.offer.key}</span>
      </p>
      <Form busy={set.isPending} submit={text.set} onSubmit={() => set.mutate()}>
        <ProblemNotice error={set.error} known={['/code']} />
        <TextField
          label={text.code}
          inputMode="numeric"
          autoComplete="one-time-code"
          pattern="[0-9]{6}"
          value={code}
          onValue={setCode}
          error={set.error}
          pointer="/code"
        />
      </Form>
    </>
  )
}

function SecondFactor(props: { me: Me }) {
  const [password, setPassword] = useState('')
  const client = useQueryClient()
  const text = words().organisation.account
  const on = props.me.user?.second_factor ?? false
  const renew = () => {
    offer.reset()
    setPassword('')
    return client.invalidateQueries({ queryKey: ['me'] })
  }
  const offer = useMutation({
    mutationFn: () => body(api.POST('/v1/me/second-factor:offer', { params: { header: once() }, body: { password } })),
  })
  const remove = useMutation({
    mutationFn: () => body(api.POST('/v1/me/second-factor:remove', { params: { header: once() }, body: { password } })),
    onSuccess: renew,
  })
  return (
    <section class="card narrow">
      <h2>{text.factor}</h2>
      <p>{on ? text.factorOn : text.factorOff}</p>
      {offer.data ? (
        <Prove offer={offer.data} password={password} onDone={() => void renew()} />
      ) : (
        <Form busy={offer.isPending || remove.isPending} submit={on ? text.remove : text.begin} onSubmit={() => (on ? remove.mutate() : offer.mutate())}>
          <ProblemNotice error={offer.error ?? remove.error} />
          <TextField label={text.present} type="password" autoComplete="current-password" value={password} onValue={setPassword} />
        </Form>
      )}
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
      <Password />
      <SecondFactor me={me} />
    </>
  )
}
