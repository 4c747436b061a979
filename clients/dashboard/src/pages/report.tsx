// SPDX-License-Identifier: Apache-2.0
// The report for management, of any day beside a day before; printed or as a workbook with one click.
import { instantOfMinute, isTyped } from '../day'
import { reportGet, useReportGet } from '../operations'
import { Download, WORKBOOK } from '../ui/download'
import { Undecided } from '../ui/explained'
import { useFilters } from '../ui/filters'
import { TextField } from '../ui/form'
import { Heading } from '../ui/heading'
import { Loaded } from '../ui/loaded'
import { ByCategory, ByStar, Changed, Coming, Late, type Report, Statuses, Unanswered } from '../ui/report'
import { dayText, instantText, words } from '../words'

function Sections(props: { report: Report }) {
  const { report } = props
  const { text } = words().buyer.report
  const sections = [
    [text.statuses, <Statuses report={report} />],
    [text.stars, <ByStar report={report} linked={false} />],
    [text.categories, <ByCategory report={report} linked={false} />],
    [text.late, <Late report={report} linked={false} />],
    [text.changed, <Changed report={report} />],
    [text.coming, <Coming report={report} linked={false} />],
    [text.unanswered, <Unanswered report={report} linked={false} />],
  ] as const
  return (
    <>
      <p>
        {text.as_of} <strong>{dayText(report.as_of)}</strong>
        {words().separator}
        {text.compared_with} <strong>{dayText(report.compared_with)}</strong>
        {report.known_at && (
          <>
            {words().separator}
            {text.known_at} <strong>{instantText(report.known_at)}</strong>
          </>
        )}
      </p>
      <Undecided since={report.decided_at} />
      {sections.map(([title, content]) => (
        <section key={title} class="card">
          <h2>{title}</h2>
          {content}
        </section>
      ))}
      <p class="aside">{report.known_at ? text.note_then : text.note}</p>
    </>
  )
}

export default function ReportPage() {
  const text = words().buyer.report
  const [search, set] = useFilters()
  const days = Object.fromEntries(['as_of', 'compared_with'].flatMap((name) => (search.get(name) ? [[name, search.get(name)!]] : []))) as {
    as_of?: string
    compared_with?: string
  }
  const knownAt = search.get('known_at')
  const typed = isTyped(days.as_of, days.compared_with, knownAt)
  const asked = { ...days, ...(knownAt && { known_at: instantOfMinute(knownAt) }) }
  const report = useReportGet(asked, { enabled: typed })
  // A day that is half typed is an empty value: the field is left to whoever types.
  const emptyHint = (name: keyof typeof days) => (!days[name] && report.data ? words().whenEmpty(dayText(report.data[name])) : undefined)
  return (
    <>
      <Heading title={text.text.title}>
        <div class="heading-actions">
          <Download label={text.pdf} name="report.pdf" rows={() => reportGet.blob('application/pdf', asked)} />
          <Download label={text.excel} name="report.xlsx" rows={() => reportGet.blob(WORKBOOK, asked)} />
        </div>
      </Heading>
      <p class="unprinted">{text.lead}</p>
      <form class="filters unprinted" role="search" onSubmit={(event) => event.preventDefault()}>
        {(['as_of', 'compared_with'] as const).map((name) => (
          <TextField
            key={name}
            label={text.text[name]}
            type="date"
            required={false}
            hint={emptyHint(name)}
            value={days[name] ?? ''}
            onValue={(value) => set(name, value)}
          />
        ))}
        <TextField
          label={text.text.known_at}
          hint={words().organisation.decision.knownAtHint}
          type="datetime-local"
          required={false}
          value={knownAt ?? ''}
          onValue={(value) => set('known_at', value)}
        />
      </form>
      {typed && <Loaded query={report}>{(found) => <Sections report={found} />}</Loaded>}
    </>
  )
}
