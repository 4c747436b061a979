// SPDX-License-Identifier: Apache-2.0
// What a supplier shows its buyer beyond the standing. It is read only when asked for: each read stands in the supplier's log.
import type { InfiniteData, UseInfiniteQueryResult } from '@tanstack/preact-query'
import type { ComponentChildren } from 'preact'
import { useState } from 'preact/hooks'
import type { Schemas } from '../api'
import {
  supplierAnswerList,
  supplierEvidenceContentGet,
  supplierEvidenceList,
  supplierGapList,
  supplierReadinessList,
  useDisclosureRequestAdd,
  useDisclosureRequestWithdraw,
  useEditionGet,
  useSupplierDisclosureList,
  useSupplierDisclosureRequestList,
} from '../operations'
import { usePages } from '../queries'
import { Allowed } from '../ui/allowed'
import { Confirm } from '../ui/confirm'
import { EvidenceSave, EvidenceTold } from '../ui/evidence-file'
import { Form, TextArea } from '../ui/form'
import { Inline } from '../ui/inline'
import { Loaded, More } from '../ui/loaded'
import { ProblemNotice } from '../ui/notice'
import { dayText, language, words } from '../words'
import { DisclosureRequests, period } from './disclosure-requests'

type Kind = Schemas['DisclosureKind']
type Assessed = Schemas['DisclosedReadiness'] | Schemas['DisclosedGaps'] | Schemas['DisclosedAnswers']

function after(page: { next_cursor: string | null }) {
  return page.next_cursor ? { cursor: page.next_cursor } : undefined
}

function About(props: { of: Assessed }) {
  const { star, scope, scope_text, assessed_on } = props.of
  return (
    <h3>
      {words().star(star)} {scope === 'part' && scope_text} <span class="aside">{words().buyer.disclosures.on(dayText(assessed_on))}</span>
    </h3>
  )
}

// Self-assessments, page by page; `one` draws each.
function Assessments<T extends Assessed>(props: { pages: UseInfiniteQueryResult<InfiniteData<{ items: T[] }>>; one: (one: T) => ComponentChildren }) {
  return (
    <Loaded query={props.pages}>
      {(found) => (
        <>
          {found.pages.flatMap(({ items }) => items).map(props.one)}
          <More pages={props.pages} />
        </>
      )}
    </Loaded>
  )
}

function Readiness(props: { supplier: string }) {
  return (
    <Assessments
      pages={usePages(supplierReadinessList, { supplier: props.supplier }, after)}
      one={(one) => (
        <p key={one.assessment}>
          {words().supplier.stars.readiness(one.star, one.met, one.total === null ? '–' : String(one.total), dayText(one.assessed_on))}
          {one.included?.total && words().supplier.stars.included(one.included.star, one.included.met, one.included.total)}
        </p>
      )}
    />
  )
}

type Given = { criterion: string; answer: string | null; text?: string; justification?: string | null }

// With the words of the edition.
function Items(props: { edition: string; items: Given[] }) {
  const edition = useEditionGet({ edition: props.edition }, { lasting: true })
  return (
    <Loaded query={edition}>
      {({ criteria, answers }) => (
        <ul class="rows">
          {props.items.map((item) => (
            <li key={item.criterion}>
              <span>
                {item.criterion}. {item.text ?? criteria.find(({ id }) => id === item.criterion)?.text[language.value]}
              </span>
              <strong>{answers.find(({ value }) => value === item.answer)?.label[language.value] ?? words().buyer.disclosures.unanswered}</strong>
              {item.justification && <p class="full aside">{item.justification}</p>}
            </li>
          ))}
        </ul>
      )}
    </Loaded>
  )
}

function Gaps(props: { supplier: string }) {
  return (
    <Assessments
      pages={usePages(supplierGapList, { supplier: props.supplier }, after)}
      one={(one) => (
        <div key={one.assessment}>
          <About of={one} />
          {one.gaps.length === 0 ? <p class="empty">{words().supplier.check.gapsNone}</p> : <Items edition={one.edition} items={one.gaps} />}
        </div>
      )}
    />
  )
}

function Answers(props: { supplier: string }) {
  return (
    <Assessments
      pages={usePages(supplierAnswerList, { supplier: props.supplier }, after)}
      one={(one) => (
        <div key={one.assessment}>
          <About of={one} />
          <Items edition={one.edition} items={one.answers} />
        </div>
      )}
    />
  )
}

