// SPDX-License-Identifier: Apache-2.0
// What waits on one side, the longest first: each item until the fact that answers it.
import { Link, useLocation, useParams, useSearch } from 'wouter'
import type { Input, Schemas } from '../api'
import { taskList, useTaskSummary } from '../operations'
import { usePages } from '../queries'
import { countText, inboxAddress, jobKindName, taskAddress, taskName, type Side, type Task } from '../tasks'
import { SelectField } from '../ui/form'
import { Heading } from '../ui/heading'
import { Listed } from '../ui/listed'
import { dayText, words } from '../words'

const PAGE = 50

function Row(props: { item: Task; side: Side; owner: string; today: string }) {
  const { item, side, today } = props
  const text = words().inbox.columns
  return (
    <tr>
      <th scope="row" data-label={text.what}>
        <Link href={taskAddress(item, props.owner || null)}>{taskName(item.code)}</Link>
      </th>
      <td data-label={text.about}>
        {item.name ?? jobKindName(item.params['kind'])} {typeof item.params['text'] === 'string' && <span class="aside">{item.params['text']}</span>}
      </td>
      <td data-label={text.since}>{dayText(item.since)}</td>
      <td data-label={text.until}>
        {dayText(item.until) || '–'} {item.until && item.until < today && <strong class="late">{words().inbox.late}</strong>}
      </td>
      {side === 'buyer' && <td data-label={text.owner}>{item.owner ?? '–'}</td>}
    </tr>
  )
}

function Filters(props: { side: Side; owner: string; code: string; counts: Schemas['InboxSummary'] | undefined }) {
  const { side, owner, code, counts } = props
  const [, go] = useLocation()
  const text = words().inbox
  const to = (filters: Record<string, string>) => go(inboxAddress(side, { owner, code, ...filters }), { replace: true })
  return (
    <form class="filters" role="search" onSubmit={(event) => event.preventDefault()}>
      {side === 'buyer' && (
        <SelectField
          label={text.whose}
          value={owner}
          onValue={(value) => to({ owner: value })}
          options={[
            ['', text.all],
            ['me', text.mine],
            ['none', text.nobodys],
          ]}
        />
      )}
      <SelectField
        label={text.columns.what}
        value={code}
        onValue={(value) => to({ code: value })}
        options={[
          ['', text.every],
          ...(counts?.items ?? []).map((item): [string, string] => [item.code, `${taskName(item.code)} (${countText(item)})`]),
          ...(code && !counts?.items.some((item) => item.code === code) ? [[code, taskName(code)] as [string, string]] : []),
        ]}
      />
    </form>
  )
}

export default function Inbox() {
  const { side } = useParams<{ side: Side }>()
  const search = new URLSearchParams(useSearch())
  const owner = search.get('owner') ?? ''
  const code = search.get('code') ?? ''
  const query = { side, ...(owner && { owner }) } as Input<'task_summary'>
  const counts = useTaskSummary(query)
  const pages = usePages(taskList, { ...query, ...(code && { code: [code] }), limit: PAGE } as Input<'task_list'>, (page) =>
    page.next_cursor ? { cursor: page.next_cursor } : undefined,
  )
  const text = words().inbox
  const today = counts.data?.as_of ?? ''
  return (
    <>
      <Heading title={text.title} />
      <p>{text.lead}</p>
      <Filters side={side} owner={owner} code={code} counts={counts.data} />
      <Listed
        pages={pages}
        caption={text.title}
        columns={[text.columns.what, text.columns.about, text.columns.since, text.columns.until, ...(side === 'buyer' ? [text.columns.owner] : [])]}
        none={owner || code ? text.noneOfThese : text.none}
        row={(item) => <Row key={`${item.code} ${item.object} ${item.since}`} item={item} side={side} owner={owner} today={today} />}
      />
    </>
  )
}
