// SPDX-License-Identifier: Apache-2.0
// What goes on behind requests: how far it is, and to stop it or start it again.
import { Link } from 'wouter'
import type { Schemas } from '../api'
import { jobList } from '../operations'
import { usePages } from '../queries'
import { Heading } from '../ui/heading'
import { JobActs } from '../ui/job'
import { Listed } from '../ui/listed'
import { instantText, numberText, words } from '../words'

type Job = Schemas['Job']
const PAGE = 50

function aboutOf(job: Job): string {
  const { rule, source } = job.detail as { rule?: string; source?: string }
  return rule ?? source ?? ''
}

function Row(props: { job: Job }) {
  const { job } = props
  const text = words().organisation.jobs
  const left = job.total - job.done
  return (
    <tr>
      <th scope="row" data-label={text.columns.kind}>
        <Link href={`/jobs/${job.job}`}>{text.kinds[job.kind]}</Link>
      </th>
      <td data-label={text.columns.about}>{aboutOf(job)}</td>
      <td data-label={text.columns.state}>
        {text.states[job.state]}
        {job.error && (
          <p class="aside">
            {job.error.text} {left > 0 && text.left(numberText(left))}
          </p>
        )}
      </td>
      <td data-label={text.columns.done}>{text.progress(numberText(job.done), numberText(job.total))}</td>
      <td data-label={text.columns.recorded}>{instantText(job.recorded_at)}</td>
      <td data-label={text.columns.act}>
        <JobActs job={job} />
      </td>
    </tr>
  )
}

export default function Jobs() {
  const text = words().organisation.jobs
  const pages = usePages(jobList, { limit: PAGE }, (page) => (page.next_cursor ? { cursor: page.next_cursor } : undefined))
  return (
    <>
      <Heading title={text.title} />
      <p>{text.lead}</p>
      <Listed
        pages={pages}
        caption={text.title}
        columns={[text.columns.kind, text.columns.about, text.columns.state, text.columns.done, text.columns.recorded, text.columns.act]}
        none={text.none}
        row={(job) => <Row key={job.job} job={job} />}
      />
    </>
  )
}
