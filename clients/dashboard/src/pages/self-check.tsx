// SPDX-License-Identifier: Apache-2.0
// The self-check as a form that saves as it goes: what was answered is on the server a moment later,
// with its score and gaps.
import { Fragment } from 'preact'
import { useState } from 'preact/hooks'
import { Link, useParams } from 'wouter'
import { type Schemas } from '../api'
import { useAssessmentGet, useAssessmentSubmit, useEditionGet } from '../operations'
import { useRights } from '../session'
import { Attached } from '../ui/attached'
import { Confirm } from '../ui/confirm'
import { CriterionHelp, Helped } from '../ui/criterion-help'
import { Choice, TextField } from '../ui/form'
import { beginAtHeading, Heading } from '../ui/heading'
import { IpaLink } from '../ui/ipa'
import { Loaded } from '../ui/loaded'
import { Notice, ProblemNotice } from '../ui/notice'
import { useSaving } from '../ui/saving'
import { Star } from '../ui/status'
import { language, numberText, words } from '../words'
import { AnswerSheet } from './answer-sheet'
import { Carried, CarriedMark } from './carried'

type Assessment = Schemas['Assessment']
type Edition = Schemas['Edition']
type Criterion = Edition['criteria'][number]
type Answer = Schemas['AnswersInput']['answers'][number]
// As on file; what is given here has no mark.
type Given = Answer & { text_changed?: boolean }

interface ItemProps {
  assessment: string
  criterion: Criterion
  edition: Edition
  carried: Assessment['carried']
  answer: Given | undefined
  added: boolean
  refused: string | undefined
  readOnly: boolean
  onAnswer: (answer: Answer) => void
}

function Item(props: ItemProps) {
  const { criterion, edition, answer } = props
  const text = words().supplier.check
  const chosen = edition.answers.find((option) => option.value === answer?.answer)
  const give = (part: Partial<Answer>) =>
    props.onAnswer({
      criterion: criterion.id,
      answer: answer?.answer ?? null,
      justification: answer?.justification ?? null,
      note: answer?.note ?? null,
      ...part,
    })
  return (
    <li class="criterion" id={`criterion-${criterion.id}`}>
      {props.added && <p class="mark">{text.added}</p>}
      {answer?.text_changed && (
        <p class="mark">
          {text.textChanged}{' '}
          {!props.readOnly && (
            <button type="button" onClick={() => give({})}>
              {text.keep}
            </button>
          )}
        </p>
      )}
      {!props.added && !answer?.text_changed && <CarriedMark carried={props.carried} criterion={criterion.id} />}
      <Choice
        legend={`${criterion.id}. ${criterion.text[language.value]}`}
        hint={text.provenance(text.provenances[criterion.provenance])}
        value={answer?.answer ?? null}
        onValue={(value) => give({ answer: value })}
        options={edition.answers.map((option): [NonNullable<Answer['answer']>, string] => [
          option.value as NonNullable<Answer['answer']>,
          option.label[language.value],
        ])}
        disabled={props.readOnly}
      />
      {chosen?.justification_required && (
        <TextField
          label={text.justification}
          value={answer?.justification ?? ''}
          onValue={(justification) => give({ justification: justification || null })}
          readOnly={props.readOnly}
        />
      )}
      {props.refused && (
        <p class="field-fault" role="alert">
          {props.refused}
        </p>
      )}
      <div class="folds">
        <CriterionHelp criterion={criterion.id} open={chosen !== undefined && !chosen.met} />
        <Attached
          side="supplier"
          link={{ kind: 'assessment', id: props.assessment, criterion: criterion.id }}
          of={{ kind: 'criterion', id: edition.id, criterion: criterion.id }}
        />
      </div>
    </li>
  )
}

function totalOf(result: Assessment['result']): number {
  return result.total ?? result.met + result.not_met + result.unanswered
}

function progressText(result: Assessment['result']): string {
  const total = totalOf(result)
  return words().supplier.check.progress(numberText(total - result.unanswered), numberText(total))
}

