// SPDX-License-Identifier: Apache-2.0
// Who did what, the newest first, in words; each entry with the hash that chains it. What verifies it is taken home from here.
import { Link } from 'wouter'
import type { Schemas } from '../api'
import { auditCheckpointList, auditEventList, auditReceiptList } from '../operations'
import { Parameters } from '../limits'
import { toItsEnd } from '../lists'
import { usePages } from '../queries'
import { type Right, useRights } from '../session'
import { Download } from '../ui/download'
import { useFilters, type SetFilter } from '../ui/filters'
import { SelectField, TextField } from '../ui/form'
import { Heading } from '../ui/heading'
import { Listed } from '../ui/listed'
import { instantText, words } from '../words'

type Entry = Schemas['AuditEvent']

const PAGE = 50
const FILTERS = ['from', 'through', 'operation', 'by', 'object'] as const

// Where an object is looked at, and with which right. Evidence has no place: whether the buyer's or the supplier's is not told.
const PLACES: Record<string, [right: Right, address: (id: string) => string]> = {
  suppliers: ['buyer:read', (id) => `/suppliers/${id}`],
  buyers: ['supplier:read', (id) => `/requests/${id}`],
  assessments: ['supplier:read', (id) => `/self-check/${id}`],
  declarations: ['supplier:read', () => '/stars'],
  papers: ['supplier:read', () => '/stars'],
  duties: ['supplier:read', () => '/duties'],
  policy: ['supplier:read', () => '/policy'],
  rules: ['buyer:read', () => '/rules'],
  campaigns: ['buyer:read', (id) => `/campaigns/${id}`],
  jobs: ['buyer:read', (id) => `/jobs/${id}`],
  settings: ['buyer:read', () => '/settings'],
  'mail-settings': ['buyer:read', () => '/mail-settings'],
  users: ['keys:write', () => '/people'],
  api_key: ['keys:write', () => '/keys'],
  webhooks: ['keys:write', () => '/webhooks'],
  'oidc-settings': ['keys:write', () => '/company-accounts'],
  erasures: ['keys:write', () => '/erasures'],
}

const ID = /^[0-9a-f-]{36}$/

function operationText(entry: Entry): string {
  const text = words().organisation.audit
  return entry.operation === null ? text.erased : (text.operations[entry.operation] ?? entry.operation)
}

// A rule as its page calls it: "tag:CAD" is of the tag CAD.
function ruleText(rule: string): string {
  const [selector = '', ...name] = rule.split(':')
  const { selectors } = words().buyer.rules
  return words().labelled(selectors[selector as keyof typeof selectors] ?? selector, name.join(':'))
}

// The kind of an object and what it is called: its name, or what of its address people can read.
export function objectText(object: string, name: string | null): string {
  const text = words().organisation.audit
  const [kind = '', ...rest] = object.split('/')
  const id = rest.join('/')
  const known = text.objects[kind]
  if (name) return known ? text.named(known, name) : name
  if (kind === 'rules') return text.named(known ?? kind, ruleText(id))
  return [known ?? kind, ID.test(id) || /^-?\d+$/.test(id) || rest.length > 1 ? '' : id].filter(Boolean).join(' ')
}

// Narrows the log down to a name, as a sign beside it.
function Only(props: { of: string; onOnly: () => void }) {
  const text = words().organisation.audit.onlyOf(props.of)
  return (
    <button type="button" class="plain only" onClick={props.onOnly} aria-label={text} title={text}>
      <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
        <path d="M1.5 2h13l-5 6.2V13l-3 1.5V8.2z" />
      </svg>
    </button>
  )
}

function ObjectCell(props: { entry: Entry; only: SetFilter }) {
  const { object, object_name } = props.entry
  const rights = useRights()
  const text = words().organisation.audit
  if (object === null) return <>{text.erased}</>
  const [kind = '', id = ''] = object.split('/')
  const place = PLACES[kind]
  const label = objectText(object, object_name)
  return (
    <>
      {place && rights.has(place[0]) && (id || place[1].length === 0) ? <Link href={place[1](id)}>{label}</Link> : label}{' '}
      <Only of={label} onOnly={() => props.only('object', id ? `${kind}/${id}` : kind)} />
    </>
  )
}

function ActorCell(props: { entry: Entry; only: SetFilter }) {
  const { by, key } = props.entry
  const text = words().organisation.audit
  const name = by.name ?? (by.kind === 'service' ? text.service : text.erased)
  return (
    <>
      {name} <span class="aside">{by.kind === 'service' ? '' : text.actors[by.kind]}</span>{' '}
      <Only of={name} onOnly={() => props.only('by', by.user ?? key ?? 'service')} />
    </>
  )
}

function Whole(props: { entry: Entry }) {
  const { entry } = props
  const text = words().organisation.audit
  return (
    <details>
      <summary>{text.show}</summary>
      <pre class="entry" tabIndex={0}>
        {entry.entry ?? text.erased}
      </pre>
      {entry.personal.length > 0 && (
        <>
          <p>{text.personal}</p>
          <ul>
            {entry.personal.map((value) => (
              <li key={value.sealed}>
                {value.sealed}: <code>{value.value}</code>
              </li>
            ))}
          </ul>
        </>
      )}
      <p class="link-text">
        {text.hash} {entry.hash}
      </p>
    </details>
  )
}

