// SPDX-License-Identifier: Apache-2.0
import { useState } from 'preact/hooks'
import { Link as Goto } from 'wouter'
import type { Me, Schemas } from '../api'
import {
  signInPolicyGet,
  useSignInPolicyPut,
  useUserAdd,
  useUserHandOver,
  useUserIdentityRemove,
  useUserInvite,
  useUserPatch,
  useUserList,
  useUserRemove,
  useUserSecondFactorRemove,
  useUserSessionsEnd,
} from '../operations'
import { signInPolicyForm } from '../forms'
import { useKnown } from '../queries'
import { isOver, type Right, rightsOf, useMail, useMe } from '../session'
import { Once } from '../ui/actions'
import { useChosen } from '../ui/chosen'
import { Confirm } from '../ui/confirm'
import { Choice, fieldsOf, Form, SelectField, TextField } from '../ui/form'
import { Heading } from '../ui/heading'
import { Inline } from '../ui/inline'
import { JobProgress } from '../ui/job'
import { Loaded } from '../ui/loaded'
import { MailOff, MailTo } from '../ui/mailto'
import { Notice, ProblemNotice } from '../ui/notice'
import { Rights, RightsField } from '../ui/rights'
import { listAddress } from '../statuses'
import { listText, words } from '../words'
import { OwnOrganisation } from './own-organisation'

type User = Schemas['User']

// A link to a password, shown once; it goes by mail besides where it was asked for.
function Link(props: { link: Schemas['UserInvited']['link']; of: User; as: 'added' | 'renewed' }) {
  const text = words().organisation.people
  const letter = text.linkMail[props.as]
  const { url, mail } = props.link
  return (
    <>
      {mail && <Notice kind="good">{text.linkSent(props.of.email)}</Notice>}
      <Once title={text.link} lead={text.linkLead} text={url} />
      {!mail && <MailTo address={props.of.email} subject={letter.subject} text={letter.text(props.of.name, url)} />}
    </>
  )
}

function Add(props: { me: Me }) {
  const mine = rightsOf(props.me)
  const [draft, setDraft] = useState({ name: '', email: '' })
  const [rights, setRights] = useState<Right[]>([...mine].filter((right) => right !== 'keys:write'))
  const text = words().organisation.people
  const add = useUserAdd(() => setDraft({ name: '', email: '' }))
  const field = fieldsOf(draft, (part) => setDraft((last) => ({ ...last, ...part })), add.error)
  const mail = useMail()
  const send = (mailed: boolean) => add.mutate({ body: { ...draft, rights }, ...(mailed && { send: true }) })
  return (
    <section class="card narrow">
      <h2>{text.add}</h2>
      {add.data && <Link link={add.data.link} of={add.data.user} as="added" />}
      <MailOff />
      <Form
        busy={add.isPending}
        submit={mail ? text.submitSend : text.submit}
        onSubmit={() => send(mail)}
        extra={
          mail && (
            <button
              type="button"
              aria-disabled={add.isPending}
              onClick={(event) => !add.isPending && event.currentTarget.form?.reportValidity() && send(false)}
            >
              {text.submit}
            </button>
          )
        }
      >
        <ProblemNotice error={add.error} known={['/name', '/email']} />
        <TextField label={text.name} autoComplete="off" {...field('name')} />
        <TextField label={text.email} type="email" autoComplete="off" {...field('email')} />
        <RightsField legend={text.rights} hint={text.rightsHint} mine={mine} value={rights} onValue={setRights} />
      </Form>
    </section>
  )
}

// The suppliers that somebody looks after, to somebody else.
function HandOver(props: { user: User; others: User[]; onDone: () => void }) {
  const [to, setTo] = useState('')
  const text = words().organisation.people
  const handOver = useUserHandOver()
  const job = handOver.data?.job
  if (job) return <JobProgress job={job} title={text.handingOver} done={text.handedOver} />
  if (handOver.data) return <Notice kind="good">{text.handedOver}</Notice>
  return (
    <Form
      busy={handOver.isPending}
      submit={text.handOver}
      onSubmit={() => handOver.mutate({ user: props.user.user, body: { to: to || null } })}
      onCancel={props.onDone}
    >
      <ProblemNotice error={handOver.error} known={['/to']} />
      <SelectField
        label={text.handOverTo}
        value={to}
        onValue={setTo}
        error={handOver.error}
        pointer="/to"
        options={[['', text.handOverNobody], ...props.others.map((one): [string, string] => [one.user, `${one.name} ${one.email}`])]}
      />
    </Form>
  )
}

// Nobody changes what somebody may do who may more than they.
function EditPerson(props: { user: User; me: Me; onDone: () => void }) {
  const { user } = props
  const [name, setName] = useState(user.name)
  const [rights, setRights] = useState<Right[]>(user.rights)
  const text = words().organisation.people
  const patch = useUserPatch(props.onDone)
  return (
    <Form busy={patch.isPending} submit={words().save} onSubmit={() => patch.mutate({ user: user.user, body: { name, rights } })} onCancel={props.onDone}>
      <ProblemNotice error={patch.error} known={['/name']} />
      <TextField label={text.name} value={name} onValue={setName} error={patch.error} pointer="/name" autoComplete="off" />
      <RightsField legend={text.rights} hint={text.editHint} mine={rightsOf(props.me)} value={rights} onValue={setRights} />
    </Form>
  )
}

