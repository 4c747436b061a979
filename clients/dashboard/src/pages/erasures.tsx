// SPDX-License-Identifier: Apache-2.0
// What tells of a person goes when that person asks for it: first counted, then erased. Below, what was erased so far.
import { useState } from 'preact/hooks'
import type { Schemas } from '../api'
import { erasureForm, retentionForm } from '../forms'
import { RetentionInput } from '../limits'
import { erasureList, retentionGet, useErasureAdd, useRetentionPut } from '../operations'
import { useKnown, usePages } from '../queries'
import { useRights } from '../session'
import { Allowed } from '../ui/allowed'
import { Confirm } from '../ui/confirm'
import { useDraft } from '../ui/draft'
import { fieldsOf, Form, TextField } from '../ui/form'
import { Heading } from '../ui/heading'
import { Listed } from '../ui/listed'
import { Loaded } from '../ui/loaded'
import { Notice, ProblemNotice } from '../ui/notice'
import { Refused } from '../ui/versioned'
import { dayText, instantText, listText, words } from '../words'

const COUNTS = ['suppliers', 'papers', 'users', 'audit_values', 'audit_entries', 'answers', 'import_rows'] as const

function countsText(counts: Record<(typeof COUNTS)[number], number>): string {
  const text = words().organisation.erasures
  const found = COUNTS.filter((name) => counts[name] > 0).map((name) => text.counts[name](counts[name]))
  return found.length > 0 ? listText(found) : text.nothing
}

function Ask() {
  const text = words().organisation.erasures
  const [draft, setDraft] = useState({ email: '', name: '' })
  const count = useErasureAdd()
  const erase = useErasureAdd(() => {
    count.reset()
    setDraft({ email: '', name: '' })
  })
  const field = fieldsOf(
    draft,
    (part) => {
      count.reset()
      erase.reset()
      setDraft((last) => ({ ...last, ...part }))
    },
    count.error,
  )
  return (
    <section class="card narrow">
      <h2>{text.ask}</h2>
      <p>{text.askLead}</p>
      {erase.data && (
        <Notice kind="good">
          <p>{text.done}</p>
          <p>{countsText(erase.data)}</p>
        </Notice>
      )}
      <Form busy={count.isPending} submit={text.count} onSubmit={() => count.mutate({ body: erasureForm.inputOf(draft, true) })}>
        <ProblemNotice error={count.error} known={['/person/email', '/person/name']} />
        <TextField label={text.email} type="email" autoComplete="off" optional {...field('email', '/person/email')} />
        <TextField label={text.name} hint={text.nameHint} autoComplete="off" optional {...field('name', '/person/name')} />
      </Form>
      {count.data && (
        <div role="status">
          <p>
            <strong>{text.found}</strong> {countsText(count.data)}
          </p>
          <Confirm label={text.erase} lead={text.eraseLead} action={() => erase.mutateAsync({ body: erasureForm.inputOf(draft, false) })}>
            <p>{countsText(count.data)}</p>
          </Confirm>
        </div>
      )}
    </section>
  )
}

function Retention() {
  const retention = useKnown(retentionGet, {})
  return <Loaded query={retention}>{(found) => <Kept retention={found!.data} tag={found!.tag} />}</Loaded>
}

function Kept(props: { retention: Schemas['Retention']; tag: string }) {
  const { months, standard_months, relationships, next_on } = props.retention
  const text = words().organisation.erasures
  const now = retentionForm.draftOf(props.retention)
  const { draft, replaces, change, send, drop } = useDraft(now, undefined, props.tag)
  const put = useRetentionPut()
  const save = (over: string) => send(put.mutateAsync({ body: retentionForm.inputOf(draft, props.retention), replaces: over }))
  return (
    <section class="card narrow">
      <h2>{text.retention}</h2>
      <p>{text.retentionLead}</p>
      <p>{next_on ? text.upcoming(relationships, dayText(next_on)) : text.noUpcoming}</p>
      {useRights().has('keys:write') ? (
        <Form busy={put.isPending} submit={words().save} onSubmit={() => save(replaces)}>
          <Refused
            change={put}
            known={['/months']}
            mine={draft}
            theirs={now}
            textsOf={({ months }) => [[text.months, months]]}
            onMine={() => save(props.tag)}
            onTheirs={drop}
          />
          {put.isSuccess && <Notice kind="good">{text.saved}</Notice>}
          <TextField
            label={text.months}
            hint={text.monthsHint(standard_months)}
            type="number"
            limits={RetentionInput.months}
            optional
            value={draft.months}
            onValue={(value) => {
              put.reset()
              change({ months: value })
            }}
            error={put.error}
            pointer="/months"
          />
        </Form>
      ) : (
        <p>
          {text.months} {months ?? standard_months ?? words().none}
        </p>
      )}
    </section>
  )
}

function Stays() {
  const text = words().organisation.erasures
  return (
    <details class="card narrow">
      <summary>{text.stays}</summary>
      {text.staysWhat.map((line) => (
        <p key={line}>{line}</p>
      ))}
    </details>
  )
}

function Row(props: { entry: Schemas['ErasureEntry'] }) {
  const { entry } = props
  const text = words().organisation.erasures
  return (
    <tr>
      <th scope="row" data-label={text.columns.when}>
        {instantText(entry.recorded_at)}
      </th>
      <td data-label={text.columns.what}>
        {text.what[entry.what]}
        {entry.supplier && ` ${entry.supplier}`}
      </td>
      <td data-label={text.columns.by}>
        {entry.by ?? words().none}
        <br />
        <span class="aside">{text.causes[entry.cause]}</span>
      </td>
      <td data-label={text.columns.counts}>{countsText(entry)}</td>
    </tr>
  )
}

function Past() {
  const text = words().organisation.erasures
  const pages = usePages(erasureList, {}, (page) => (page.next_cursor ? { cursor: page.next_cursor } : undefined))
  return (
    <Listed
      pages={pages}
      caption={text.past}
      columns={Object.values(text.columns)}
      none={text.none}
      row={(entry) => <Row key={entry.erasure} entry={entry} />}
    />
  )
}

export default function Erasures() {
  const text = words().organisation.erasures
  return (
    <>
      <Heading title={text.title} />
      <p>{text.lead}</p>
      <Allowed right="keys:write">
        <Ask />
      </Allowed>
      <Retention />
      <Stays />
      <h2>{text.past}</h2>
      <Past />
    </>
  )
}
