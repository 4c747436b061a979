// SPDX-License-Identifier: Apache-2.0
// The invitation from a link: who asks, what, why, by when and what will be shown; then yes or no.
import { useRef, useState } from 'preact/hooks'
import { Link, useLocation } from 'wouter'
import { type Me, Problem, type Schemas } from '../api'
import { InvitationRedeem } from '../limits'
import { useLinkToken } from '../link-token'
import { invitationPreview, invitationRedeem, useInvitationDecline, useInvitationRedeem } from '../operations'
import { useAct, useAsked } from '../queries'
import { rightsOf, useMe } from '../session'
import { Door } from '../shell'
import { Confirm } from '../ui/confirm'
import { fieldsOf, Form, TextField } from '../ui/form'
import { Heading } from '../ui/heading'
import { Loaded } from '../ui/loaded'
import { Notice, ProblemNotice, problemText } from '../ui/notice'
import { dayText, numberText, words } from '../words'
import { Demand } from '../ui/demanded'
import { Person, useSignIn } from './sign-in'

type Preview = Schemas['InvitationPreview']

function AcceptAsOwn(props: { token: string; me: Me }) {
  const [, go] = useLocation()
  const text = words().supplier.invitation
  const accept = useInvitationRedeem((done) => go(`/requests/${done.relationship}`, { replace: true }))
  return (
    <>
      <p>{text.withSession(props.me.organisation.name)}</p>
      <ProblemNotice error={accept.error} />
      {rightsOf(props.me).has('supplier:write') ? (
        <button
          type="button"
          class="primary"
          aria-disabled={accept.isPending}
          onClick={() => !accept.isPending && accept.mutate({ body: { token: props.token } })}
        >
          {text.accept}
        </button>
      ) : (
        <Notice>{words().notAllowed}</Notice>
      )}
    </>
  )
}

function AcceptAsNew(props: { token: string; preview: Preview }) {
  const { supplier } = props.preview
  const [draft, setDraft] = useState({
    organisation: supplier.name,
    reading: '',
    number: supplier.corporate_number ?? '',
    name: '',
    email: '',
    password: '',
  })
  const [, go] = useLocation()
  const signIn = useSignIn()
  const text = words().supplier.invitation
  // The invitation is redeemed once; where signing in failed only that is tried again.
  const redeemed = useRef<Awaited<ReturnType<typeof invitationRedeem>>>()
  const accept = useAct(async () => {
    const { email, password } = draft
    const done = (redeemed.current ??= await invitationRedeem({
      body: {
        token: props.token,
        organisation: {
          name: draft.organisation,
          ...(draft.reading && { reading: draft.reading }),
          ...(draft.number && { corporate_number: draft.number }),
        },
        user: { email, name: draft.name, password },
      },
    }))
    await signIn.mutateAsync({ email, password, organisation: done.organisation.organisation })
    go(`/requests/${done.relationship}`, { replace: true })
  })
  const field = fieldsOf(draft, (part) => setDraft((last) => ({ ...last, ...part })), accept.error)
  return (
    <>
      <h2>{text.newHere}</h2>
      <p class="aside">{text.newLead}</p>
      <Form busy={accept.isPending} submit={text.accept} onSubmit={() => accept.mutate(undefined)}>
        <ProblemNotice
          error={accept.error}
          known={['/organisation/name', '/organisation/reading', '/organisation/corporate_number', '/user/name', '/user/email', '/user/password']}
        />
        <TextField label={text.organisation} autoComplete="organization" {...field('organisation', '/organisation/name')} />
        <TextField label={text.reading} optional {...field('reading', '/organisation/reading')} />
        <TextField label={text.number} optional inputMode="numeric" {...field('number', '/organisation/corporate_number')} />
        <TextField label={text.person} autoComplete="name" {...field('name', '/user/name')} />
        <TextField label={words().signIn.email} type="email" autoComplete="username" {...field('email', '/user/email')} />
        <TextField
          label={words().signIn.password}
          hint={words().link.hint(numberText(InvitationRedeem.user.password.minLength))}
          type="password"
          autoComplete="new-password"
          limits={InvitationRedeem.user.password}
          {...field('password', '/user/password')}
        />
      </Form>
    </>
  )
}

// Who is here already signs in where the invitation stands; its link would be lost on the way to another page.
function AcceptAsStranger(props: { token: string; preview: Preview }) {
  const [known, setKnown] = useState(false)
  const text = words().supplier.invitation
  return (
    <>
      <div class="form-actions">
        <span>{known ? text.newHere : text.already}</span>
        <button type="button" onClick={() => setKnown(!known)}>
          {known ? text.register : text.signIn}
        </button>
      </div>
      {known ? (
        <>
          <h2>{words().signIn.title}</h2>
          <Person />
        </>
      ) : (
        <AcceptAsNew {...props} />
      )}
    </>
  )
}

function Shown(props: { token: string; preview: Preview }) {
  const { preview, token } = props
  const me = useMe()
  const [declined, setDeclined] = useState(false)
  const decline = useInvitationDecline(() => setDeclined(true))
  const text = words().supplier.invitation
  if (declined) return <Notice>{text.declined}</Notice>
  return (
    <>
      <p>{text.from(preview.buyer.name)}</p>
      <p class="aside">{text.to(preview.supplier.name)}</p>
      <h2>{text.asks}</h2>
      {preview.requirement ? <Demand demand={preview.requirement} /> : <p>{text.noDemand}</p>}
      <h2>{text.shows}</h2>
      <ul class="reasons">
        {preview.shown_to_buyer.map((item) => (
          <li key={item.code}>{item.text}</li>
        ))}
      </ul>
      <p class="aside">{text.until(dayText(preview.expires_on))}</p>
      <Loaded query={me}>{(found) => (found ? <AcceptAsOwn token={token} me={found} /> : <AcceptAsStranger token={token} preview={preview} />)}</Loaded>
      <div class="form-actions">
        <Confirm label={text.decline} lead={text.declineLead} action={() => decline.mutateAsync({ body: { token } })} />
      </div>
    </>
  )
}

export default function Invitation() {
  const token = useLinkToken()
  const text = words().supplier.invitation
  const preview = useAsked(invitationPreview, { body: { token } }, { enabled: token !== '', lasting: true })
  return (
    <Door wide>
      <Heading title={text.title} />
      {token === '' || (preview.error instanceof Problem && preview.error.status === 422) ? (
        <Notice kind="bad">{text.missing}</Notice>
      ) : preview.error instanceof Problem && preview.error.status === 404 ? (
        <Notice kind="bad">
          <p>{problemText(preview.error)}</p>
          <p>
            {text.used} <Link href="/">{text.signIn}</Link>
          </p>
        </Notice>
      ) : (
        <Loaded query={preview}>{(found) => <Shown token={token} preview={found} />}</Loaded>
      )}
    </Door>
  )
}