function Row(props: { user: User; users: User[]; me: Me }) {
  const { user, me } = props
  const text = words().organisation.people
  const own = me.user?.user === user.user
  const mail = useMail()
  const renew = useUserInvite()
  const endSessions = useUserSessionsEnd()
  const removeFactor = useUserSecondFactorRemove()
  const unlink = useUserIdentityRemove()
  const remove = useUserRemove()
  return (
    <li class="person">
      <p>
        <strong>
          {user.name}
          {own && text.you}
        </strong>{' '}
        {user.email}
      </p>
      <p class="aside">
        {text.states[user.state]} {user.second_factor && text.factor}
        {user.sign_in.length > 0 && text.signedInBy(listText(user.sign_in.map((way) => text.signIn[way])))}
      </p>
      <Rights of={user.rights} none={text.noRights} />
      {rightsOf(me).has('buyer:read') && (
        <p>
          <Goto href={listAddress({ owner: user.email })}>{text.owned}</Goto>
        </p>
      )}
      {rightsOf(me).has('buyer:write') && (
        <Inline label={text.handOver}>{(close) => <HandOver user={user} others={props.users.filter((one) => one !== user)} onDone={close} />}</Inline>
      )}
      {!own && isOver(me, user) && <Inline label={text.edit}>{(close) => <EditPerson user={user} me={me} onDone={close} />}</Inline>}
      {renew.data && <Link link={renew.data.link} of={user} as="renewed" />}
      <ProblemNotice error={renew.error} />
      {!own && isOver(me, user) && (
        <div class="form-actions">
          <button type="button" aria-disabled={renew.isPending} onClick={() => !renew.isPending && renew.mutate({ user: user.user })}>
            {text.renew}
          </button>
          {mail && (
            <button type="button" aria-disabled={renew.isPending} onClick={() => !renew.isPending && renew.mutate({ user: user.user, send: true })}>
              {text.renewSend}
            </button>
          )}
          <Confirm label={text.sessionsEnd} lead={text.sessionsEndLead} action={() => endSessions.mutateAsync({ user: user.user })} />
          {user.second_factor && (
            <Confirm label={text.factorRemove} lead={text.factorRemoveLead} action={() => removeFactor.mutateAsync({ user: user.user })} />
          )}
          {user.sign_in.includes('oidc') && <Confirm label={text.unlink} lead={text.unlinkLead} action={() => unlink.mutateAsync({ user: user.user })} />}
          <Confirm label={text.remove} lead={text.removeLead} action={() => remove.mutateAsync({ user: user.user })} />
        </div>
      )}
    </li>
  )
}

type SecondFactorPolicy = Schemas['SignInPolicy']['second_factor']

function Policy(props: { policy: Schemas['SignInPolicy']; tag: string }) {
  const text = words().organisation.people
  const put = useSignInPolicyPut()
  const [factor, choose] = useChosen(props.policy.second_factor, put)
  const options = (['optional', 'required'] as const).map((value): [SecondFactorPolicy, string] => [value, text.policyOptions[value]])
  return (
    <>
      <ProblemNotice error={put.error} />
      <Choice
        legend={text.policyFactor}
        hint={text.policyLead}
        options={options}
        value={factor}
        disabled={put.isPending}
        onValue={(second_factor) => {
          choose(second_factor)
          put.mutate({ body: signInPolicyForm.inputOf({ second_factor }, props.policy), replaces: props.tag })
        }}
      />
      {put.isSuccess && <Notice kind="good">{words().saved}</Notice>}
    </>
  )
}

function SignInRules() {
  const policy = useKnown(signInPolicyGet, {})
  return (
    <section class="card narrow">
      <h2>{words().organisation.people.policy}</h2>
      <Loaded query={policy}>{(found) => <Policy policy={found!.data} tag={found!.tag} />}</Loaded>
    </section>
  )
}

export default function People() {
  const me = useMe().data!
  const text = words().organisation.people
  const users = useUserList()
  return (
    <>
      <Heading title={text.title} />
      <Loaded query={users}>
        {({ items }) => (
          <section class="card">
            <ul class="people">
              {items.map((user) => (
                <Row key={user.user} user={user} users={items} me={me} />
              ))}
            </ul>
          </section>
        )}
      </Loaded>
      {/* After the list, which would push them away. */}
      {!users.isPending && rightsOf(me).has('keys:write') && (
        <>
          <Add me={me} />
          <SignInRules />
          {(rightsOf(me).has('buyer:read') || rightsOf(me).has('supplier:read')) && <OwnOrganisation />}
        </>
      )}
    </>
  )
}
