// SPDX-License-Identifier: Apache-2.0
// Rules by category or tag, and who would not meet them, before they are set.
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'preact/hooks'
import { Link } from 'wouter'
import { api, body, type Schemas, tagged } from '../api'
import { plusDays, today } from '../day'
import { Allowed } from '../ui/allowed'
import { Confirm } from '../ui/confirm'
import { AssuranceFields, demandDraft, type DemandDraft, demandInput, demandTexts, StarField } from '../ui/demand'
import { Form, SelectField, TextArea, TextField } from '../ui/form'
import { JobProgress } from '../ui/job'
import { Heading, Loaded } from '../ui/loaded'
import { Notice, ProblemNotice } from '../ui/notice'
import { Star, StatusBadge } from '../ui/status'
import { Conflict, type Known, known, replaces, useVersioned } from '../ui/versioned'
import { dayText, numberText, words } from '../words'

type Rule = Schemas['Rule']
type Draft = DemandDraft & { selector: string; name: string; days: string; reason: string }

function draftOf(rule: Known<Rule>): Draft {
  const data = rule?.data
  return {
    ...demandDraft(data),
    selector: data?.selector ?? 'category',
    name: data?.name ?? '',
    days: String(data?.due_in_days ?? 180),
    reason: data?.reason ?? '',
  }
}

function nameOf(draft: Draft): string {
  return `${draft.selector}:${draft.name.trim()}`
}

// All of the rule: what the form does not show stays as it is.
function inputOf(draft: Draft, rule: Known<Rule>): Schemas['RuleInput'] {
  return {
    ...demandInput(draft),
    due_in_days: Number(draft.days),
    ...(rule?.data.questions && { questions: rule.data.questions }),
    ...(draft.reason && { reason: draft.reason }),
  }
}

function textsOf(draft: Draft): [name: string, value: string][] {
  return [...demandTexts(draft), [words().buyer.rules.days, draft.days], [words().buyer.requirement.reason, draft.reason]]
}

function load(rule: string): Promise<Known<Rule>> {
  return known(tagged(api.GET('/v1/rules/{rule}', { params: { path: { rule } } })))
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

function Edit(props: { start: Known<Rule>; onCancel: () => void }) {
  const client = useQueryClient()
  const text = words().buyer.rules
  const form = useVersioned({
    start: props.start,
    load: (draft) => load(nameOf(draft)),
    draftOf,
    send: (draft: Draft, rule) =>
      body(
        api.PUT('/v1/rules/{rule}', {
          params: { path: { rule: nameOf(draft) }, header: replaces(rule) },
          body: inputOf(draft, rule),
        }),
      ),
    onSaved: () => client.invalidateQueries(),
  })
  const { draft } = form
  const simulate = useMutation({
    mutationFn: async () => {
      // The day after the last in time, when who is late is late.
      const on = plusDays(await today(), Number(draft.days) + 1)
      return body(
        api.POST('/v1/requirements:simulate', {
          body: { change: { rule: { rule: nameOf(draft), demand: inputOf(draft, form.version) } }, on, limit: 20 },
        }),
      )
    },
  })
  const change = (part: Partial<Draft>) => {
    simulate.reset()
    form.setDraft({ ...draft, ...part })
  }
  const error = form.error ?? simulate.error
  const field = (name: 'selector' | 'name' | 'days' | 'reason', pointer: string) => ({
    value: draft[name],
    onValue: (value: string) => change({ [name]: value }),
    error,
    pointer,
  })
  if (form.saved) {
    const decided = form.saved.decided
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
      {props.start && (
        <h2>
          {text.selectors[props.start.data.selector]} {props.start.data.name}
        </h2>
      )}
      <Form
        busy={form.busy}
        submit={text.save}
        onSubmit={form.submit}
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
        {form.theirs !== undefined && (
          <Conflict mine={textsOf(draft)} theirs={textsOf(draftOf(form.theirs))} onMine={form.keepMine} onTheirs={form.takeTheirs} />
        )}
        <ProblemNotice error={error} known={['/due_in_days', '/required_star', '/reason']} />
        {!props.start && (
          <>
            <SelectField label={text.selector} {...field('selector', '')} options={Object.entries(text.selectors)} />
            <TextField label={text.name} autoComplete="off" {...field('name', '?rule')} />
          </>
        )}
        <StarField draft={draft} kept={props.start?.data.required_star.toString()} exempt={false} error={error} onChange={change} />
        <TextField label={text.days} type="number" min={1} max={3660} {...field('days', '/due_in_days')} />
        <AssuranceFields draft={draft} onChange={change} />
        <TextArea label={words().buyer.requirement.reason} hint={words().buyer.requirement.reasonHint} optional {...field('reason', '/reason')} />
      </Form>
      {simulate.data && <Effect result={simulate.data} />}
    </section>
  )
}

// The rule as it is now, not as the list showed it.
function EditKnown(props: { rule: string; onCancel: () => void }) {
  const rule = useQuery({ queryKey: ['rule', props.rule], queryFn: () => load(props.rule), gcTime: 0 })
  return <Loaded query={rule}>{(found) => <Edit start={found} onCancel={props.onCancel} />}</Loaded>
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
      <Allowed right="buyer:write">
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
      </Allowed>
    </li>
  )
}

export default function Rules() {
  const [editing, setEditing] = useState<string | null>(null)
  const text = words().buyer.rules
  const rules = useQuery({
    queryKey: ['rules'],
    queryFn: () => body(api.GET('/v1/rules', { params: { query: { limit: 200 } } })),
  })
  return (
    <>
      <Heading title={text.title}>
        <Allowed right="buyer:write">
          <button type="button" class="primary" onClick={() => setEditing('new')}>
            {text.add}
          </button>
        </Allowed>
      </Heading>
      <p>{text.lead}</p>
      {editing === 'new' && <Edit start={null} onCancel={() => setEditing(null)} />}
      {editing && editing !== 'new' && <EditKnown key={editing} rule={editing} onCancel={() => setEditing(null)} />}
      <Loaded query={rules}>
        {({ items }) =>
          items.length === 0 ? (
            <p class="empty">{text.none}</p>
          ) : (
            <section class="card">
              <ul class="rows">
                {items.map((rule) => (
                  <Row key={rule.rule} rule={rule} onEdit={() => setEditing(rule.rule)} />
                ))}
              </ul>
            </section>
          )
        }
      </Loaded>
    </>
  )
}