function Evidence(props: { supplier: string }) {
  const { supplier } = props
  const pages = usePages(supplierEvidenceList, { supplier }, after)
  return (
    <Loaded query={pages}>
      {(found) => (
        <>
          <ul class="rows">
            {found.pages
              .flatMap(({ items }) => items)
              .map((file) => (
                <li key={file.evidence}>
                  <EvidenceTold file={file} />
                  <EvidenceSave file={file} bytes={() => supplierEvidenceContentGet.blob('application/octet-stream', { supplier, evidence: file.evidence })} />
                </li>
              ))}
          </ul>
          <More pages={pages} />
        </>
      )}
    </Loaded>
  )
}

const VIEWS = { readiness: Readiness, gaps: Gaps, answers: Answers, evidence: Evidence }

function Shown(props: { supplier: string; kind: Schemas['DisclosedKind'] }) {
  const { supplier, kind } = props
  const [open, setOpen] = useState(false)
  const text = words().buyer.disclosures
  const View = VIEWS[kind.kind]
  return (
    <li>
      <span>
        <strong>{words().disclosureKind[kind.kind]}</strong> {words().disclosureState[kind.state]} <span class="aside">{period(kind)}</span>
      </span>
      {kind.state === 'shown' && (
        <button type="button" aria-expanded={open} onClick={() => setOpen(!open)}>
          {open ? text.close : text.open(words().disclosureKind[kind.kind])}
        </button>
      )}
      {open && kind.state === 'shown' && (
        <div class="full">
          <View supplier={supplier} />
        </div>
      )}
    </li>
  )
}

function Ask(props: { supplier: string; kinds: Kind[]; onDone: () => void }) {
  const [chosen, setChosen] = useState<Kind[]>(props.kinds)
  const [reason, setReason] = useState('')
  const text = words().buyer.disclosures
  const ask = useDisclosureRequestAdd(props.onDone)
  return (
    <Form
      busy={ask.isPending}
      submit={text.send}
      onSubmit={() => ask.mutate({ supplier: props.supplier, body: { kinds: chosen, reason } })}
      extra={
        <button type="button" onClick={props.onDone}>
          {words().cancel}
        </button>
      }
    >
      <ProblemNotice error={ask.error} known={['/reason']} />
      <fieldset class="choice">
        <legend>{text.what}</legend>
        {props.kinds.map((kind) => (
          <label key={kind} class="switch">
            <input
              type="checkbox"
              checked={chosen.includes(kind)}
              onChange={(event) => setChosen(event.currentTarget.checked ? [...chosen, kind] : chosen.filter((one) => one !== kind))}
            />
            {words().disclosureKind[kind]}
          </label>
        ))}
      </fieldset>
      <TextArea label={text.reason} hint={text.reasonHint} value={reason} onValue={setReason} error={ask.error} pointer="/reason" />
    </Form>
  )
}

export function SupplierDisclosures(props: { supplier: Schemas['Supplier'] }) {
  const { relationship: supplier, state } = props.supplier
  const text = words().buyer.disclosures
  const shown = useSupplierDisclosureList({ supplier })
  const requests = useSupplierDisclosureRequestList({ supplier })
  const withdraw = useDisclosureRequestWithdraw()
  return (
    <section class="card">
      <h2>{text.title}</h2>
      <p class="aside">{text.lead}</p>
      <Loaded query={shown}>
        {({ items }) => {
          const wanting = items.filter((item) => item.state === 'not_shown' || item.state === 'ended' || item.last_day).map(({ kind }) => kind)
          return (
            <>
              <ul class="rows">
                {items.map((kind) => (
                  <Shown key={kind.kind} supplier={supplier} kind={kind} />
                ))}
              </ul>
              {state === 'active' && wanting.length > 0 && (
                <Allowed right="buyer:write">
                  <Inline label={text.ask}>{(close) => <Ask supplier={supplier} kinds={wanting} onDone={close} />}</Inline>
                </Allowed>
              )}
            </>
          )
        }}
      </Loaded>
      <DisclosureRequests query={requests}>
        {(request) => (
          <Allowed right="buyer:write">
            <Confirm
              label={text.takeBack}
              lead={text.takeBackLead}
              kind=""
              action={() => withdraw.mutateAsync({ supplier, disclosure_request: request.request })}
            />
          </Allowed>
        )}
      </DisclosureRequests>
    </section>
  )
}
