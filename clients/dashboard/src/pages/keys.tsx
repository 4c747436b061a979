// SPDX-License-Identifier: Apache-2.0
import type { ComponentChildren } from 'preact'
import { useState } from 'preact/hooks'
import type { Me, Schemas } from '../api'
import { ApiKeyInput, ApiKeyRotation } from '../limits'
import { useApiKeyAdd, useApiKeyHandOver, useApiKeyList, useApiKeyRevoke, useApiKeyRotate, useUserList } from '../operations'
import { isOver, type Right, rightsOf, useMe } from '../session'
import { Dialog, Once } from '../ui/actions'
import { Confirm } from '../ui/confirm'
import { Form, SelectField, TextField } from '../ui/form'
import { Heading } from '../ui/heading'
import { Loaded } from '../ui/loaded'
import { ProblemNotice } from '../ui/notice'
import { Rights, RightsField } from '../ui/rights'
import { dayText, instantText, listText, numberText, words } from '../words'

type Key = Schemas['ApiKey']

function Secret(props: { secret: string }) {
  const text = words().organisation.keys
  return <Once title={text.secret} lead={text.secretLead} text={props.secret} />
}

function Add(props: { me: Me }) {
  const mine = rightsOf(props.me)
  const [name, setName] = useState('')
  const [until, setUntil] = useState('')
  const [rights, setRights] = useState<Right[]>([...mine].filter((right) => right.endsWith(':read')))
  const text = words().organisation.keys
  const add = useApiKeyAdd(() => setName(''))
  return (
    <section class="card narrow">
      <h2>{text.add}</h2>
      {add.data && <Secret secret={add.data.secret} />}
      <Form busy={add.isPending} submit={text.submit} onSubmit={() => add.mutate({ body: { name, rights, ...(until && { expires_on: until }) } })}>
        <ProblemNotice error={add.error} known={['/name', '/expires_on']} />
        <TextField label={text.name} hint={text.nameHint} value={name} onValue={setName} error={add.error} pointer="/name" autoComplete="off" />
        <TextField
          label={text.until}
          hint={text.untilHint(numberText(life.daysMax), numberText(life.daysDefault))}
          type="date"
          optional
          value={until}
          onValue={setUntil}
          error={add.error}
          pointer="/expires_on"
        />
        <RightsField legend={words().organisation.people.rights} hint={words().organisation.people.rightsHint} mine={mine} value={rights} onValue={setRights} />
      </Form>
    </section>
  )
}

// A button that opens a form in a dialog.
function Ask(props: { label: string; lead: string; children: (close: () => void) => ComponentChildren }) {
  const [open, setOpen] = useState(false)
  return (
    <>
      <button type="button" onClick={() => setOpen(true)}>
        {props.label}
      </button>
      <Dialog title={props.label} open={open} onClose={() => setOpen(false)}>
        <p>{props.lead}</p>
        {props.children(() => setOpen(false))}
      </Dialog>
    </>
  )
}

const overlap = ApiKeyRotation.overlap_days
const life = ApiKeyInput.expires_on

function Rotate(props: { item: Key }) {
  const [days, setDays] = useState(String(overlap.default))
  const text = words().organisation.keys
  const rotate = useApiKeyRotate()
  if (rotate.data) return <Secret secret={rotate.data.secret} />
  return (
    <Form busy={rotate.isPending} submit={text.rotate} onSubmit={() => rotate.mutate({ key: props.item.key, body: { overlap_days: Number(days) } })}>
      <ProblemNotice error={rotate.error} known={['/overlap_days']} />
      <TextField label={text.overlap} type="number" limits={overlap} value={days} onValue={setDays} error={rotate.error} pointer="/overlap_days" />
    </Form>
  )
}

function HandOver(props: { item: Key; onDone: () => void }) {
  const [user, setUser] = useState('')
  const text = words().organisation.keys
  const users = useUserList()
  const handOver = useApiKeyHandOver(props.onDone)
  const able = (users.data?.items ?? []).filter((one) => props.item.rights.every((right) => one.rights.includes(right)))
  return (
    <Form busy={handOver.isPending} submit={text.handOver} onSubmit={() => handOver.mutate({ key: props.item.key, body: { user } })}>
      <ProblemNotice error={users.error} />
      <ProblemNotice error={handOver.error} known={['/user']} />
      <SelectField
        label={text.handOverTo}
        required
        value={user}
        onValue={setUser}
        error={handOver.error}
        pointer="/user"
        options={[['', ''], ...able.map((one): [string, string] => [one.user, one.name])]}
      />
    </Form>
  )
}

function facts(item: Key): string[] {
  const text = words().organisation.keys
  const { maker } = item
  return [
    maker && (maker.key ? text.makerKey(maker.name) : text.maker(maker.name)),
    item.responsible && text.responsible(item.responsible.name),
    item.last_used_on ? text.used(dayText(item.last_used_on)) : text.unused,
    item.previous_until && text.previous(instantText(item.previous_until)),
  ].filter((fact) => typeof fact === 'string')
}

// The living keys that end with it, directly or not.
function endingWith(item: Key, items: Key[]): Key[] {
  const next = items.filter((one) => one.ends_with === item.key && !one.revoked_at)
  return next.flatMap((one) => [
    one,
    ...endingWith(
      one,
      items.filter((other) => other !== one),
    ),
  ])
}

function Row(props: { item: Key; items: Key[]; me: Me }) {
  const { item } = props
  const revoke = useApiKeyRevoke()
  const text = words().organisation.keys
  const others = listText(endingWith(item, props.items).map((one) => one.name))
  return (
    <li class="person">
      <p>
        <strong>{item.name}</strong> <code>…{item.last4}</code>{' '}
        <span class="aside">{item.revoked_at ? text.revoked(instantText(item.revoked_at)) : text.ends(dayText(item.expires_on))}</span>
      </p>
      <Rights of={item.rights} none={text.noRights} />
      {facts(item).map((fact) => (
        <p key={fact} class="aside">
          {fact}
        </p>
      ))}
      {!item.revoked_at && isOver(props.me, item) && (
        <div class="form-actions">
          <Ask label={text.rotate} lead={text.rotateLead}>
            {() => <Rotate item={item} />}
          </Ask>
          <Ask label={text.handOver} lead={text.handOverLead}>
            {(close) => <HandOver item={item} onDone={close} />}
          </Ask>
          <Confirm
            label={text.revoke}
            lead={others ? `${text.revokeLead}${text.revokeWith(others)}` : text.revokeLead}
            action={() => revoke.mutateAsync({ key: item.key })}
          />
        </div>
      )}
    </li>
  )
}

export default function Keys() {
  const me = useMe().data!
  const text = words().organisation.keys
  const keys = useApiKeyList()
  return (
    <>
      <Heading title={text.title} />
      <p>{text.lead}</p>
      <Loaded query={keys}>
        {({ items }) => (
          <section class="card">
            {items.length === 0 ? (
              <p class="empty">{text.none}</p>
            ) : (
              <ul class="people">
                {items.map((item) => (
                  <Row key={item.key} item={item} items={items} me={me} />
                ))}
              </ul>
            )}
          </section>
        )}
      </Loaded>
      {/* After the list, which would push it away. */}
      {!keys.isPending && rightsOf(me).has('keys:write') && <Add me={me} />}
    </>
  )
}
