// SPDX-License-Identifier: Apache-2.0
// The yearly look at partners: the record of a period, whose look is due, and what an assessor is handed.
import { Link } from 'wouter'
import type { Schemas } from '../api'
import { partnerRecordList, usePartnerSummaryGet } from '../operations'
import { usePages } from '../queries'
import { Download, WORKBOOK } from '../ui/download'
import { useFilters } from '../ui/filters'
import { SelectField, TextField } from '../ui/form'
import { Heading } from '../ui/heading'
import { Listed } from '../ui/listed'
import { Loaded } from '../ui/loaded'
import { dayText, listText, numberText, words } from '../words'
import { LookText } from './partner-looks'

const FILTERS = ['from', 'through', 'state'] as const

function Row(props: { one: Schemas['PartnerRecord'] }) {
  const { one } = props
  const text = words().buyer.partners
  return (
    <tr>
      <th scope="row" data-label={text.columns.name}>
        <Link href={`/suppliers/${one.relationship}`}>{one.name}</Link>
      </th>
      <td data-label={text.columns.reasons}>{listText(one.reasons.map((reason) => text.reasons[reason]))}</td>
      <td data-label={text.columns.state}>{text.states[one.state]}</td>
      <td data-label={text.columns.due_on}>{dayText(one.due_on)}</td>
      <td data-label={text.looks}>
        {one.looks.length === 0 ? (
          words().none
        ) : (
          <ul class="rows">
            {one.looks.map((look) => (
              <li key={look.look}>
                <LookText look={look} />
              </li>
            ))}
          </ul>
        )}
      </td>
    </tr>
  )
}

function Summary(props: { period: { from?: string; through?: string } }) {
  const text = words().buyer.partners
  return (
    <Loaded query={usePartnerSummaryGet(props.period)}>
      {(found) => (
        <section class="card">
          <h2>{text.period(dayText(found.from), dayText(found.through))}</h2>
          <ul class="figures">
            {(['looked', 'due', 'never', 'stopped', 'ended'] as const).map((state) => (
              <li key={state}>
                <strong>{numberText(found[state])}</strong>
                {text.states[state]}
              </li>
            ))}
          </ul>
        </section>
      )}
    </Loaded>
  )
}

export default function PartnerChecks() {
  const text = words().buyer.partners
  const [search, set] = useFilters()
  const { state, ...period } = Object.fromEntries(FILTERS.flatMap((name) => (search.get(name) ? [[name, search.get(name)!]] : []))) as {
    from?: string
    through?: string
    state?: 'open'
  }
  const query = { ...period, ...(state && { state }) }
  const pages = usePages(partnerRecordList, query, (page) => (page.next_cursor ? { cursor: page.next_cursor } : undefined))
  return (
    <>
      <Heading title={text.title}>
        <div class="heading-actions">
          <Download label={text.print} name="partner-checks.pdf" rows={() => partnerRecordList.blob('application/pdf', query)} />
          <Download label={text.excel} name="partner-checks.xlsx" rows={() => partnerRecordList.blob(WORKBOOK, query)} />
        </div>
      </Heading>
      <p>{text.lead}</p>
      <form class="filters" role="search" onSubmit={(event) => event.preventDefault()}>
        <SelectField
          label={text.columns.state}
          value={state ?? ''}
          onValue={(value) => set('state', value)}
          options={[['', text.all], ['open', text.open], ...Object.entries(text.states)]}
        />
        <TextField label={text.from} type="date" required={false} value={period.from ?? ''} onValue={(value) => set('from', value)} />
        <TextField label={text.through} type="date" required={false} value={period.through ?? ''} onValue={(value) => set('through', value)} />
      </form>
      <Summary period={period} />
      <Listed
        pages={pages}
        caption={text.title}
        columns={[text.columns.name, text.columns.reasons, text.columns.state, text.columns.due_on, text.looks]}
        none={text.none}
        row={(one) => <Row key={one.relationship} one={one} />}
      />
    </>
  )
}
