// SPDX-License-Identifier: Apache-2.0
// Rules by category or tag, and who would not meet them, before they are set.
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'preact/hooks'
import { Link } from 'wouter'
import { api, body, type Schemas, tagged } from '../api'
import { Confirm } from '../ui/confirm'
import { Form, SelectField, TextArea, TextField } from '../ui/form'
import { JobProgress } from '../ui/job'
import { Heading, Loaded } from '../ui/loaded'
import { Notice, ProblemNotice } from '../ui/notice'
import { Star, StatusBadge } from '../ui/status'
import { dayText, numberText, words } from '../words'

type Rule = Schemas['Rule']
type Draft = { selector: string; name: string; star: string; days: string; reason: string }

function draftOf(rule: Rule | null): Draft {
  return {
    selector: rule?.selector ?? 'category',
    name: rule?.name ?? '',
    star: String(rule?.required_star ?? 2),
    days: String(rule?.due_in_days ?? 180),
    reason: rule?.reason ?? '',
  }
}

function nameOf(draft: Draft): string {
  return `${draft.selector}:${draft.name.trim()}`
}

function inputOf(draft: Draft): Schemas['RuleInput'] {
  return {
    required_star: Number(draft.star),
    due_in_days: Number(draft.days),
    accept_higher: true,
    ...(draft.reason && { reason: draft.reason }),
  }
}

async function tagOf(rule: string): Promise<string> {
  return (await tagged(api.GET('/v1/rules/{rule}', { params: { path: { rule } } }))).tag
}

function Effect(props: { result: Schemas['SimulationResult'] }) {
  const { result } = props
  const text = words().buyer.rules
  return (
    <Notice>
      <p>{text.effect(numberText(result.suppliers), numberText(result.changed))}</p>
      <p class="aside">{text.on(dayText(result.on))}</p>
      <h2>{text.after}</h2>
      <ul class="rows">
        {result.after.map((count) => (
          <li key={`${count.status} ${count.waiting_on}`}>
            <StatusBadge status={count.status} waitingOn={count.waiting_on} />
            <strong>{words().companies(numberText(count.count))}</strong>
          </li>
        ))}
      </ul>
      <h2>{result.failing_total === 0 ? text.failingNone : text.failing(numberText(result.failing_total))}</h2>
      <ul class="rows">
        {result.failing.map((one) => (
          <li key={one.relationship}>
            <Link href={`/suppliers/${one.relationship}`}>{one.name}</Link>
            <StatusBadge status={one.status.status} waitingOn={one.status.waiting_on} />
          </li>
        ))}
      </ul>
    </Notice>
  )
}

function Edit(props: { rule: Rule | null; onCancel: () => void }) {
  const [draft, setDraft] = useState(draftOf(props.rule))
  const client = useQueryClient()
  const text = words().buyer.rules
  const simulate = useMutation({
    mutationFn: () => {
      const on = new Date(Date.now() + (Number(draft.days) + 1) * 86400000).toISOString().slice(0, 10)
      return body(
        api.POST('/v1/requirements:simulate', {
          body: { change: { rule: { rule: nameOf(draft), demand: inputOf(draft) } }, on, limit: 20 },
        }),
      )
    },
  })
  const save = useMutation({
    mutationFn: async () =>
      body(
        api.PUT('/v1/rules/{rule}', {
          params: { path: { rule: nameOf(draft) }, header: props.rule ? { 'If-Match': await tagOf(props.rule.rule) } : {} },
          body: inputOf(draft),
        }),
      ),
    onSuccess: () => client.invalidateQueries(),
  })
  const field = (name: keyof Draft, pointer: string) => ({
    value: draft[name],
    onValue: (value: string) => {
      simulate.reset()
      setDraft({ ...draft, [name]: value })
    },
    error: save.error ?? simulate.error,
    pointer,
  })
  if (save.data) {
    const decided = save.data.decided
    return (
      <section class="card narrow">
        {decided?.job ? (
          <>
            <p>{text.deciding}</p>
            <JobProgress job={decided.job} done={words().saved} />
          </>
        ) : (
          <Notice kind="good">{decided ? text.decided(numberText(decided.changed ?? 0)) : words().saved}</Notice>
        )}
        <button type="button" onClick={props.onCancel}>
          {words().close}
        </button>
      </section>
    )
  }
  return (
    <section class="card narrow">
      <Form
        busy={save.isPending}
        submit={text.save}
        onSubmit={() => save.mutate()}
        extra={
          <>
            <button type="button" aria-disabled={simulate.isPending || !draft.name} onClick={() => draft.name && simulate.mutate()}>
              {text.simulate}
            </button>
            <button type="button" onClick={props.onCancel}>
              {words().cancel}
            </button>
          </>
        }
      >
        <ProblemNotice error={save.error ?? simulate.error} known={['/due_in_days', '/required_star', '/reason']} />
        {!props.rule && (
          <>
            <SelectField label={text.selector} {...field('selector', '')} options={Object.entries(text.selectors)} />
            <TextField label={text.name} autoComplete="off" {...field('name', '?rule')} />
          </>
        )}
        <SelectField
          label={words().buyer.requirement.star}
          {...field('star', '/required_star')}
          options={[1, 2, 3, 4].map((star): [string, string] => [String(star), words().star(star)])}
        />
        <TextField label={text.days} type="number" min={0} max={3650} {...field('days', '/due_in_days')} />
        <TextArea label={words().buyer.requirement.reason} hint={words().buyer.requirement.reasonHint} optional {...field('reason', '/reason')} />
      </Form>
      {simulate.data && <Effect result={simulate.data} />}
    </section>
  )
}

function Row(props: { rule: Rule; onEdit: () => void }) {
  const { rule } = props
  const text = words().buyer.rules
  return (
    <li>
      <span>
        <span class="aside">{text.selectors[rule.selector]}</span> <strong>{rule.name}</strong> <Star star={rule.required_star} />{' '}
        <span class="aside">{text.daysText(rule.due_in_days)}</span>
      </span>
      <span class="form-actions">
        <button type="button" onClick={props.onEdit}>
          {text.edit}
        </button>
        <Confirm
          label={text.remove}
          lead={text.removeLead}
          action={async () =>
            body(
              api.DELETE('/v1/rules/{rule}', {
                params: { path: { rule: rule.rule }, header: { 'If-Match': await tagOf(rule.rule) } },
              }),
            )
          }
        />
      </span>
    </li>
  )
}

export default function Rules() {
  const [editing, setEditing] = useState<Rule | 'new' | null>(null)
  const text = words().buyer.rules
  const rules = useQuery({
    queryKey: ['rules'],
    queryFn: () => body(api.GET('/v1/rules', { params: { query: { limit: 200 } } })),
  })
  return (
    <>
      <Heading title={text.title}>
        <button type="button" class="primary" onClick={() => setEditing('new')}>
          {text.add}
        </button>
      </Heading>
      <p>{text.lead}</p>
      {editing && <Edit key={editing === 'new' ? 'new' : editing.rule} rule={editing === 'new' ? null : editing} onCancel={() => setEditing(null)} />}
      <Loaded query={rules}>
        {({ items }) =>
          items.length === 0 ? (
            <p class="empty">{text.none}</p>
          ) : (
            <section class="card">
              <ul class="rows">
                {items.map((rule) => (
                  <Row key={rule.rule} rule={rule} onEdit={() => setEditing(rule)} />
                ))}
              </ul>
            </section>
          )
        }
      </Loaded>
    </>
  )
}
