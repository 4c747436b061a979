// SPDX-License-Identifier: Apache-2.0
// What the buyer demands of this supplier. METI's three questions are for reference and decide nothing.
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'preact/hooks'
import { api, body, Problem, type Schemas, tagged } from '../api'
import { Choice, Form, SelectField, TextArea, TextField } from '../ui/form'
import { Loaded } from '../ui/loaded'
import { Notice, ProblemNotice } from '../ui/notice'
import { Star } from '../ui/status'
import { dayText, words } from '../words'

type Requirement = Schemas['Requirement']
type Questions = NonNullable<Schemas['Questions']>
type Known = { data: Requirement; tag: string } | null

const QUESTIONS = ['important_information', 'unacceptable_interruption', 'internal_access'] as const

type Draft = {
  star: string
  assurance: string
  higher: boolean
  effective_from: string
  due_on: string
  notice_on: string
  reason: string
  questions: Questions
}

function draftOf(known: Known): Draft {
  const demand = known?.data
  return {
    star: demand ? (demand.required_star === null ? 'exempt' : String(demand.required_star)) : '2',
    assurance: demand?.required_assurance ?? '',
    higher: demand?.accept_higher ?? true,
    effective_from: '',
    due_on: demand?.due_on ?? '',
    notice_on: demand?.notice_on ?? '',
    reason: demand?.reason ?? '',
    questions: demand?.questions ?? {},
  }
}

function inputOf(draft: Draft): Schemas['RequirementInput'] {
  const common = {
    reason: draft.reason || null,
    ...(draft.effective_from && { effective_from: draft.effective_from }),
  }
  if (draft.star === 'exempt') return { required_star: null, accept_higher: true, ...common }
  return {
    required_star: Number(draft.star),
    accept_higher: draft.higher,
    ...(draft.assurance && { required_assurance: draft.assurance as 'declared' }),
    due_on: draft.due_on,
    ...(draft.notice_on && { notice_on: draft.notice_on }),
    ...(Object.values(draft.questions).some((answer) => answer !== null) && { questions: draft.questions }),
    ...common,
  }
}

function Question(props: { name: (typeof QUESTIONS)[number]; legend: string; questions: Questions; onAnswer: (next: Questions) => void }) {
  const text = words().buyer.requirement
  const answer = props.questions[props.name]
  return (
    <Choice
      legend={props.legend}
      value={answer === true ? 'yes' : answer === false ? 'no' : null}
      options={[
        ['yes', text.yes],
        ['no', text.no],
      ]}
      onValue={(value) => props.onAnswer({ ...props.questions, [props.name]: value === 'yes' })}
    />
  )
}

function Edit(props: { supplier: Schemas['Supplier']; known: Known; onDone: (set: Requirement) => void; onCancel: () => void }) {
  const [draft, setDraft] = useState(draftOf(props.known))
  const client = useQueryClient()
  const text = words().buyer.requirement
  const set = useMutation({
    mutationFn: () =>
      body(
        api.PUT('/v1/suppliers/{supplier}/requirement', {
          params: { path: { supplier: props.supplier.relationship }, header: props.known ? { 'If-Match': props.known.tag } : {} },
          body: inputOf(draft),
        }),
      ),
    onSuccess: async (done) => {
      props.onDone(done)
      await client.invalidateQueries()
    },
  })
  const change = (part: Partial<Draft>) => setDraft({ ...draft, ...part })
  const stale = set.error instanceof Problem && (set.error.status === 412 || set.error.status === 428)
  const exempt = draft.star === 'exempt'
  const answer = (questions: Questions) => change({ questions })
  return (
    <Form
      busy={set.isPending}
      submit={text.submit}
      onSubmit={() => set.mutate()}
      extra={
        <button type="button" onClick={props.onCancel}>
          {words().cancel}
        </button>
      }
    >
      {stale ? (
        <Notice kind="bad">{text.stale}</Notice>
      ) : (
        <ProblemNotice error={set.error} known={['/due_on', '/effective_from', '/notice_on', '/reason', '/required_star']} />
      )}
      <SelectField
        label={text.star}
        value={draft.star}
        onValue={(star) => change({ star })}
        options={Object.entries(text.starOptions)}
        error={set.error}
        pointer="/required_star"
      />
      {!exempt && (
        <>
          <TextField label={text.due} type="date" value={draft.due_on} onValue={(due_on) => change({ due_on })} error={set.error} pointer="/due_on" />
          <SelectField
            label={text.assurance}
            value={draft.assurance}
            onValue={(assurance) => change({ assurance })}
            options={[['', text.assuranceDefault], ...Object.entries(words().level)]}
          />
          <Choice
            legend={text.higher}
            value={draft.higher ? 'yes' : 'no'}
            options={[
              ['yes', text.yes],
              ['no', text.no],
            ]}
            onValue={(value) => change({ higher: value === 'yes' })}
          />
        </>
      )}
      <TextArea
        label={text.reason}
        hint={text.reasonHint}
        optional={!exempt}
        value={draft.reason}
        onValue={(reason) => change({ reason })}
        error={set.error}
        pointer="/reason"
      />
      <TextField
        label={text.from}
        type="date"
        optional
        value={draft.effective_from}
        onValue={(effective_from) => change({ effective_from })}
        error={set.error}
        pointer="/effective_from"
      />
      {!exempt && (
        <>
          <TextField label={text.notice} type="date" optional value={draft.notice_on} onValue={(notice_on) => change({ notice_on })} error={set.error} pointer="/notice_on" />
          <details open={Object.keys(draft.questions).length > 0}>
            <summary>{text.questions}</summary>
            <p class="aside">{text.questionsLead}</p>
            <Question name="important_information" legend={text.important} questions={draft.questions} onAnswer={answer} />
            <Question name="unacceptable_interruption" legend={text.interruption} questions={draft.questions} onAnswer={answer} />
            <Question name="internal_access" legend={text.access} questions={draft.questions} onAnswer={answer} />
          </details>
        </>
      )}
    </Form>
  )
}

