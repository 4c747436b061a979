// SPDX-License-Identifier: Apache-2.0
// What the buyer demands of this supplier. METI's three questions are for reference and decide nothing.
import { useState } from 'preact/hooks'
import type { Schemas } from '../api'
import { EXEMPT, type RequirementDraft, requirementForm } from '../forms'
import { requirementGet, requirementPut, useRequirementDelete } from '../operations'
import { type Known, known, useKnown, useTouch } from '../queries'
import { Allowed } from '../ui/allowed'
import { demandTexts, RequirementFields } from '../ui/demand'
import { type Fact, Facts } from '../ui/facts'
import { Choice, Form } from '../ui/form'
import { Inline } from '../ui/inline'
import { Loaded } from '../ui/loaded'
import { Notice } from '../ui/notice'
import { Remove } from '../ui/remove'
import { Star } from '../ui/status'
import { Conflict, useVersioned } from '../ui/versioned'
import { dayText, words } from '../words'

type Requirement = Schemas['Requirement']
type Questions = NonNullable<Schemas['Questions']>

function draftOf(version: Known<Requirement>): RequirementDraft {
  return requirementForm.draftOf(version?.data)
}

function textsOf(draft: RequirementDraft): [name: string, value: string][] {
  const text = words().buyer.requirement
  const days: [string, string][] =
    draft.star === EXEMPT
      ? []
      : [
          [text.due, dayText(draft.due_on)],
          [text.notice, dayText(draft.notice_on)],
        ]
  return [...demandTexts(draft), ...days, [text.reason, draft.reason]]
}

function Question(props: { name: keyof Questions; legend: string; questions: Questions; onAnswer: (next: Questions) => void }) {
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

function Edit(props: { supplier: Schemas['Supplier']; start: Known<Requirement>; onDone: (set: Requirement) => void; onCancel: () => void }) {
  const touch = useTouch()
  const text = words().buyer.requirement
  const { relationship } = props.supplier
  const form = useVersioned({
    start: props.start,
    load: () => known(requirementGet.tagged({ supplier: relationship })),
    draftOf,
    send: (draft: RequirementDraft, version) =>
      requirementPut({ supplier: relationship, body: requirementForm.inputOf(draft, version?.data), replaces: version?.tag ?? '' }),
    onSaved: async (done) => {
      props.onDone(done)
      await touch(requirementPut, { supplier: relationship })
    },
  })
  const { draft, error } = form
  const change = (part: Partial<RequirementDraft>) => form.setDraft((last) => ({ ...last, ...part }))
  const exempt = draft.star === EXEMPT
  const answer = (questions: Questions) => change({ questions })
  return (
    <Form busy={form.busy} submit={text.submit} onSubmit={form.submit} onCancel={props.onCancel}>
      {form.theirs !== undefined && <Conflict mine={textsOf(draft)} theirs={textsOf(draftOf(form.theirs))} onMine={form.keepMine} onTheirs={form.takeTheirs} />}
      <RequirementFields draft={draft} kept={props.start?.data.required_star?.toString()} error={error} at="" onChange={change} />
      {!exempt && (
        <details open={Object.keys(draft.questions).length > 0}>
          <summary>{text.questions}</summary>
          <p class="aside">{text.questionsLead}</p>
          <Question name="important_information" legend={text.important} questions={draft.questions} onAnswer={answer} />
          <Question name="unacceptable_interruption" legend={text.interruption} questions={draft.questions} onAnswer={answer} />
          <Question name="internal_access" legend={text.access} questions={draft.questions} onAnswer={answer} />
        </details>
      )}
    </Form>
  )
}

// What speaks for another demand, for reference.
function Advice(props: { requirement: Requirement }) {
  const text = words().buyer.requirement
  const { advisories, suggestion } = props.requirement
  return (
    <>
      {suggestion && (
        <Notice>
          {suggestion.text} <span class="aside">{suggestion.source}</span>
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

function answerText(answer: boolean | null | undefined): string | null {
  const text = words().buyer.requirement
  return typeof answer === 'boolean' ? (answer ? text.yes : text.no) : null
}

function factsOf(requirement: Requirement): Fact[] {
  const text = words().buyer.requirement
  const { questions } = requirement
  const demanded = requirement.required_star !== null
  return [
    [text.star, requirement.required_star ? <Star star={requirement.required_star} /> : text.exempt],
    [text.assurance, demanded && requirement.required_assurance ? words().level[requirement.required_assurance] : null],
    [text.higher, demanded ? (requirement.accept_higher ? text.yes : text.no) : null],
    [text.from, dayText(requirement.effective_from)],
    [text.due, dayText(requirement.due_on)],
    [text.notice, dayText(requirement.notice_on)],
    [text.reason, requirement.reason],
    [text.important, answerText(questions.important_information)],
    [text.interruption, answerText(questions.unacceptable_interruption)],
    [text.access, answerText(questions.internal_access)],
    [text.way, text.wayText(words().buyer.one.by[requirement.decided_by], requirement.revision)],
  ]
}

// All of what is demanded.
function Shown(props: { requirement: Requirement }) {
  const { requirement } = props
  return (
    <>
      <Facts of={factsOf(requirement)} />
      <Advice requirement={requirement} />
    </>
  )
}

export function Requirement(props: { supplier: Schemas['Supplier'] }) {
  const [done, setDone] = useState<Requirement | null>(null)
  const text = words().buyer.requirement
  const remove = useRequirementDelete(() => setDone(null))
  const supplier = props.supplier.relationship
  const requirement = useKnown(requirementGet, { supplier })
  return (
    <>
      <h2>{text.title}</h2>
      <Loaded query={requirement}>
        {(found) => (
          <>
            {done && <Notice kind="good">{words().saved}</Notice>}
            {found && <Shown requirement={done?.revision === found.data.revision ? done : found.data} />}
            {props.supplier.state !== 'ended' && (
              <Allowed right="buyer:write">
                <Inline label={found ? text.change : text.set} kind={found ? '' : 'primary'}>
                  {(close) => (
                    <Edit
                      supplier={props.supplier}
                      start={found}
                      onCancel={close}
                      onDone={(set) => {
                        setDone(set)
                        close()
                      }}
                    />
                  )}
                </Inline>
                {found?.data.decided_by === 'explicit' && (
                  <Remove
                    of={requirementGet}
                    input={{ supplier }}
                    label={text.remove}
                    lead={text.removeLead}
                    action={(replaces) => remove.mutateAsync({ supplier, replaces })}
                  >
                    {(now) => <Facts of={factsOf(now)} />}
                  </Remove>
                )}
              </Allowed>
            )}
          </>
        )}
      </Loaded>
    </>
  )
}
