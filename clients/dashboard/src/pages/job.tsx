// SPDX-License-Identifier: Apache-2.0
// One job: how far it is, and what became of each row of a sheet, or of each supplier of a change.
import { Link, useParams } from 'wouter'
import type { Schemas } from '../api'
import { jobRowList, useJobGet } from '../operations'
import { usePages } from '../queries'
import { useFilters } from '../ui/filters'
import { SelectField } from '../ui/form'
import { Heading } from '../ui/heading'
import { JobActs, JobProgress } from '../ui/job'
import { Listed } from '../ui/listed'
import { Loaded } from '../ui/loaded'
import { instantText, words } from '../words'

const PAGE = 100

type Outcome = Schemas['ImportOutcome']

// As the list's own dialog calls them, where it made the job.
function outcomesOf(kind: Schemas['Job']['kind']): Record<Outcome, string> {
  const { bulk, sheet } = words().buyer
  return kind === 'change' ? bulk.counts : sheet.counts
}

function Row(props: { row: Schemas['ImportRow']; outcomes: Record<Outcome, string> }) {
  const { row } = props
  const text = words().buyer.jobs
  return (
    <tr>
      <th scope="row" data-label={text.columns.whom}>
        {row.relationship ? <Link href={`/suppliers/${row.relationship}`}>{[row.code, row.name].filter(Boolean).join(' ')}</Link> : words().none}
      </th>
      <td data-label={text.columns.line}>{row.line}</td>
      <td data-label={text.columns.outcome}>{props.outcomes[row.outcome]}</td>
      <td data-label={text.columns.why}>
        {[...row.faults, ...row.notes].map((fault) => (
          <p key={fault.code + fault.column}>{fault.text}</p>
        ))}
      </td>
    </tr>
  )
}

function Rows(props: { job: string; kind: Schemas['Job']['kind'] }) {
  const [search, set] = useFilters()
  const text = words().buyer.jobs
  const outcome = search.get('outcome') as Outcome | null
  const pages = usePages(jobRowList, { job: props.job, ...(outcome && { outcome: [outcome] }), limit: PAGE }, (page) =>
    page.next_cursor ? { cursor: page.next_cursor } : undefined,
  )
  const { columns } = text
  const outcomes = outcomesOf(props.kind)
  return (
    <>
      <SelectField
        label={columns.outcome}
        value={outcome ?? ''}
        onValue={(value) => set('outcome', value)}
        options={[['', words().buyer.list.all], ...Object.entries(outcomes)]}
      />
      <Listed
        pages={pages}
        caption={text.rows}
        columns={[columns.whom, columns.line, columns.outcome, columns.why]}
        none={text.none}
        row={(row) => <Row key={row.relationship ?? row.line} row={row} outcomes={outcomes} />}
      />
    </>
  )
}

export default function Job() {
  const { job: id = '' } = useParams<{ job: string }>()
  const text = words().organisation.jobs
  const job = useJobGet({ job: id })
  return (
    <Loaded query={job} page={text.title}>
      {(found) => {
        const { campaign } = found.detail as { campaign?: string }
        return (
          <>
            <Heading title={text.kinds[found.kind]}>
              <Link href="/jobs">{text.title}</Link>
            </Heading>
            <p class="aside">{instantText(found.recorded_at)}</p>
            <JobProgress job={id} done={words().buyer.jobs.done} here />
            <div class="form-actions">
              <JobActs job={found} />
            </div>
            {campaign && (
              <p>
                <Link href={`/campaigns/${campaign}`}>{text.campaign}</Link>
              </p>
            )}
            {(found.kind === 'import' || found.kind === 'change') && <Rows job={id} kind={found.kind} />}
          </>
        )
      }}
    </Loaded>
  )
}