function Result(props: { assessment: Assessment; saving: string }) {
  const { result, included } = props.assessment
  const text = words().supplier.check
  const total = totalOf(result)
  const done = total - result.unanswered
  return (
    <aside class="card result" aria-live="polite">
      <progress value={done} max={total} aria-label={progressText(result)} />
      <p>
        {progressText(result)}
        <span class="aside saving">{props.saving}</span>
      </p>
      <p>
        {text.met} <strong>{result.met}</strong> <span class="apart">{text.open}</span> <strong>{total - result.met}</strong>
        {included?.total && <span class="aside"> {words().supplier.stars.included(included.star, included.met, included.total)}</span>}
      </p>
      {result.score && (
        <p>
          <strong>{text.score(result.score.points, result.score.maximum)}</strong> {result.score.advice}
        </p>
      )}
    </aside>
  )
}

function Submit(props: { assessment: Assessment; ready: boolean }) {
  const text = words().supplier.check
  const submit = useAssessmentSubmit(beginAtHeading)
  return (
    <section class="card">
      <p>{text.submitLead}</p>
      {props.ready ? (
        <Confirm
          kind="primary"
          label={text.submit}
          lead={text.submitLead}
          action={() => submit.mutateAsync({ assessment: props.assessment.assessment, body: {} })}
        />
      ) : (
        <p role="status">{text.submitWaits}</p>
      )}
    </section>
  )
}

