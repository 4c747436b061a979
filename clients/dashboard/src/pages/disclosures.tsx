// SPDX-License-Identifier: Apache-2.0
// What one buyer sees beyond the standing, as the supplier chooses; what it asks for, and what it read.
import { useState } from 'preact/hooks'
import type { Schemas } from '../api'
import { disclosureForm } from '../forms'
import {
  disclosureReadList,
  disclosureShow,
  useBuyerDisclosureRequestList,
  useDisclosureList,
  useDisclosureRequestDecline,
  useDisclosureShow,
  useDisclosureWithdraw,
  useErasureAdd,
} from '../operations'
import { useAct, usePages, useTouch } from '../queries'
import { useRights } from '../session'
import { Allowed } from '../ui/allowed'
import { useChosen } from '../ui/chosen'
import { Confirm } from '../ui/confirm'
import { useDraft } from '../ui/draft'
import { Form, TextArea, TextField } from '../ui/form'
import { Inline } from '../ui/inline'
import { Loaded, More } from '../ui/loaded'
import { ReadItem } from '../ui/read-item'
import { Notice, ProblemNotice } from '../ui/notice'
import { listText, words } from '../words'
import { DisclosureRequests, period } from './disclosure-requests'

type Kind = Schemas['DisclosedKind']
type Request = Schemas['DisclosureRequest']

function Period(props: { buyer: string; kind: Kind; onDone: () => void }) {
  const { buyer, kind, onDone } = props
  const text = words().supplier.disclosures
  const { draft, change } = useDraft(disclosureForm.draftOf(kind))
  const show = useDisclosureShow(onDone)
  return (
    <Form
      busy={show.isPending}
      submit={words().save}
      onSubmit={() => show.mutate({ buyer, kind: kind.kind, body: disclosureForm.inputOf(draft, kind) })}
      extra={
        <button type="button" onClick={onDone}>
          {words().cancel}
        </button>
      }
    >
      <ProblemNotice error={show.error} known={['/from', '/last_day']} />
      <TextField label={text.from} type="date" optional value={draft.from} onValue={(from) => change({ from })} error={show.error} pointer="/from" />
      <TextField
        label={text.lastDay}
        hint={text.lastDayHint}
        type="date"
        optional
        value={draft.last_day}
        onValue={(last_day) => change({ last_day })}
        error={show.error}
        pointer="/last_day"
      />
    </Form>
  )
}

// Shown today, or from a later day on.
function isGiven({ state }: Kind): boolean {
  return state === 'shown' || state === 'upcoming'
}

function Switch(props: { buyer: string; kind: Kind }) {
  const { buyer, kind } = props
  const text = words().supplier.disclosures
  const mayChange = useRights().has('supplier:write')
  const show = useDisclosureShow()
  const withdraw = useDisclosureWithdraw()
  const isPending = show.isPending || withdraw.isPending
  const [on, choose] = useChosen(isGiven(kind), { isPending })
  return (
    <li>
      <div class="full">
        <label class="switch">
          <input
            type="checkbox"
            checked={on}
            disabled={isPending || !mayChange}
            onChange={(event) => {
              const { checked } = event.currentTarget
              choose(checked)
              if (checked) show.mutate({ buyer, kind: kind.kind, body: {} })
              else withdraw.mutate({ buyer, kind: kind.kind })
            }}
          />
          <span>
            <strong>{words().disclosureKind[kind.kind]}</strong> {words().disclosureState[kind.state]} <span class="aside">{period(kind)}</span>
          </span>
        </label>
        <p class="aside">{text.kinds[kind.kind]}</p>
        <ProblemNotice error={show.error ?? withdraw.error} />
        {(show.isSuccess || withdraw.isSuccess) && <Notice kind="good">{words().saved}</Notice>}
        {mayChange && <Inline label={text.period}>{(close) => <Period buyer={buyer} kind={kind} onDone={close} />}</Inline>}
      </div>
    </li>
  )
}

