// SPDX-License-Identifier: Apache-2.0
// The buyer's list, however long: filters stand in the address, pages come from the server.
import { useEffect, useState } from 'preact/hooks'
import { Link, useLocation } from 'wouter'
import type { Schemas } from '../api'
import { statusList } from '../operations'
import { usePages } from '../queries'
import { listAddress, listQuery, STATUS_KEYS, type StatusKey, statusOf, withStatus } from '../statuses'
import { Allowed } from '../ui/allowed'
import { Download, WORKBOOK } from '../ui/download'
import { Undecided } from '../ui/explained'
import { useFilters, type SetFilter } from '../ui/filters'
import { SelectField, TextField } from '../ui/form'
import { Heading } from '../ui/heading'
import { Listed } from '../ui/listed'
import { Star, StatusBadge } from '../ui/status'
import { dayText, listText, words } from '../words'

type Item = Schemas['BuyerView']

const PAGE = 50
const TYPING_MS = 300

function Filters(props: { search: URLSearchParams; set: SetFilter; go: (address: string) => void }) {
  const { search, set } = props
  const text = words().buyer.list
  const [typed, setTyped] = useState(search.get('text') ?? '')
  useEffect(() => {
    if (typed === (search.get('text') ?? '')) return
    const timer = setTimeout(() => set('text', typed), TYPING_MS)
    return () => clearTimeout(timer)
  }, [typed])
  useEffect(() => setTyped(search.get('text') ?? ''), [search.get('text')])
  return (
    <form class="filters" role="search" onSubmit={(event) => event.preventDefault()}>
      <TextField label={text.search} type="search" value={typed} onValue={setTyped} required={false} />
      <SelectField
        label={text.status}
        value={statusOf(search) ?? ''}
        onValue={(key) => props.go(listAddress(withStatus(search, (key || null) as StatusKey | null)))}
        options={[['', text.all], ...STATUS_KEYS.map((key): [string, string] => [key, words().status[key]])]}
      />
      <SelectField
        label={text.star}
        value={search.get('required_star') ?? ''}
        onValue={(value) => set('required_star', value)}
        options={[['', text.all], ...[1, 2, 3, 4, 5].map((star): [string, string] => [String(star), words().star(star)])]}
      />
      <SelectField
        label={text.task}
        value={search.get('task') ?? ''}
        onValue={(value) => set('task', value)}
        options={[['', text.all], ...TASK_FILTERS.map((code): [string, string] => [code, words().task[code]])]}
      />
      <SelectField
        label={words().buyer.remarks.title}
        value={search.get('number_remark') ?? ''}
        onValue={(value) => set('number_remark', value)}
        options={[['', text.all], ...remarkOptions()]}
      />
      <SelectField
        label={text.owner}
        value={search.get('owner') ?? ''}
        onValue={(value) => set('owner', value)}
        options={[['', text.all], ...ownerOptions(search.get('owner'))]}
      />
      <SelectField
        label={text.sort}
        value={search.get('sort') ?? 'name'}
        onValue={(value) => set('sort', value === 'name' ? '' : value)}
        options={[
          ['name', text.sorts.name],
          ['due_on', text.sorts.due_on],
          ['gap', text.sorts.gap],
        ]}
      />
    </form>
  )
}

const TASK_FILTERS = ['answer_talks', 'answer_objection', 'send_invitation', 'resolve_number', 'decide_predecessor'] as const

function remarkOptions(): [string, string][] {
  return [['any', words().buyer.remarks.any], ...Object.entries(words().number_remark)]
}

// Oneself, nobody, and whom the address names.
function ownerOptions(named: string | null): [string, string][] {
  const { me, none } = words().buyer.list.owners
  const known: [string, string][] = [
    ['me', me],
    ['none', none],
  ]
  return named && !known.some(([value]) => value === named) ? [...known, [named, named]] : known
}

function ownerName(owner: string | null): string | null {
  return ownerOptions(owner).find(([value]) => value === owner)?.[1] ?? null
}

