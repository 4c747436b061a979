// SPDX-License-Identifier: Apache-2.0
// Rules by category or tag, and who would not meet them, before they are set.
import { useState } from 'preact/hooks'
import { useId } from '../ids'
import { Link } from 'wouter'
import type { Schemas } from '../api'
import { plusDays } from '../day'
import { type RuleDraft, ruleForm } from '../forms'
import { RuleInput } from '../limits'
import { requirementSimulate, ruleGet, rulePut, useRuleDelete, useRuleList, useRuleRevisionList } from '../operations'
import { type Known, known, useAct, useKnown, useTouch } from '../queries'
import { today } from '../session'
import { Allowed } from '../ui/allowed'
import { AssuranceFields, demandTexts, StarField } from '../ui/demand'
import { Undecided } from '../ui/explained'
import { Facts } from '../ui/facts'
import { fieldsOf, Form, SelectField, TextArea, TextField } from '../ui/form'
import { JobProgress } from '../ui/job'
import { Heading } from '../ui/heading'
import { LabelsAlike } from '../ui/labels-alike'
import { Loaded } from '../ui/loaded'
import { Notice, ProblemNotice } from '../ui/notice'
import { Remove } from '../ui/remove'
import { Star, StatusBadge } from '../ui/status'
import { Conflict, useVersioned } from '../ui/versioned'
import { dayText, instantText, listText, numberText, words } from '../words'

type Rule = Schemas['Rule']

function draftOf(rule: Known<Rule>): RuleDraft {
  return ruleForm.draftOf(rule?.data)
}

function nameOf(draft: RuleDraft): string {
  return `${draft.selector}:${draft.name.trim()}`
}

function textsOf(draft: RuleDraft): [name: string, value: string][] {
  return [...demandTexts(draft), [words().buyer.rules.days, draft.days], [words().buyer.requirement.reason, draft.reason]]
}

function Effect(props: { result: Schemas['SimulationResult'] }) {
  const { result } = props
  const text = words().buyer.rules
  return (
    <Notice>
      <p>{text.effect(numberText(result.suppliers), numberText(result.changed))}</p>
      <p class="aside">{text.on(dayText(result.on))}</p>
      <Undecided since={result.decided_at} />
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
  const touch = useTouch()
  const text = words().buyer.rules
  const form = useVersioned({
    start: props.start,
    load: (draft) => known(ruleGet.tagged({ rule: nameOf(draft) })),
    draftOf,
    send: (draft: RuleDraft, rule) => rulePut({ rule: nameOf(draft), body: ruleForm.inputOf(draft, rule?.data), replaces: rule?.tag ?? '' }),
    onSaved: () => touch(rulePut),
  })
  const { draft } = form
  const simulate = useAct(async () => {
    // The day after the last in time, when who is late is late.
    const on = plusDays(await today(), Number(draft.days) + 1)
    const demand = ruleForm.inputOf(draft, form.version?.data)
    return requirementSimulate({ body: { change: { rule: { rule: nameOf(draft), demand } }, on, limit: 20 } })
  })
  const change = (part: Partial<RuleDraft>) => {
    simulate.reset()
    form.setDraft((last) => ({ ...last, ...part }))
  }
  const error = form.error ?? simulate.error
  const field = fieldsOf(draft, change, error)
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
            <button
              type="button"
              aria-disabled={simulate.isPending}
              onClick={(event) => !simulate.isPending && event.currentTarget.form?.reportValidity() && simulate.mutate(undefined)}
            >
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
            <LabelsAlike selector={draft.selector === 'tag' ? 'tag' : 'category'} entered={draft.name} />
          </>
        )}
        <StarField draft={draft} kept={props.start?.data.required_star.toString()} exempt={false} error={error} onChange={change} />
        <TextField label={text.days} type="number" limits={RuleInput.due_in_days} {...field('days', '/due_in_days')} />
        <AssuranceFields draft={draft} onChange={change} />
        <TextArea label={words().buyer.requirement.reason} hint={words().buyer.requirement.reasonHint} optional {...field('reason', '/reason')} />
      </Form>
      {simulate.data && <Effect result={simulate.data} />}
    </section>
  )
}

