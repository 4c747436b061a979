// SPDX-License-Identifier: Apache-2.0
// Which self-assessments there are, and beginning one.
import { useState } from 'preact/hooks'
import { Link, useLocation, useSearch } from 'wouter'
import type { Schemas } from '../api'
import { useAssessmentAdd, useAssessmentList, useAssessmentWithdraw, useEditionList } from '../operations'
import { Allowed } from '../ui/allowed'
import { Confirm } from '../ui/confirm'
import { Form, SelectField } from '../ui/form'
import { Heading } from '../ui/heading'
import { Loaded } from '../ui/loaded'
import { ProblemNotice } from '../ui/notice'
import { dayText, language, numberText, words } from '../words'

type Edition = Schemas['EditionSummary']
type Summary = Schemas['AssessmentSummary']

// One choice for each star of each edition that is open.
function choices(editions: Edition[]): [value: string, text: string][] {
  return editions
    .filter((edition) => !edition.closed_on)
    .flatMap((edition) =>
      edition.stars
        .filter(({ star }) => edition.criteria_counts[star])
        .map(({ star }): [string, string] => [`${edition.id} ${star}`, `${words().star(star)} ${edition.title[language.value]}`]),
    )
    .sort((a, b) => a[1].localeCompare(b[1]))
}

// The one whose answers are taken over: of the newest submission of this edition for this star, for another of its stars
// (criteria are shared), or of another edition for this star.
function before(assessments: Summary[], edition: string, star: number): Summary | undefined {
  const submitted = assessments.filter((one) => one.state === 'submitted')
  const same = submitted.filter((one) => one.edition === edition)
  return same.find((one) => one.star === star) ?? same[0] ?? submitted.find((one) => one.star === star)
}

function Start(props: { editions: Edition[]; assessments: Summary[] }) {
  const options = choices(props.editions)
  const wanted = new URLSearchParams(useSearch()).get('star') ?? '2'
  const [chosen, setChosen] = useState(options.find(([value]) => value.endsWith(` ${wanted}`))?.[0] ?? options[0]?.[0] ?? '')
  const [copied, setCopied] = useState(true)
  const [, go] = useLocation()
  const text = words().supplier.check
  const [edition = '', star] = chosen.split(' ')
  const last = before(props.assessments, edition, Number(star))
  const start = useAssessmentAdd((made) => go(`/self-check/${made.assessment}`))
  const begin = () => start.mutate({ body: { edition, star: Number(star), ...(copied && last && { copy_from: last.assessment }) } })
  return (
    <section class="card narrow">
      <Form busy={start.isPending} submit={text.start} onSubmit={begin}>
        <ProblemNotice error={start.error} />
        <SelectField label={text.which} value={chosen} onValue={setChosen} options={options} />
        {last && (
          <label class="switch">
            <input type="checkbox" checked={copied} onChange={(event) => setCopied(event.currentTarget.checked)} />
            {text.copy(words().star(last.star), dayText(last.assessed_on))}
          </label>
        )}
        <p class="aside">{text.lead}</p>
      </Form>
    </section>
  )
}

function Row(props: { assessment: Schemas['AssessmentSummary']; editions: Edition[] }) {
  const { assessment } = props
  const text = words().supplier.check
  const withdraw = useAssessmentWithdraw()
  const draft = assessment.state === 'draft'
  const edition = props.editions.find((one) => one.id === assessment.edition)
  const { total, unanswered } = assessment.result
  return (
    <li>
      <span>
        <strong>{words().star(assessment.star)}</strong> {edition?.title[language.value]}
        <br />
        <span class="aside">
          {text.states[assessment.state]} {assessment.assessed_on && dayText(assessment.assessed_on)}{' '}
          {total !== null && text.progress(numberText(total - unanswered), numberText(total))}
        </span>
      </span>
      <span class="form-actions">
        <Link href={`/self-check/${assessment.assessment}`} class={`button${draft ? ' primary' : ''}`}>
          {draft ? text.resume : text.view}
        </Link>
        {(draft || assessment.state === 'submitted') && (
          <Allowed right="supplier:write">
            <Confirm
              label={draft ? text.discard : text.withdraw}
              lead={draft ? text.discardLead : text.withdrawLead}
              action={() => withdraw.mutateAsync({ assessment: assessment.assessment })}
            />
          </Allowed>
        )}
      </span>
    </li>
  )
}

export default function SelfChecks() {
  const text = words().supplier.check
  const editions = useEditionList({}, { lasting: true })
  const assessments = useAssessmentList()
  return (
    <>
      <Heading title={text.title} />
      <Loaded query={editions}>
        {(known) => (
          <>
            <Allowed right="supplier:write">
              <Loaded query={assessments}>{({ items }) => <Start editions={known.items} assessments={items} />}</Loaded>
            </Allowed>
            <section class="card">
              <h2>{text.list}</h2>
              <Loaded query={assessments}>
                {({ items }) =>
                  items.length === 0 ? (
                    <p class="empty">{text.none}</p>
                  ) : (
                    <ul class="rows">
                      {items.map((assessment) => (
                        <Row key={assessment.assessment} assessment={assessment} editions={known.items} />
                      ))}
                    </ul>
                  )
                }
              </Loaded>
            </section>
          </>
        )}
      </Loaded>
    </>
  )
}