function Gaps(props: { gaps: Assessment['gaps'] }) {
  const text = words().supplier.check
  const mixed = new Set(props.gaps.map(({ star }) => star)).size > 1
  return (
    <section class="card">
      <h2>{text.gaps}</h2>
      {props.gaps.length === 0 ? (
        <p class="empty">{text.gapsNone}</p>
      ) : (
        <ul class="rows">
          {props.gaps.map((gap) => (
            <li key={gap.criterion}>
              {mixed && <Star star={gap.star} />}{' '}
              <a href={`#criterion-${gap.criterion}`}>
                {gap.criterion}. {gap.text}
              </a>
              <CriterionHelp criterion={gap.criterion} />
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}

// The criteria of a section under its sub-sections, where the edition has any.
function groups(section: Edition['sections'][number], criteria: Criterion[]): [title: string | null, criteria: Criterion[]][] {
  const parts = section.subsections?.map(({ id, title }): [string, Criterion[]] => [
    `${id} ${title[language.value]}`,
    criteria.filter((criterion) => criterion.id.startsWith(`${id}-`)),
  ])
  return parts?.filter(([, own]) => own.length > 0) ?? [[null, criteria]]
}

function Answering(props: { assessment: Assessment; edition: Edition; onRead: (read: Schemas['AssessmentSummary']) => Promise<unknown> }) {
  const { assessment, edition } = props
  const [given, setGiven] = useState(new Map(assessment.answers.map((answer) => [answer.criterion, answer as Given])))
  const { save, waits, refused, again, put } = useSaving(assessment.assessment)
  const text = words().supplier.check
  const mayAnswer = useRights().has('supplier:write')
  const readOnly = assessment.state !== 'draft' || !mayAnswer
  const criteria = edition.criteria.filter((criterion) => criterion.stars.includes(assessment.star))
  const official = Number((edition.criteria_counts as Record<string, number> | undefined)?.[assessment.star] ?? 0)
  const answer = (next: Answer) => {
    setGiven(new Map(given).set(next.criterion, next))
    put(next)
  }
  const open = criteria.find((criterion) => !given.get(criterion.id)?.answer)
  const added = new Set(assessment.criteria_added.filter((criterion) => !given.get(criterion)?.answer))
  const firstAdded = criteria.find(({ id }) => added.has(id))
  const changed = criteria.filter(({ id }) => given.get(id)?.text_changed)
  return (
    <Helped edition={edition.id}>
      <p class="aside">
        {criteria.some(({ provenance }) => provenance !== 'official') && text.unofficial} <IpaLink to={edition.scheme === 'scs' ? 'scs' : 'guideline'} />{' '}
        {!readOnly && text.lead}
      </p>
      {firstAdded && (
        <Notice>
          {text.addedLead(added.size)} <a href={`#criterion-${firstAdded.id}`}>{text.toFirst}</a>
        </Notice>
      )}
      {changed[0] && (
        <Notice>
          {text.changedLead(changed.length)} <a href={`#criterion-${changed[0].id}`}>{text.toFirst}</a>
        </Notice>
      )}
      {criteria.length < official && <Notice>{text.partial(criteria.length, official)}</Notice>}
      <Result assessment={assessment} saving={readOnly || save.isError || refused.size > 0 ? '' : waits ? text.saving : save.isSuccess ? text.saved : ''} />
      {save.isError && (
        <Notice kind="bad">
          <p>{text.failed}</p>
          <ProblemNotice error={save.error} />
          <button type="button" aria-disabled={save.isPending} onClick={again}>
            {text.saveAgain}
          </button>
        </Notice>
      )}
      {refused.size > 0 && (
        <Notice kind="bad">
          {text.refused(refused.size)} <a href={`#criterion-${[...refused.keys()][0]}`}>{text.toFirst}</a>
        </Notice>
      )}
      {open && !readOnly && (
        <p>
          <a href={`#criterion-${open.id}`}>{text.unanswered}</a>
        </p>
      )}
      <Carried assessment={assessment} edition={edition} />
      <AnswerSheet assessment={assessment} readOnly={readOnly} waits={waits} onRead={props.onRead} />
      <Attached side="supplier" link={{ kind: 'assessment', id: assessment.assessment }} />
      {edition.sections.map((section) => {
        const own = criteria.filter((criterion) => criterion.section === section.id)
        const done = own.filter((criterion) => given.get(criterion.id)?.answer).length
        return (
          own.length > 0 && (
            <section class="card" key={section.id}>
              <h2>{text.section(section.title[language.value], done, own.length)}</h2>
              {groups(section, own).map(([title, part]) => (
                <Fragment key={title}>
                  {title && <h3>{title}</h3>}
                  <ol class="criteria">
                    {part.map((criterion) => (
                      <Item
                        key={criterion.id}
                        assessment={assessment.assessment}
                        criterion={criterion}
                        edition={edition}
                        carried={assessment.carried}
                        answer={given.get(criterion.id)}
                        added={added.has(criterion.id)}
                        refused={refused.get(criterion.id)}
                        readOnly={readOnly}
                        onAnswer={answer}
                      />
                    ))}
                  </ol>
                </Fragment>
              ))}
            </section>
          )
        )
      })}
      <Gaps gaps={assessment.gaps} />
      {!readOnly && <Submit assessment={assessment} ready={!waits} />}
    </Helped>
  )
}

export default function SelfCheck() {
  const { assessment: id } = useParams<{ assessment: string }>()
  const text = words().supplier.check
  const assessment = useAssessmentGet({ assessment: id })
  // Answers that came in by a sheet begin the form anew.
  const [sheets, setSheets] = useState<{ count: number; read?: Schemas['AssessmentSummary']['result'] }>({ count: 0 })
  const onRead = async (read: Schemas['AssessmentSummary']) => {
    await assessment.refetch()
    setSheets({ count: sheets.count + 1, read: read.result })
  }
  const named = assessment.data?.edition
  // As it was answered, or is to be: one transcription never changes.
  const transcription = assessment.data?.transcription
  const edition = useEditionGet({ edition: named ?? '', transcription }, { enabled: named !== undefined, lasting: true })
  return (
    <Loaded query={assessment} page={text.title}>
      {(found) => (
        <>
          <Heading title={`${text.title} ${words().star(found.star)}`}>
            <p class="aside">{text.states[found.state]}</p>
          </Heading>
          {found.state === 'submitted' && (
            <Notice kind="good">
              {text.submitted} <Link href="/requests">{text.onward}</Link>
            </Notice>
          )}
          {sheets.read && found.state === 'draft' && <Notice kind="good">{words().supplier.answerSheet.taken(progressText(sheets.read))}</Notice>}
          <Loaded query={edition}>
            {(known) => <Answering key={`${found.state} ${found.transcription} ${sheets.count}`} assessment={found} edition={known} onRead={onRead} />}
          </Loaded>
        </>
      )}
    </Loaded>
  )
}
