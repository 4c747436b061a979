// SPDX-License-Identifier: Apache-2.0
// What became of each row of a sheet, or of each supplier of a change.
import { Link, useParams } from 'wouter'
import type { Schemas } from '../api'
import { jobRowList, useJobGet } from '../operations'
import { usePages } from '../queries'
import { useFilters } from '../ui/filters'
import { SelectField } from '../ui/form'
import { Heading } from '../ui/heading'
import { JobProgress } from '../ui/job'
import { Listed } from '../ui/listed'
import { Loaded } from '../ui/loaded'
import { instantText, words } from '../words'

const PAGE = 100

type Outcome = Schemas['ImportOutcome']

function Row(props: { row: Schemas['ImportRow'] }) {
  const { row } = props
  const text = words().buyer.jobs
  return (
    <tr>
      <th scope="row" data-label={text.columns.whom}>
        {row.relationship ? <Link href={`/suppliers/${row.relationship}`}>{[row.code, row.name].filter(Boolean).join(' ')}</Link> : words().none}
      </th>
      <td data-label={text.columns.line}>{row.line}</td>
      <td data-label={text.columns.outcome}>{words().buyer.sheet.counts[row.outcome]}</td>
      <td data-label={text.columns.why}>
        {[...row.faults, ...row.notes].map((fault) => (
          <p key={fault.code + fault.column}>{fault.text}</p>
        ))}
      </td>
    </tr>
  )
}

export default function Job() {
  const { job: id = '' } = useParams<{ job: string }>()
  const [search, set] = useFilters()
  const text = words().buyer.jobs
  const outcome = search.get('outcome') as Outcome | null
  const job = useJobGet({ job: id })
  const pages = usePages(jobRowList, { job: id, ...(outcome && { outcome: [outcome] }), limit: PAGE }, (page) =>
    page.next_cursor ? { cursor: page.next_cursor } : undefined,
  )
  const { columns } = text
  return (
    <Loaded query={job}>
      {(found) => (
        <>
          <Heading title={text.kinds[found.kind]} />
          <p class="aside">{instantText(found.recorded_at)}</p>
          {found.state !== 'done' && <JobProgress job={id} done={text.done} />}
          <SelectField
            label={columns.outcome}
            value={outcome ?? ''}
            onValue={(value) => set('outcome', value)}
            options={[['', words().buyer.list.all], ...Object.entries(words().buyer.sheet.counts)]}
          />
          <Listed
            pages={pages}
            caption={text.rows}
            columns={[columns.whom, columns.line, columns.outcome, columns.why]}
            none={text.none}
            row={(row) => <Row key={row.relationship ?? row.line} row={row} />}
          />
        </>
      )}
    </Loaded>
  )
}
