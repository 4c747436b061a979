// SPDX-License-Identifier: Apache-2.0
// What decided a status: on which day, as known at which instant, by which facts.
import type { ComponentChildren } from 'preact'
import { Link, useParams } from 'wouter'
import type { Schemas } from '../api'
import { instantOfMinute, isTyped } from '../day'
import { useAuditDecisionGet } from '../operations'
import { useMe } from '../session'
import { Explained } from '../ui/explained'
import { useFilters } from '../ui/filters'
import { TextField } from '../ui/form'
import { Heading } from '../ui/heading'
import { Loaded } from '../ui/loaded'
import { Notice } from '../ui/notice'
import { ReadItem } from '../ui/read-item'
import { Star } from '../ui/status'
import { dayText, instantText, listText, words } from '../words'

type Decision = Schemas['Decision']

function Fact(props: { title: string; recorded?: string | null | undefined; children: ComponentChildren }) {
  return (
    <div>
      <dt>{props.title}</dt>
      <dd>
        {props.children}
        {props.recorded && <p class="aside">{words().organisation.decision.recorded(instantText(props.recorded))}</p>}
      </dd>
    </div>
  )
}

function Revision(props: { revision: Decision['decided_by']['revision'] }) {
  const text = words().organisation.decision
  const { revision } = props
  if (!revision) return <Fact title={text.revision}>{words().none}</Fact>
  return (
    <Fact title={text.revision} recorded={revision.recorded_at}>
      {text.revisionOf(revision.revision)} {revision.required_star !== null && <Star star={revision.required_star} />}{' '}
      {listText(
        [
          revision.required_assurance && words().level[revision.required_assurance],
          text.effective(dayText(revision.effective_from)),
          revision.due_on && text.due(dayText(revision.due_on)),
          revision.rule ?? (revision.decided_by === 'rule' ? text.byRule : null),
        ].filter((one): one is string => Boolean(one)),
      )}
    </Fact>
  )
}

function Declaration(props: { declaration: Decision['decided_by']['declaration'] }) {
  const text = words().organisation.decision
  const { declaration } = props
  if (!declaration) return <Fact title={text.declaration}>{words().none}</Fact>
  return (
    <Fact title={text.declaration} recorded={declaration.recorded_at}>
      <Star star={declaration.star} /> {declaration.id}{' '}
      {listText(
        [
          text.declaredOn(dayText(declaration.declared_on)),
          declaration.valid_until && text.until(dayText(declaration.valid_until)),
          declaration.stopped_on && text.stopped(dayText(declaration.stopped_on)),
          declaration.revoked_on && text.revoked(dayText(declaration.revoked_on)),
          declaration.recorded_by === 'buyer' ? text.byBuyer : null,
        ].filter((one): one is string => Boolean(one)),
      )}
    </Fact>
  )
}

function Facts(props: { found: Decision }) {
  const text = words().organisation.decision
  const { decided_by: by } = props.found
  return (
    <section class="card">
      <h2>{text.by}</h2>
      <dl class="facts">
        <Fact title={text.relationship}>
          {words().state[by.relationship.state]} {by.relationship.from && text.since(dayText(by.relationship.from))}
        </Fact>
        <Revision revision={by.revision} />
        <Declaration declaration={by.declaration} />
        <Fact title={text.check} recorded={by.check?.recorded_at}>
          {by.check ? `${dayText(by.check.checked_on)} ${text.results[by.check.result]}` : words().none}
        </Fact>
        {by.scope_decision && (
          <Fact title={text.scope} recorded={by.scope_decision.recorded_at}>
            {dayText(by.scope_decision.decided_on)} {text.scopes[by.scope_decision.decision]}
          </Fact>
        )}
        <Fact title={text.assessment} recorded={by.assessment?.submitted_at}>
          {by.assessment ? (
            <>
              {by.assessment.edition} {text.transcription(by.assessment.transcription)} {dayText(by.assessment.assessed_on)}
            </>
          ) : (
            text.noPart
          )}
        </Fact>
        <Fact title={text.papers}>
          {by.papers.length === 0 ? text.noPart : listText(by.papers.map((one) => `${text.kinds[one.kind]}${one.day ? ` ${dayText(one.day)}` : ''}`))}
        </Fact>
        <Fact title={text.rules}>{by.rules}</Fact>
      </dl>
      <Notice kind={by.reproduced ? 'good' : 'bad'}>
        <p>{by.reproduced ? text.reproduced : text.notReproduced}</p>
      </Notice>
      <p class="aside">{text.answered(instantText(by.recorded_at))}</p>
      <p>
        <Link href={`/audit?object=${props.found.side === 'buyer' ? 'suppliers' : 'buyers'}/${props.found.status.relationship}`}>{text.log}</Link>
      </p>
    </section>
  )
}

export default function DecisionPage() {
  const { relationship } = useParams<{ relationship: string }>()
  const text = words().organisation.decision
  const [search, set] = useFilters()
  const today = useMe().data?.day ?? ''
  const asOf = search.get('as_of')
  const knownAt = search.get('known_at')
  const typed = isTyped(asOf, knownAt)
  const asked = { relationship, ...(asOf && { as_of: asOf }), ...(knownAt && { known_at: instantOfMinute(knownAt) }) }
  const found = useAuditDecisionGet(asked, { enabled: typed })
  return (
    <>
      <Heading title={text.title} />
      <p>{text.lead}</p>
      <form class="filters" role="search" onSubmit={(event) => event.preventDefault()}>
        <TextField
          label={text.asOf}
          hint={today && words().whenEmpty(dayText(today))}
          type="date"
          required={false}
          value={asOf ?? ''}
          onValue={(value) => set('as_of', value)}
        />
        <TextField
          label={text.knownAt}
          hint={text.knownAtHint}
          type="datetime-local"
          required={false}
          value={knownAt ?? ''}
          onValue={(value) => set('known_at', value)}
        />
      </form>
      {typed && (
        <Loaded query={found}>
          {(decision) => (
            <>
              <section class="card">
                <h2>{decision.counterparty.name}</h2>
                <Explained status={decision.status} side={decision.side} />
              </section>
              <Facts found={decision} />
              {decision.reads.length > 0 && (
                <section class="card">
                  <h2>{text.reads}</h2>
                  <ul class="rows">
                    {decision.reads.map((read) => (
                      <ReadItem key={`${read.kind} ${read.assessment} ${read.evidence} ${read.read_at}`} read={read} />
                    ))}
                  </ul>
                </section>
              )}
            </>
          )}
        </Loaded>
      )}
    </>
  )
}
