// SPDX-License-Identifier: Apache-2.0
// All that a supplier does for one star, in its order: what is done, whom each step serves, and where it is taken.
import { useState } from 'preact/hooks'
import { Link } from 'wouter'
import type { Schemas } from '../api'
import { useAssessmentList, useDeclarationList, usePaperList, usePlanGet } from '../operations'
import { SelectField } from '../ui/form'
import { Heading } from '../ui/heading'
import { Loaded } from '../ui/loaded'
import { IpaLink, type IpaPage } from '../ui/ipa'
import { dayText, listText, words } from '../words'
import { namesOf, PLANNED } from './requests'

type Plan = Schemas['Plan']
type Filed = { assessments: Schemas['AssessmentSummary'][]; papers: Schemas['Paper'][]; declarations: Schemas['Declaration'][] }
type Id = 'assess' | 'policy' | 'expert' | 'oath' | 'third_party' | 'technical' | 'declare' | 'register' | 'id' | 'number'

const STEPS: Record<number, Id[]> = {
  1: ['declare', 'id'],
  2: ['assess', 'policy', 'declare', 'id'],
  3: ['assess', 'expert', 'oath', 'register', 'number'],
  4: ['assess', 'third_party', 'technical', 'register', 'number'],
}
const LAST = 4

// The codes of the plan's steps that are taken there.
const CODES: Record<Id, RegExp> = {
  assess: /assessment|criteria/,
  policy: /policy/,
  expert: /expert/,
  oath: /oath/,
  third_party: /third_party/,
  technical: /technical/,
  declare: /declare_star|renew_star/,
  register: /declare_star|renew_star/,
  id: /declare_star|renew_star|correct_declaration|widen_scope/,
  number: /declare_star|renew_star|correct_declaration|widen_scope/,
}

const PAPERS: Partial<Record<Id, Schemas['Paper']['kind']>> = {
  policy: 'policy_publication',
  expert: 'expert_confirmation',
  oath: 'management_oath',
  third_party: 'third_party_assessment',
  technical: 'technical_verification',
}

// The day on which it was done; null while it is not.
function doneOn(id: Id, star: number, filed: Filed): string | null {
  const kind = PAPERS[id]
  if (kind) return filed.papers.find((paper) => paper.kind === kind && !paper.withdrawn_on)?.dated_on ?? null
  if (id === 'assess') return filed.assessments.find((one) => one.star === star && one.state === 'submitted')?.assessed_on ?? null
  return filed.declarations.find((one) => one.star === star && (one.state === 'active' || one.state === 'upcoming'))?.declared_on ?? null
}

// What buyers still ask of it: something new, newer or corrected, whatever is on file.
function openSteps(id: Id, star: number, plan: Plan): Plan['steps'] {
  return plan.steps.filter((one) => one.star === star && CODES[id].test(one.step.code))
}

function isDone(id: Id, star: number, plan: Plan, filed: Filed): boolean {
  return doneOn(id, star, filed) !== null && openSteps(id, star, plan).length === 0
}

// ★1 needs a self-assessment only where somebody asks for what stands behind the declaration.
function stepsOf(star: number, plan: Plan, filed: Filed): Id[] {
  const assessed = doneOn('assess', star, filed) !== null || openSteps('assess', star, plan).length > 0
  return star === 1 && assessed ? ['assess', ...STEPS[1]!] : STEPS[star]!
}

// Where it is taken, or where what is on file is corrected and withdrawn.
function placeOf(id: Id, star: number, filed: boolean): string | null {
  if (id === 'assess') return `/self-check?star=${star}`
  if (filed) return '/stars'
  if (id === 'policy') return '/policy'
  return id === 'declare' || id === 'register' ? null : '/stars'
}

function linkOf(id: Id, star: number): IpaPage | null {
  if (id === 'assess') return star <= 2 ? 'guideline' : 'scs'
  if (id === 'declare') return 'declare'
  if (id === 'register') return 'scs'
  return null
}

function Served(props: { id: Id; star: number; plan: Plan }) {
  const text = words().supplier
  const steps = openSteps(props.id, props.star, props.plan)
  const first = steps[0]
  if (!first) return null
  return (
    <p class="aside">
      {first.by < props.plan.as_of ? text.plan.late(dayText(first.by)) : text.plan.by(dayText(first.by))} {text.requests.for(listText(steps.flatMap(namesOf)))}
    </p>
  )
}

function Step(props: { id: Id; star: number; plan: Plan; filed: Filed }) {
  const { id, star, plan } = props
  const text = words().supplier.checklist
  const day = doneOn(id, star, props.filed)
  const done = isDone(id, star, plan, props.filed)
  const place = placeOf(id, star, day !== null)
  const taken = !done && id !== 'declare' && id !== 'register'
  const link = linkOf(id, star)
  return (
    <li class="step">
      <h2>
        <span class={done ? 'step-done' : 'step-open'}>{done ? text.complete : text.open}</span> {text.steps[id](words().star(star))}
      </h2>
      <p>{text.leads[id]}</p>
      {day !== null && <p class="aside">{text.doneOn(dayText(day))}</p>}
      <Served id={id} star={star} plan={plan} />
      <div class="form-actions">
        {place && (
          <Link href={place} class={taken ? 'button primary' : 'button'}>
            {taken ? words().supplier.requests.go : text.look}
          </Link>
        )}
        {link && <IpaLink to={link} />}
      </div>
    </li>
  )
}

// The highest that somebody asks for and that is open; else the one that most begin with.
function starOf(plan: Plan): number {
  const asked = plan.demands.filter(({ status }) => status !== 'met').map(({ required_star }) => Math.min(required_star, LAST))
  return asked.length > 0 ? Math.max(...asked) : 2
}

function Steps(props: { plan: Plan; filed: Filed }) {
  const [chosen, setChosen] = useState<string>()
  const text = words().supplier.checklist
  const star = Number(chosen ?? starOf(props.plan))
  const steps = stepsOf(star, props.plan, props.filed)
  const done = steps.filter((id) => isDone(id, star, props.plan, props.filed)).length
  return (
    <section class="card">
      <SelectField
        label={text.star}
        value={String(star)}
        onValue={setChosen}
        options={Object.keys(STEPS).map((one): [string, string] => [one, words().star(Number(one))])}
      />
      <p aria-live="polite">
        <progress value={done} max={steps.length} aria-label={text.count(done, steps.length)} /> {text.count(done, steps.length)}
      </p>
      <ol class="checklist">
        {steps.map((id) => (
          <Step key={id} id={id} star={star} plan={props.plan} filed={props.filed} />
        ))}
      </ol>
      <p class="aside">{text.afterwards}</p>
    </section>
  )
}

export default function Checklist() {
  const text = words().supplier.checklist
  const plan = usePlanGet({ limit: PLANNED })
  const assessments = useAssessmentList()
  const papers = usePaperList()
  const declarations = useDeclarationList()
  return (
    <>
      <Heading title={text.title}>
        <p class="aside">{text.lead}</p>
      </Heading>
      <Loaded query={plan}>
        {(planned) => (
          <Loaded query={assessments}>
            {(assessed) => (
              <Loaded query={papers}>
                {(filed) => (
                  <Loaded query={declarations}>
                    {(declared) => <Steps plan={planned} filed={{ assessments: assessed.items, papers: filed.items, declarations: declared.items }} />}
                  </Loaded>
                )}
              </Loaded>
            )}
          </Loaded>
        )}
      </Loaded>
    </>
  )
}