// The rule as it is now, not as the list showed it.
function EditKnown(props: { rule: string; onCancel: () => void }) {
  const rule = useKnown(ruleGet, { rule: props.rule }, { fresh: true })
  return <Loaded query={rule}>{(found) => <Edit start={found} onCancel={props.onCancel} />}</Loaded>
}

function RemoveRule(props: { rule: string }) {
  const { rule } = props
  const remove = useRuleDelete()
  const text = words().buyer.rules
  return (
    <Remove of={ruleGet} input={{ rule }} label={text.remove} lead={text.removeLead} action={(replaces) => remove.mutateAsync({ rule, replaces })}>
      {(found) => <Facts of={textsOf(ruleForm.draftOf(found)).map(([name, value]) => [name, value || words().none])} />}
    </Remove>
  )
}

// What the rule was before, newest first.
function History(props: { rule: string }) {
  const text = words().buyer.rules
  const revisions = useRuleRevisionList({ rule: props.rule })
  return (
    <Loaded query={revisions}>
      {({ items }) => (
        <ul class="rows">
          {items.map((one) => (
            <li key={one.revision}>
              <span>
                {instantText(one.recorded_at)} {one.removed ? text.removed : <Star star={one.required_star} />}{' '}
                <span class="aside">{one.due_in_days !== null && text.daysText(one.due_in_days)}</span>
              </span>
            </li>
          ))}
        </ul>
      )}
    </Loaded>
  )
}

function Row(props: { rule: Rule; onEdit: () => void }) {
  const { rule } = props
  const [open, setOpen] = useState(false)
  const text = words().buyer.rules
  const demand = words().buyer.requirement
  const below = useId()
  return (
    <>
      <tr>
        <td data-label={text.selector}>{text.selectors[rule.selector]}</td>
        <th scope="row" data-label={text.name}>
          {rule.name}
        </th>
        <td data-label={demand.star}>
          <Star star={rule.required_star} />
        </td>
        <td data-label={words().buyer.requirement.due}>{text.daysText(rule.due_in_days)}</td>
        <td>
          <span class="form-actions">
            <button type="button" aria-expanded={open} aria-controls={below} onClick={() => setOpen(!open)}>
              {text.history}
            </button>
            <Allowed right="buyer:write">
              <button type="button" onClick={props.onEdit}>
                {text.edit}
              </button>
              <RemoveRule rule={rule.rule} />
            </Allowed>
          </span>
        </td>
      </tr>
      {(open || rule.alike) && (
        <tr class="below">
          <td id={below} colSpan={5}>
            {rule.alike && <Notice kind="bad">{text.alike(listText(rule.alike))}</Notice>}
            {open && <History rule={rule.rule} />}
          </td>
        </tr>
      )}
    </>
  )
}

export default function Rules() {
  const [editing, setEditing] = useState<string | null>(null)
  const text = words().buyer.rules
  const rules = useRuleList()
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
            <table class="list rules">
              <caption class="unseen">{text.title}</caption>
              <thead>
                <tr>
                  {[text.selector, text.name, words().buyer.requirement.star, words().buyer.requirement.due].map((heading) => (
                    <th key={heading} scope="col">
                      {heading}
                    </th>
                  ))}
                  <th scope="col">
                    <span class="unseen">{words().organisation.jobs.columns.act}</span>
                  </th>
                </tr>
              </thead>
              <tbody>
                {items.map((rule) => (
                  <Row key={rule.rule} rule={rule} onEdit={() => setEditing(rule.rule)} />
                ))}
              </tbody>
            </table>
          )
        }
      </Loaded>
    </>
  )
}
