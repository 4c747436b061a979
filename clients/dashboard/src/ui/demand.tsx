// SPDX-License-Identifier: Apache-2.0
// What a buyer may demand, alike for one supplier and for a rule.
import { type DemandDraft, EXEMPT, type RequirementDraft } from '../forms'
import { assurance_usual } from '../vocabulary'
import { words } from '../words'
import { Choice, SelectField, TextArea, TextField } from './form'
import { ProblemNotice } from './notice'

// Nobody can be asked for ★5 until the scheme has one.
const OFFERED = [1, 2, 3, 4]

// What is shown to compare two versions.
export function demandTexts(draft: DemandDraft): [name: string, value: string][] {
  const text = words().buyer.requirement
  const star: [string, string] = [text.star, draft.star === EXEMPT ? text.exempt : words().star(Number(draft.star))]
  if (draft.star === EXEMPT) return [star]
  return [
    star,
    [text.assurance, draft.assurance ? words().level[draft.assurance as 'declared'] : text.assuranceDefault],
    [text.higher, draft.higher ? text.yes : text.no],
  ]
}

// The ★ that is demanded already stays in the list whatever it is. Another ★ has another default.
export function StarField(props: {
  draft: DemandDraft
  kept: string | undefined
  exempt: boolean
  error: unknown
  pointer?: string
  onChange: (part: Partial<DemandDraft>) => void
}) {
  const text = words().buyer.requirement
  const stars = [...new Set([...OFFERED, Number(props.kept) || 0])].filter(Boolean).sort()
  return (
    <SelectField
      label={text.star}
      value={props.draft.star}
      onValue={(star) => props.onChange({ star, ...(props.draft.assurance === assurance_usual[props.draft.star] && { assurance: '' }) })}
      options={[
        ...stars.map((star): [string, string] => [String(star), words().star(star)]),
        ...(props.exempt ? [[EXEMPT, text.exempt] as [string, string]] : []),
      ]}
      error={props.error}
      pointer={props.pointer ?? '/required_star'}
    />
  )
}

// `none`: what it means that no assurance is chosen.
export function AssuranceFields(props: { draft: DemandDraft; none?: string; onChange: (part: Partial<DemandDraft>) => void }) {
  const text = words().buyer.requirement
  return (
    <>
      <SelectField
        label={text.assurance}
        value={props.draft.assurance}
        onValue={(assurance) => props.onChange({ assurance })}
        options={[['', props.none ?? text.assuranceDefault], ...Object.entries(words().level)]}
      />
      <Choice
        legend={text.higher}
        value={props.draft.higher === null ? null : props.draft.higher ? 'yes' : 'no'}
        options={[
          ['yes', text.yes],
          ['no', text.no],
        ]}
        onValue={(value) => props.onChange({ higher: value === 'yes' })}
      />
    </>
  )
}

// The whole of a demand but the three questions, for one supplier and for many; `at`: where it stands in what is sent.
export function RequirementFields(props: {
  draft: RequirementDraft
  kept: string | undefined
  many?: boolean
  error: unknown
  at: string
  onChange: (part: Partial<RequirementDraft>) => void
}) {
  const { draft, error, onChange } = props
  const text = words().buyer.requirement
  const exempt = draft.star === EXEMPT
  const day = (name: 'due_on' | 'effective_from' | 'notice_on', label: string, optional: boolean) => (
    <TextField
      label={label}
      type="date"
      optional={optional}
      value={draft[name]}
      onValue={(value) => onChange({ [name]: value })}
      error={error}
      pointer={`${props.at}/${name}`}
    />
  )
  return (
    <>
      <ProblemNotice error={error} known={['due_on', 'effective_from', 'notice_on', 'reason', 'required_star'].map((name) => `${props.at}/${name}`)} />
      <StarField draft={draft} kept={props.kept} exempt error={error} pointer={`${props.at}/required_star`} onChange={onChange} />
      {!exempt && (
        <>
          {day('due_on', text.due, false)}
          <AssuranceFields draft={draft} {...(props.many && { none: words().buyer.bulk.assuranceKept })} onChange={onChange} />
        </>
      )}
      <TextArea
        label={text.reason}
        hint={text.reasonHint}
        optional={!exempt}
        value={draft.reason}
        onValue={(reason) => onChange({ reason })}
        error={error}
        pointer={`${props.at}/reason`}
      />
      {day('effective_from', text.from, true)}
      {!exempt && day('notice_on', text.notice, true)}
    </>
  )
}
