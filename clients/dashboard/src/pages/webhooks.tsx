// SPDX-License-Identifier: Apache-2.0
// Where events are sent, and what came of it.
import { useState } from 'preact/hooks'
import type { Me, Schemas } from '../api'
import {
  useWebhookAdd,
  useWebhookDeliveryList,
  useWebhookList,
  useWebhookPatch,
  useWebhookRedeliver,
  useWebhookRemove,
  useWebhookRotate,
  useWebhookTest,
} from '../operations'
import { rightsOf, useMe } from '../session'
import { Once } from '../ui/actions'
import { Confirm } from '../ui/confirm'
import { Form, TextField } from '../ui/form'
import { Heading } from '../ui/heading'
import { Loaded } from '../ui/loaded'
import { ProblemNotice } from '../ui/notice'
import { instantText, words } from '../words'

type Webhook = Schemas['Webhook']
type Delivery = Schemas['WebhookDelivery']

const SHOWN = 50
const LOOK_EVERY_MS = 1000

function Add() {
  const text = words().organisation.webhooks
  const [url, setUrl] = useState('')
  const [description, setDescription] = useState('')
  const add = useWebhookAdd(() => {
    setUrl('')
    setDescription('')
  })
  return (
    <section class="card narrow">
      <h2>{text.add}</h2>
      {add.data && <Once title={text.secret} lead={text.secretLead} text={add.data.secret} />}
      <Form busy={add.isPending} submit={text.add} onSubmit={() => add.mutate({ body: { url, ...(description && { description }) } })}>
        <ProblemNotice error={add.error} known={['/url', '/description']} />
        <TextField label={text.url} hint={text.urlHint} type="url" value={url} onValue={setUrl} error={add.error} pointer="/url" autoComplete="off" />
        <TextField label={text.description} optional value={description} onValue={setDescription} error={add.error} pointer="/description" autoComplete="off" />
      </Form>
    </section>
  )
}

function Sent(props: { item: Delivery; webhook: string; able: boolean }) {
  const { item } = props
  const text = words().organisation.webhooks
  const again = useWebhookRedeliver()
  const last = item.attempts.at(-1)
  return (
    <li>
      {item.type === null ? text.forgotten : (text.types[item.type] ?? text.testMessage)}{' '}
      <span class="aside">
        {instantText(item.recorded_at)}
        {last && ` ${text.results[last.result]}${last.status ? ` (${String(last.status)})` : ''}`}
        {item.next_attempt_at && ` ${text.next(instantText(item.next_attempt_at))}`}
      </span>{' '}
      {props.able && item.state !== 'waiting' && (
        <button
          type="button"
          aria-disabled={again.isPending}
          onClick={() => !again.isPending && again.mutate({ webhook: props.webhook, delivery: item.delivery })}
        >
          {text.again}
        </button>
      )}
      <ProblemNotice error={again.error} />
    </li>
  )
}

// The newest of them; what has not been tried yet will be in a moment.
function Log(props: { webhook: string; able: boolean }) {
  const text = words().organisation.webhooks
  const log = useWebhookDeliveryList(
    { webhook: props.webhook, limit: SHOWN },
    { every: (known) => (known?.items.some((item) => item.state === 'waiting' && item.attempts.length === 0) ? LOOK_EVERY_MS : false) },
  )
  return (
    <Loaded query={log}>
      {({ items, next_cursor }) =>
        items.length === 0 ? (
          <p class="empty">{text.nothingSent}</p>
        ) : (
          <>
            <ul>
              {items.map((item) => (
                <Sent key={item.delivery} item={item} webhook={props.webhook} able={props.able} />
              ))}
            </ul>
            {next_cursor && <p class="aside">{text.newest(SHOWN)}</p>}
          </>
        )
      }
    </Loaded>
  )
}

function stateOf(item: Webhook): string {
  const text = words().organisation.webhooks
  if (item.disabled_because) return text.disabled[item.disabled_because]
  return item.failing_since ? text.failing(instantText(item.failing_since)) : text.enabled
}

function Row(props: { item: Webhook; able: boolean }) {
  const { item, able } = props
  const named = { webhook: item.webhook }
  const text = words().organisation.webhooks
  const [shown, setShown] = useState(false)
  const test = useWebhookTest(() => setShown(true))
  const patch = useWebhookPatch()
  const rotate = useWebhookRotate()
  const remove = useWebhookRemove()
  return (
    <li class="person">
      <p>
        <strong>{item.url}</strong> <span class="aside">{stateOf(item)}</span>
      </p>
      {item.description && <p class="aside">{item.description}</p>}
      <ProblemNotice error={test.error ?? patch.error} />
      {rotate.data && <Once title={text.secret} lead={text.secretLead} text={rotate.data.secret} />}
      <div class="form-actions">
        <button type="button" onClick={() => setShown(!shown)}>
          {text.log}
        </button>
        {able && item.enabled && (
          <button type="button" aria-disabled={test.isPending} onClick={() => !test.isPending && test.mutate(named)}>
            {text.test}
          </button>
        )}
        {able && (
          <>
            <button
              type="button"
              aria-disabled={patch.isPending}
              onClick={() => !patch.isPending && patch.mutate({ ...named, body: { enabled: !item.enabled } })}
            >
              {item.enabled ? text.pause : text.resume}
            </button>
            <Confirm label={text.rotate} lead={text.rotateLead} kind="" action={() => rotate.mutateAsync(named)} />
            <Confirm label={text.remove} lead={text.removeLead} action={() => remove.mutateAsync(named)} />
          </>
        )}
      </div>
      {shown && <Log webhook={item.webhook} able={able && item.enabled} />}
    </li>
  )
}

function able(me: Me): boolean {
  return rightsOf(me).has('keys:write')
}

export default function Webhooks() {
  const me = useMe().data!
  const text = words().organisation.webhooks
  const webhooks = useWebhookList()
  return (
    <>
      <Heading title={text.title} />
      <p>{text.lead}</p>
      <Loaded query={webhooks}>
        {({ items }) => (
          <section class="card">
            {items.length === 0 ? (
              <p class="empty">{text.none}</p>
            ) : (
              <ul class="people">
                {items.map((item) => (
                  <Row key={item.webhook} item={item} able={able(me)} />
                ))}
              </ul>
            )}
          </section>
        )}
      </Loaded>
      {able(me) && <Add />}
    </>
  )
}
