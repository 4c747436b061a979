// SPDX-License-Identifier: Apache-2.0
// One buyer's requirement as the supplier reads it.
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'preact/hooks'
import { useParams } from 'wouter'
import { api, body, once, type Schemas } from '../api'
import { dayOf } from '../day'
import { useRights } from '../session'
import { Allowed } from '../ui/allowed'
import { Confirm } from '../ui/confirm'
import { Explained, NextStep } from '../ui/explained'
import { Choice, Form, TextArea } from '../ui/form'
import { Heading, Loaded } from '../ui/loaded'
import { Notice, ProblemNotice } from '../ui/notice'
import { Star } from '../ui/status'
import { Steps } from '../ui/steps'
import { dayText, words } from '../words'
import { Consultations } from './consultations'

type Buyer = Schemas['Buyer']
type Kind = Schemas['ResponseInput']['kind']

export function Demand(props: { demand: Schemas['Demand'] }) {
  const { demand } = props
  const text = words().supplier.one
  return (
    <>
      <p>
        <Star star={demand.required_star} />{' '}
        {demand.required_assurance && <span class="aside">{words().level[demand.required_assurance]}</span>}
      </p>
      <p class="aside">{demand.accept_higher ? text.higher : text.exact}</p>
      <dl class="facts">
        <div>
          <dt>{words().buyer.requirement.from}</dt>
          <dd>{dayText(demand.effective_from)}</dd>
        </div>
        <div>
          <dt>{words().buyer.requirement.due}</dt>
          <dd>{dayText(demand.due_on) || words().none}</dd>
        </div>
      </dl>
      <h3>{text.reason}</h3>
      <p>{demand.reason ?? text.noReason}</p>
    </>
  )
}

function Answer(props: { buyer: Buyer }) {
  const { buyer } = props
  const [kind, setKind] = useState<Kind | null>(buyer.response?.kind ?? null)
  const [message, setMessage] = useState(buyer.response?.message ?? '')
  const client = useQueryClient()
  const text = words().supplier.one
  const send = useMutation({
    mutationFn: () =>
      body(
        api.PUT('/v1/buyers/{buyer}/response', {
          params: { path: { buyer: buyer.relationship } },
          body: { kind: kind!, ...(message && { message }) },
        }),
      ),
    onSuccess: () => client.invalidateQueries(),
  })
  const mayAnswer = useRights().has('supplier:write') && buyer.state === 'active' && buyer.requirement !== null
  if (!mayAnswer && !buyer.response) return null
  return (
    <section class="card">
      <h2>{text.answer}</h2>
      {mayAnswer && <p class="aside">{text.answerLead}</p>}
      {buyer.response && (
        <p>{text.answered(words().buyer.one.responses[buyer.response.kind], dayText(dayOf(buyer.response.recorded_at)))}</p>
      )}
      {buyer.response?.message && <blockquote>{buyer.response.message}</blockquote>}
      {mayAnswer && (
        <Form busy={send.isPending} submit={text.send} onSubmit={() => send.mutate()}>
          <ProblemNotice error={send.error} known={['/message']} />
          <Choice required legend={text.answer} value={kind} onValue={setKind} options={Object.entries(text.kinds) as [Kind, string][]} />
          <TextArea label={text.message} optional value={message} onValue={setMessage} error={send.error} pointer="/message" />
        </Form>
      )}
    </section>
  )
}

function Shown(props: { buyer: Buyer }) {
  const client = useQueryClient()
  const text = words().supplier.one
  const mayChange = useRights().has('supplier:write')
  const put = useMutation({
    mutationFn: (readiness: boolean) =>
      body(api.PUT('/v1/buyers/{buyer}/disclosure', { params: { path: { buyer: props.buyer.relationship } }, body: { readiness } })),
    onSuccess: () => client.invalidateQueries({ queryKey: ['buyer', props.buyer.relationship] }),
  })
  return (
    <section class="card">
      <h2>{text.disclosure}</h2>
      <p>{text.shown}</p>
      <ProblemNotice error={put.error} />
      <label class="switch">
        <input
          type="checkbox"
          checked={props.buyer.disclosure.readiness}
          disabled={put.isPending || !mayChange}
          onChange={(event) => put.mutate(event.currentTarget.checked)}
        />
        {text.readiness}
      </label>
      {put.isSuccess && <Notice kind="good">{words().saved}</Notice>}
    </section>
  )
}

function Timeline(props: { relationship: string; today: string }) {
  const timeline = useQuery({
    queryKey: ['buyer', props.relationship, 'timeline'],
    queryFn: () => body(api.GET('/v1/buyers/{buyer}/timeline', { params: { path: { buyer: props.relationship } } })),
  })
  return (
    <section class="card wide-card">
      <h2>{words().supplier.one.timeline}</h2>
      <Loaded query={timeline}>
        {(found) => (
          <Steps
            today={props.today}
            required={found.requirement.map((step) => ({ from: step.from, star: step.required_star }))}
            held={found.held.map((step) => ({ from: step.from, star: step.held_star }))}
          />
        )}
      </Loaded>
    </section>
  )
}

export default function Request() {
  const { relationship } = useParams<{ relationship: string }>()
  const buyer = useQuery({
    queryKey: ['buyer', relationship],
    queryFn: () => body(api.GET('/v1/buyers/{buyer}', { params: { path: { buyer: relationship } } })),
  })
  const text = words().supplier
  return (
    <Loaded query={buyer}>
      {(found) => (
        <>
          <Heading title={found.counterparty.name}>
            {found.state === 'active' && (
              <Allowed right="supplier:write">
                <Confirm
                  label={text.one.leave}
                  lead={text.one.leaveLead}
                  action={() => body(api.POST('/v1/buyers/{buyer}:leave', { params: { header: once(), path: { buyer: relationship } } }))}
                />
              </Allowed>
            )}
          </Heading>
          <div class="cards">
            <section class="card">
              <h2>{words().buyer.one.status}</h2>
              <Explained status={found.status} side="supplier" />
            </section>
            <div>
              <section class="card">
                <h2>{text.requests.todo}</h2>
                <NextStep status={found.status} side="supplier" />
              </section>
              {found.requirement && (
                <section class="card">
                  <h2>{text.one.demand}</h2>
                  <Demand demand={found.requirement} />
                </section>
              )}
              {found.upcoming && (
                <section class="card">
                  <h2>
                    {text.one.upcoming} {text.one.from(dayText(found.upcoming.effective_from))}
                  </h2>
                  <Demand demand={found.upcoming} />
                </section>
              )}
            </div>
            <Timeline relationship={relationship} today={found.status.as_of} />
            <Answer buyer={found} />
            {found.state === 'active' && <Shown buyer={found} />}
            <Consultations side="supplier" relationship={relationship} />
          </div>
        </>
      )}
    </Loaded>
  )
}
