// SPDX-License-Identifier: Apache-2.0
// What stands behind a declaration; each kind asks for members of its own.
import { useState } from 'preact/hooks'
import type { Schemas } from '../api'
import { usePaperAdd, usePaperList, usePaperWithdraw } from '../operations'
import { Allowed } from '../ui/allowed'
import { Attached } from '../ui/attached'
import { Confirm } from '../ui/confirm'
import { Form, SelectField, TextField } from '../ui/form'
import { Inline } from '../ui/inline'
import { Loaded } from '../ui/loaded'
import { ProblemNotice } from '../ui/notice'
import { dayText, words } from '../words'

type Input = Schemas['PaperInput']
type Kind = Input['kind']
type MemberOf<One> = One extends unknown ? Exclude<keyof One, 'kind' | 'dated_on' | 'note'> : never
type Member = MemberOf<Input>

// [member, optional], in the order of the form; the compiler holds them against the contract.
type Members<One, Name extends keyof One = MemberOf<One> & keyof One> = { [M in Name]-?: [M, undefined extends One[M] ? true : false] }[Name][]
const MEMBERS: { [K in Kind]: Members<Extract<Input, { kind: K }>> } = {
  policy_publication: [
    ['url', true],
    ['place', true],
  ],
  expert_confirmation: [
    ['person', false],
    ['qualification', false],
    ['organisation', true],
  ],
  management_oath: [
    ['person', false],
    ['position', true],
  ],
  third_party_assessment: [
    ['organisation', false],
    ['report_id', false],
  ],
  technical_verification: [
    ['organisation', false],
    ['report_id', true],
  ],
}

function labelOf(member: Member): string {
  const text = words().supplier.stars
  return member === 'report_id' ? text.reportId : text[member]
}

function Add(props: { onDone: () => void }) {
  const [kind, setKind] = useState<Kind>('policy_publication')
  const [day, setDay] = useState('')
  const [given, setGiven] = useState<Partial<Record<Member, string>>>({})
  const text = words().supplier.stars
  const members: [Member, boolean][] = MEMBERS[kind]
  const add = usePaperAdd(props.onDone)
  const said = Object.fromEntries(members.flatMap(([member]) => (given[member] ? [[member, given[member]]] : [])))
  return (
    <Form busy={add.isPending} submit={text.submit} onSubmit={() => add.mutate({ body: { kind, dated_on: day, ...said } as Input })} onCancel={props.onDone}>
      <ProblemNotice error={add.error} known={['/dated_on', ...members.map(([member]) => `/${member}`)]} />
      <SelectField label={text.kind} value={kind} onValue={(value) => setKind(value as Kind)} options={Object.entries(text.kinds)} />
      <TextField label={text.day} hint={text.dayHints[kind]} type="date" value={day} onValue={setDay} error={add.error} pointer="/dated_on" />
      {members.map(([member, optional]) => (
        <TextField
          key={member}
          label={labelOf(member)}
          hint={member === 'url' ? text.urlHint : undefined}
          type={member === 'url' ? 'url' : 'text'}
          optional={optional}
          value={given[member] ?? ''}
          onValue={(value) => setGiven((last) => ({ ...last, [member]: value }))}
          error={add.error}
          pointer={`/${member}`}
        />
      ))}
    </Form>
  )
}

export function Papers() {
  const text = words().supplier.stars
  const papers = usePaperList()
  const withdraw = usePaperWithdraw()
  return (
    <section class="card">
      <h2>{text.papers}</h2>
      <Loaded query={papers}>
        {({ items }) =>
          items.length === 0 ? (
            <p class="empty">{text.papersNone}</p>
          ) : (
            <ul class="rows">
              {items.map((paper) => (
                <li key={paper.paper}>
                  <span>
                    {text.kinds[paper.kind]} <span class="aside">{paper.url ?? paper.place ?? paper.person ?? paper.organisation}</span>
                  </span>
                  <span>{dayText(paper.dated_on)}</span>
                  <Attached side="supplier" link={{ kind: 'paper', id: paper.paper }} />
                  {paper.withdrawn_on ? (
                    <span class="aside">{text.withdrawn(dayText(paper.withdrawn_on))}</span>
                  ) : (
                    <Allowed right="supplier:write">
                      <Confirm label={words().supplier.check.withdraw} lead={text.withdrawLead} action={() => withdraw.mutateAsync({ paper: paper.paper })} />
                    </Allowed>
                  )}
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
      <Allowed right="supplier:write">
        <Inline label={text.add}>{(close) => <Add onDone={close} />}</Inline>
      </Allowed>
    </section>
  )
}