// Every filter of the address, each to be taken away: also those that no field above stands for.
function Chips(props: { search: URLSearchParams; go: (address: string) => void }) {
  const { search } = props
  const text = words().buyer.list
  const without = (names: string[]) => {
    const next = new URLSearchParams(search)
    for (const name of names) next.delete(name)
    return listAddress(next)
  }
  const status = search.get('status')
  const key = statusOf(search)
  const waiting = search.get('waiting_on')
  const star = search.get('required_star')
  const task = search.get('task')
  const all: [names: string[], label: string, value: string | null][] = [
    [['text'], text.searched, search.get('text')],
    [['status', 'waiting_on'], text.status, key ? words().status[key] : status],
    [['waiting_on'], text.waiting, status ? null : waiting && listText(waiting.split(',').map((one) => text.waitingOn[one as 'buyer'] ?? one))],
    [['required_star'], text.star, star && words().star(Number(star))],
    [['category'], text.category, search.get('category')],
    [['tag'], text.tag, search.get('tag')],
    [['owner'], text.owner, ownerName(search.get('owner'))],
    [['number_remark'], words().buyer.remarks.title, remarkOptions().find(([code]) => code === search.get('number_remark'))?.[1] ?? null],
    [['task'], text.task, task && (words().task[task as 'resolve_number'] ?? task)],
  ]
  const chips = all.filter(([, , value]) => value)
  if (chips.length === 0) return null
  return (
    <ul class="chips" aria-label={text.filters}>
      {chips.map(([names, label, value]) => (
        <li key={label}>
          <button type="button" onClick={() => props.go(without(names))} aria-label={text.without(`${label}：${value}`)}>
            {label}：{value} <span aria-hidden="true">✕</span>
          </button>
        </li>
      ))}
      <li>
        <button type="button" class="plain" onClick={() => props.go(without(all.flatMap(([names]) => names)))}>
          {text.clear}
        </button>
      </li>
    </ul>
  )
}

function Row(props: { item: Item }) {
  const { status, counterparty, code } = props.item
  const text = words().buyer.list.columns
  return (
    <tr>
      <th scope="row" data-label={text.name}>
        <Link href={`/suppliers/${status.relationship}`}>{counterparty.name}</Link>
      </th>
      <td data-label={text.code}>{code}</td>
      <td data-label={text.status}>
        <StatusBadge status={status.status} waitingOn={status.waiting_on} reason={status.reasons[0]?.code} />
        <Undecided since={status.decided_at} />
      </td>
      <td data-label={text.required}>{status.required_star ? <Star star={status.required_star} /> : '–'}</td>
      <td data-label={text.held}>
        <Star star={status.held_star} /> {status.held_assurance && <span class="aside">{words().level[status.held_assurance]}</span>}
      </td>
      <td data-label={text.due}>{dayText(status.due_on) || '–'}</td>
      <td data-label={text.next} class="aside">
        {status.next_step.code !== 'none' && status.next_step.text}
      </td>
    </tr>
  )
}

export default function Suppliers() {
  const [search, set] = useFilters()
  const [, go] = useLocation()
  const query = listQuery(search)
  const text = words().buyer.list
  const pages = usePages(statusList, { ...query, limit: PAGE }, (page) => (page.next_cursor ? { cursor: page.next_cursor } : undefined))
  return (
    <>
      <Heading title={text.title}>
        <div class="heading-actions">
          <Download rows={() => statusList.blob(WORKBOOK, query)} name="suppliers.xlsx" label={text.excel} />
          <Download rows={() => statusList.blob('text/csv', query)} name="suppliers.csv" label={text.csv} />
          <Link href="/suppliers/duplicates" class="button">
            {words().buyer.duplicates.title}
          </Link>
          <Allowed right="buyer:write">
            <Link href="/suppliers/new" class="button primary">
              {text.add}
            </Link>
          </Allowed>
        </div>
      </Heading>
      <Filters search={search} set={set} go={(address) => go(address, { replace: true })} />
      <Chips search={search} go={(address) => go(address, { replace: true })} />
      <Listed
        pages={pages}
        caption={text.caption}
        columns={[text.columns.name, text.columns.code, text.columns.status, text.columns.required, text.columns.held, text.columns.due, text.columns.next]}
        none={text.none}
        row={(item) => <Row key={(item as Item).status.relationship} item={item as Item} />}
      />
    </>
  )
}
