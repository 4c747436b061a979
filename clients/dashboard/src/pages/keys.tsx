// SPDX-License-Identifier: Apache-2.0
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'preact/hooks'
import { api, body, once, type Me, type Schemas } from '../api'
import { type Right, rightsOf, useMe } from '../session'
import { Copy } from '../ui/actions'
import { Confirm } from '../ui/confirm'
import { Form, TextField } from '../ui/form'
import { Heading, Loaded } from '../ui/loaded'
import { Notice, ProblemNotice } from '../ui/notice'
import { RightsField } from '../ui/rights'
import { dayText, instantText, words } from '../words'

function Add(props: { me: Me }) {
  const mine = rightsOf(props.me)
  const [name, setName] = useState('')
  const [until, setUntil] = useState('')
  const [rights, setRights] = useState<Right[]>([...mine].filter((right) => right.endsWith(':read')))
  const client = useQueryClient()
  const text = words().organisation.keys
  const add = useMutation({
    mutationFn: () =>
      body(api.POST('/v1/api-keys', { params: { header: once() }, body: { name, rights, ...(until && { expires_on: until }) } })),
    onSuccess: () => {
      setName('')
      return client.invalidateQueries({ queryKey: ['keys'] })
    },
  })
  return (
    <section class="card narrow">
      <h2>{text.add}</h2>
      {add.data && (
        <Notice kind="good">
          <p>
            <strong>{text.secret}</strong>
          </p>
          <p>{text.secretLead}</p>
          <p class="link-text">{add.data.secret}</p>
          <Copy text={add.data.secret} />
        </Notice>
      )}
      <Form busy={add.isPending} submit={text.submit} onSubmit={() => add.mutate()}>
        <ProblemNotice error={add.error} known={['/name', '/expires_on']} />
        <TextField label={text.name} hint={text.nameHint} value={name} onValue={setName} error={add.error} pointer="/name" autoComplete="off" />
        <TextField label={text.until} hint={text.untilHint} type="date" optional value={until} onValue={setUntil} error={add.error} pointer="/expires_on" />
        <RightsField
          legend={words().organisation.people.rights}
          hint={words().organisation.people.rightsHint}
          mine={mine}
          value={rights}
          onValue={setRights}
        />
      </Form>
    </section>
  )
}

function Row(props: { item: Schemas['ApiKey']; me: Me }) {
  const { item } = props
  const text = words().organisation.keys
  return (
    <li class="person">
      <p>
        <strong>{item.name}</strong> …{item.last4}{' '}
        <span class="aside">{item.revoked_at ? text.revoked(instantText(item.revoked_at)) : text.ends(dayText(item.expires_on))}</span>
      </p>
      <p class="aside">{item.rights.map((right) => words().organisation.rights[right]).join('、')}</p>
      {!item.revoked_at && rightsOf(props.me).has('keys:write') && (
        <Confirm
          label={text.revoke}
          lead={text.revokeLead}
          action={() => body(api.POST('/v1/api-keys/{key}:revoke', { params: { header: once(), path: { key: item.key } } }))}
        />
      )}
    </li>
  )
}

export default function Keys() {
  const me = useMe().data!
  const text = words().organisation.keys
  const keys = useQuery({
    queryKey: ['keys'],
    queryFn: () => body(api.GET('/v1/api-keys', { params: { query: { limit: 200 } } })),
  })
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
                  <Row key={item.key} item={item} me={me} />
                ))}
              </ul>
            )}
          </section>
        )}
      </Loaded>
      {rightsOf(me).has('keys:write') && <Add me={me} />}
    </>
  )
}