function Advice(props: { set: Requirement }) {
  const text = words().buyer.requirement
  const { advisories, suggestion } = props.set
  return (
    <>
      <Notice kind="good">{words().saved}</Notice>
      {suggestion && (
        <Notice>
          {text.suggestion}：{suggestion.text} <span class="aside">{suggestion.source}</span>
        </Notice>
      )}
      {advisories.length > 0 && (
        <Notice>
          <p>{text.advisories}</p>
          <ul>
            {advisories.map((advisory) => (
              <li key={advisory.code}>{advisory.text}</li>
            ))}
          </ul>
        </Notice>
      )}
    </>
  )
}

function Shown(props: { requirement: Requirement }) {
  const { requirement } = props
  const text = words().buyer.requirement
  const one = words().buyer.one
  return (
    <dl class="facts">
      <div>
        <dt>{text.star}</dt>
        <dd>{requirement.required_star ? <Star star={requirement.required_star} /> : text.starOptions.exempt}</dd>
      </div>
      {requirement.due_on && (
        <div>
          <dt>{text.due}</dt>
          <dd>{dayText(requirement.due_on)}</dd>
        </div>
      )}
      {requirement.reason && (
        <div>
          <dt>{text.reason}</dt>
          <dd>{requirement.reason}</dd>
        </div>
      )}
      <div>
        <dt>{one.revision(requirement.revision)}</dt>
        <dd>{one.by[requirement.decided_by]}</dd>
      </div>
    </dl>
  )
}

export function Requirement(props: { supplier: Schemas['Supplier'] }) {
  const [editing, setEditing] = useState(false)
  const [done, setDone] = useState<Requirement | null>(null)
  const text = words().buyer.requirement
  const known = useQuery<Known>({
    queryKey: ['supplier', props.supplier.relationship, 'requirement'],
    queryFn: async () => {
      try {
        return await tagged(
          api.GET('/v1/suppliers/{supplier}/requirement', { params: { path: { supplier: props.supplier.relationship } } }),
        )
      } catch (error) {
        if (error instanceof Problem && error.status === 404) return null
        throw error
      }
    },
  })
  return (
    <>
      <h2>{text.title}</h2>
      <Loaded query={known}>
        {(found) =>
          editing ? (
            <Edit
              supplier={props.supplier}
              known={found}
              onCancel={() => setEditing(false)}
              onDone={(set) => {
                setDone(set)
                setEditing(false)
              }}
            />
          ) : (
            <>
              {done && <Advice set={done} />}
              {found && <Shown requirement={found.data} />}
              {props.supplier.state !== 'ended' && (
                <button type="button" class={found ? '' : 'primary'} onClick={() => setEditing(true)}>
                  {found ? text.change : text.set}
                </button>
              )}
            </>
          )
        }
      </Loaded>
    </>
  )
}
