// SPDX-License-Identifier: Apache-2.0
// One buyer's requirement as the supplier reads it.
import { Link, useParams } from 'wouter'
import type { Schemas } from '../api'
import { dayOf } from '../day'
import { responseForm } from '../forms'
import { useBuyerGet, useBuyerLeave, useBuyerTimelineGet, useResponsePut } from '../operations'
import { useRights } from '../session'
import { Allowed } from '../ui/allowed'
import { Confirm } from '../ui/confirm'
import { Demand } from '../ui/demanded'
import { useDraft } from '../ui/draft'
import { Explained, NextStep } from '../ui/explained'
import { Choice, DropDraft, Form, TextArea } from '../ui/form'
import { Heading } from '../ui/heading'
import { Loaded } from '../ui/loaded'
import { ProblemNotice } from '../ui/notice'
import { PageIndex } from '../ui/page-index'
import { Timeline } from '../ui/steps'
import { dayText, words } from '../words'
import { Consultations } from './consultations'
import { Disclosures } from './disclosures'

type Buyer = Schemas['Buyer']
type Kind = Schemas['ResponseInput']['kind']

function Answer(props: { buyer: Buyer }) {
  const { buyer } = props
  const before = buyer.response ?? undefined
  const { draft, change, send: sent, typed, drop } = useDraft(responseForm.draftOf(before), `response ${buyer.relationship}`)
  const text = words().supplier.one
  const send = useResponsePut()
  const mayAnswer = useRights().has('supplier:write') && buyer.state === 'active' && buyer.requirement !== null
  if (!mayAnswer && !buyer.response) return null
  return (
    <section class="card">
      <h2>{text.answer}</h2>
      {mayAnswer && <p class="aside">{text.answerLead}</p>}
      {buyer.response && <p>{text.answered(words().buyer.one.responses[buyer.response.kind], dayText(dayOf(buyer.response.recorded_at)))}</p>}
      {buyer.response?.message && <blockquote>{buyer.response.message}</blockquote>}
      {mayAnswer && (
        <Form
          busy={send.isPending}
          submit={text.send}
          extra={typed && <DropDraft onDrop={drop} />}
          onSubmit={() => sent(send.mutateAsync({ buyer: buyer.relationship, body: responseForm.inputOf(draft, before) }))}
        >
          <ProblemNotice error={send.error} known={['/message']} />
          <Choice
            required
            legend={text.answer}
            value={draft.kind}
            onValue={(kind) => change({ kind })}
            options={Object.entries(text.kinds) as [Kind, string][]}
          />
          <TextArea label={text.message} optional value={draft.message} onValue={(message) => change({ message })} error={send.error} pointer="/message" />
        </Form>
      )}
    </section>
  )
}

function OwnTimeline(props: { relationship: string; today: string }) {
  return <Timeline query={useBuyerTimelineGet({ buyer: props.relationship })} today={props.today} />
}

// What takes something away stands behind all else.
function Leaving(props: { relationship: string }) {
  const leave = useBuyerLeave()
  const text = words().supplier.one
  return (
    <Allowed right="supplier:write">
      <section class="card">
        <h2>{text.leaving}</h2>
        <Confirm label={text.leave} lead={text.leaveLead} action={() => leave.mutateAsync({ buyer: props.relationship })} />
      </section>
    </Allowed>
  )
}

export default function Request() {
  const { relationship } = useParams<{ relationship: string }>()
  const buyer = useBuyerGet({ buyer: relationship })
  const text = words().supplier
  return (
    <Loaded query={buyer} page={words().nav.requests}>
      {(found) => (
        <>
          <Heading title={found.counterparty.name} />
          {found.counterparty.closed_on && <p>{words().organisation.archive.left(dayText(found.counterparty.closed_on))}</p>}
          <PageIndex />
          <div class="cards">
            <section class="card">
              <h2>{words().buyer.one.status}</h2>
              <Explained status={found.status} side="supplier" />
              <Allowed right="audit:read">
                <p>
                  <Link href={`/audit/decisions/${relationship}`}>{words().organisation.decision.link}</Link>
                </p>
              </Allowed>
            </section>
            <div>
              <section class="card">
                <h2>{text.requests.todo}</h2>
                <NextStep status={found.status} side="supplier" />
              </section>
              {found.requirement && (
                <section class="card">
                  <h2>{text.one.demand}</h2>
                  <Demand demand={found.requirement} />
                </section>
              )}
              {found.upcoming && (
                <section class="card">
                  <h2>
                    {text.one.upcoming} {text.one.from(dayText(found.upcoming.effective_from))}
                  </h2>
                  <Demand demand={found.upcoming} />
                </section>
              )}
            </div>
            <OwnTimeline relationship={relationship} today={found.status.as_of} />
            <Answer buyer={found} />
            <Disclosures buyer={found} />
            <Consultations side="supplier" relationship={relationship} state={found.state} />
            {found.state === 'active' && <Leaving relationship={relationship} />}
          </div>
        </>
      )}
    </Loaded>
  )
}