// Whom or what the address names, as an entry that is shown calls it.
function filterText(name: 'by' | 'object', value: string, entries: Entry[]): string {
  const text = words().organisation.audit
  if (name === 'object') return objectText(value, entries.find((entry) => entry.object === value)?.object_name ?? null)
  if (value === 'service') return text.service
  return entries.find((entry) => entry.by.user === value || entry.key === value)?.by.name ?? value
}

function Filters(props: { search: URLSearchParams; set: SetFilter; entries: Entry[] }) {
  const { search, set, entries } = props
  const text = words().organisation.audit
  const operations = Object.entries(text.operations).sort(([, one], [, other]) => one.localeCompare(other))
  const chips = (['by', 'object'] as const).filter((name) => search.get(name))
  return (
    <>
      <form class="filters" role="search" onSubmit={(event) => event.preventDefault()}>
        <SelectField
          label={text.operation}
          value={search.get('operation') ?? ''}
          onValue={(value) => set('operation', value)}
          options={[['', text.all], ...operations]}
        />
        <TextField label={text.from} type="date" required={false} value={search.get('from') ?? ''} onValue={(value) => set('from', value)} />
        <TextField label={text.through} type="date" required={false} value={search.get('through') ?? ''} onValue={(value) => set('through', value)} />
      </form>
      {chips.length > 0 && (
        <ul class="chips" aria-label={text.filters}>
          {chips.map((name) => (
            <li key={name}>
              <button type="button" onClick={() => set(name, '')}>
                {words().labelled(text[name], filterText(name, search.get(name)!, entries))} <span aria-hidden="true">✕</span>
              </button>
            </li>
          ))}
        </ul>
      )}
    </>
  )
}

// All that `hoshitori audit verify` reads, one item a line.
function lines(items: readonly unknown[]): Blob {
  return new Blob([items.map((item) => JSON.stringify(item) + '\n').join('')], { type: 'application/x-ndjson' })
}

async function numbered<T>(ask: (after: number) => Promise<{ items: T[]; next_after: number }>): Promise<Blob> {
  const items: T[] = []
  for (let after = 0, next = -1; next !== after;) {
    if (next >= 0) after = next
    const page = await ask(after)
    items.push(...page.items)
    next = page.next_after
  }
  return lines(items)
}

function TakeHome() {
  const text = words().organisation.audit.home
  const limit = Parameters.limit.maximum
  return (
    <details class="card">
      <summary>{text.title}</summary>
      <p>{text.lead}</p>
      <div class="form-actions">
        <Download label={text.log} name="audit.ndjson" rows={() => numbered((after) => auditEventList({ after, limit }))} />
        <Download label={text.checkpoints} name="checkpoints.ndjson" rows={() => numbered((after) => auditCheckpointList({ after, limit }))} />
        <Download label={text.receipts} name="receipts.ndjson" rows={async () => lines((await toItsEnd((input) => auditReceiptList(input), {})).items)} />
      </div>
      <p>{text.verify}</p>
      <pre class="entry" tabIndex={0}>
        hoshitori audit verify --file audit.ndjson --checkpoints checkpoints.ndjson --key signing-key.pub
      </pre>
    </details>
  )
}

export default function Audit() {
  const text = words().organisation.audit
  const [search, set] = useFilters()
  const filters = Object.fromEntries(FILTERS.flatMap((name) => (search.get(name) ? [[name, search.get(name)!]] : [])))
  // Without filters a page that is not full is the last one; with them only one that goes no further.
  const filtered = Object.keys(filters).length > 0
  const pages = usePages(auditEventList, { order: 'newest', limit: PAGE, ...filters }, (page) =>
    page.next_after > 1 && (filtered || page.items.length === PAGE) ? { after: page.next_after } : undefined,
  )
  return (
    <>
      <Heading title={text.title} />
      <p>{text.lead}</p>
      <TakeHome />
      <Filters search={search} set={set} entries={pages.data?.pages.flatMap((page) => page.items) ?? []} />
      <Listed
        pages={pages}
        caption={text.title}
        columns={Object.values(text.columns)}
        none={filtered ? text.noneSuch : text.none}
        row={(entry) => (
          <tr key={entry.sequence}>
            <th scope="row" data-label={text.columns.when}>
              {instantText(entry.recorded_at)}
            </th>
            <td data-label={text.columns.by}>
              <ActorCell entry={entry} only={set} />
            </td>
            <td data-label={text.columns.operation}>{operationText(entry)}</td>
            <td data-label={text.columns.object}>
              <ObjectCell entry={entry} only={set} />
            </td>
            <td data-label={text.columns.entry}>
              {text.number(entry.sequence)}
              <Whole entry={entry} />
            </td>
          </tr>
        )}
      />
    </>
  )
}