function Decline(props: { buyer: string; request: Request; onDone: () => void }) {
  const [why, setWhy] = useState('')
  const text = words().supplier.disclosures
  const decline = useDisclosureRequestDecline(props.onDone)
  return (
    <Form
      busy={decline.isPending}
      submit={text.decline}
      onSubmit={() => decline.mutate({ buyer: props.buyer, disclosure_request: props.request.request, body: { text: why } })}
      extra={
        <button type="button" onClick={props.onDone}>
          {words().cancel}
        </button>
      }
    >
      <ProblemNotice error={decline.error} known={['/text']} />
      <TextArea label={text.declineText} hint={text.declineHint} value={why} onValue={setWhy} error={decline.error} pointer="/text" />
    </Form>
  )
}

// All that is asked for is shown, from today on, or for longer than to its last day; what is shown already keeps its first day.
function Answer(props: { buyer: string; request: Request }) {
  const { buyer, request } = props
  const { missing } = request
  const text = words().supplier.disclosures
  const touch = useTouch()
  const all = async () => {
    for (const kind of missing) await disclosureShow({ buyer, kind, body: {} })
  }
  // Where one fails, those before it are shown.
  const show = useAct(() => all().finally(() => touch(disclosureShow, { buyer })))
  return (
    <Allowed right="supplier:write">
      <div class="form-actions">
        <Confirm
          label={text.show}
          kind="primary"
          lead={text.showLead(listText(missing.map((kind) => words().disclosureKind[kind])))}
          action={() => show.mutateAsync(undefined)}
        />
        <Inline label={text.decline}>{(close) => <Decline buyer={buyer} request={request} onDone={close} />}</Inline>
      </div>
    </Allowed>
  )
}

function Reads(props: { buyer: string }) {
  const text = words().supplier.disclosures
  const pages = usePages(disclosureReadList, { buyer: props.buyer }, (page) => (page.next_cursor ? { cursor: page.next_cursor } : undefined))
  return (
    <>
      <h3>{text.reads}</h3>
      <p class="aside">{text.readsLead}</p>
      <Loaded query={pages}>
        {(found) => {
          const items = found.pages.flatMap((page) => page.items)
          return items.length === 0 ? (
            <p class="empty">{text.readsNone}</p>
          ) : (
            <>
              <ul class="rows">
                {items.map((read) => (
                  <ReadItem key={`${read.kind} ${read.assessment} ${read.evidence} ${read.files[0]?.evidence} ${read.read_at}`} read={read} />
                ))}
              </ul>
              <More pages={pages} />
            </>
          )
        }}
      </Loaded>
    </>
  )
}

// Of a buyer that is none any more: why it was shown less.
function Erase(props: { buyer: string; requests: Request[] }) {
  const text = words().supplier.disclosures
  const erase = useErasureAdd()
  const action = () => erase.mutateAsync({ body: { relationship: props.buyer, dry_run: false } })
  if (!props.requests.some(({ answer }) => answer)) return null
  return (
    <Allowed right="keys:write">
      <Confirm label={text.erase} lead={text.eraseLead} action={action} />
    </Allowed>
  )
}

export function Disclosures(props: { buyer: Schemas['Buyer'] }) {
  const { relationship, state } = props.buyer
  const text = words().supplier.disclosures
  const kinds = useDisclosureList({ buyer: relationship }, { enabled: state === 'active' })
  const requests = useBuyerDisclosureRequestList({ buyer: relationship })
  return (
    <section class="card">
      <h2>{text.title}</h2>
      {state === 'active' && (
        <>
          <p>{text.always}</p>
          <h3>{text.chosen}</h3>
          <Loaded query={kinds}>
            {({ items }) => (
              <ul class="rows">
                {items.map((kind) => (
                  <Switch key={kind.kind} buyer={relationship} kind={kind} />
                ))}
              </ul>
            )}
          </Loaded>
        </>
      )}
      <DisclosureRequests query={requests}>{(request) => <Answer buyer={relationship} request={request} />}</DisclosureRequests>
      {(state === 'ended' || state === 'declined') && <Erase buyer={relationship} requests={requests.data?.items ?? []} />}
      <Reads buyer={relationship} />
    </section>
  )
}
