// SPDX-License-Identifier: Apache-2.0
// The buyer's list, however long: filters stand in the address, pages come from the server.
import { useInfiniteQuery, useMutation } from '@tanstack/react-query'
import { useEffect, useState } from 'preact/hooks'
import { Link, useLocation, useSearch } from 'wouter'
import { api, body, commonHeaders, problemOf, type Schemas } from '../api'
import type { paths } from '../contract'
import { SelectField, TextField } from '../ui/form'
import { Heading, Loaded } from '../ui/loaded'
import { ProblemNotice } from '../ui/notice'
import { Star, STATUS_KEYS, StatusBadge, type StatusKey } from '../ui/status'
import { dayText, words } from '../words'

type Item = Schemas['BuyerView']
type Query = NonNullable<paths['/v1/statuses']['get']['parameters']['query']>

const FILTERS = ['text', 'status', 'waiting_on', 'required_star', 'category', 'tag', 'sort'] as const
const TYPING_MS = 300

function queryOf(search: URLSearchParams): Query {
  const query: Record<string, unknown> = { side: 'buyer', limit: 50 }
  for (const name of FILTERS) {
    const value = search.get(name)
    if (!value) continue
    query[name] = name === 'status' || name === 'waiting_on' ? value.split(',') : value
  }
  return query as Query
}

function useFilters(): [URLSearchParams, (name: string, value: string) => void] {
  const search = new URLSearchParams(useSearch())
  const [path, go] = useLocation()
  return [
    search,
    (name, value) => {
      const next = new URLSearchParams(search)
      if (value) next.set(name, value)
      else next.delete(name)
      go(next.size ? `${path}?${next}` : path, { replace: true })
    },
  ]
}

// Statuses as people name them: pending is three, by who must act.
function keyOf(search: URLSearchParams): string {
  const status = search.get('status') ?? ''
  const waiting = search.get('waiting_on')
  return status === 'pending' && waiting && waiting !== 'supplier' ? `pending_${waiting}` : status
}

function Filters(props: { search: URLSearchParams; set: (name: string, value: string) => void; go: (address: string) => void }) {
  const { search, set } = props
  const text = words().buyer.list
  const [typed, setTyped] = useState(search.get('text') ?? '')
  useEffect(() => {
    if (typed === (search.get('text') ?? '')) return
    const timer = setTimeout(() => set('text', typed), TYPING_MS)
    return () => clearTimeout(timer)
  }, [typed])
  const choose = (key: string) => {
    const next = new URLSearchParams(search)
    next.delete('status')
    next.delete('waiting_on')
    const [status, waiting] = key.split(/_(?=buyer|scheme)/)
    if (status) next.set('status', status)
    if (status === 'pending') next.set('waiting_on', waiting ?? 'supplier')
    props.go(`/suppliers?${next}`)
  }
  return (
    <form class="filters" role="search" onSubmit={(event) => event.preventDefault()}>
      <TextField label={text.search} type="search" value={typed} onValue={setTyped} required={false} />
      <SelectField
        label={text.status}
        value={keyOf(search)}
        onValue={choose}
        options={[['', text.all], ...STATUS_KEYS.map((key): [string, string] => [key, words().status[key as StatusKey]])]}
      />
      <SelectField
        label={text.star}
        value={search.get('required_star') ?? ''}
        onValue={(value) => set('required_star', value)}
        options={[['', text.all], ...[1, 2, 3, 4, 5].map((star): [string, string] => [String(star), words().star(star)])]}
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

// All rows that the filters let through, as the server streams them.
function Download(props: { query: Query }) {
  const save = useMutation({
    mutationFn: async () => {
      const search = new URLSearchParams()
      for (const [name, value] of Object.entries(props.query)) if (name !== 'limit') search.set(name, String(value))
      const response = await fetch(`/v1/statuses?${search}`, { headers: { ...commonHeaders(), Accept: 'text/csv' } })
      if (!response.ok) throw await problemOf(response, await response.json().catch(() => null))
      const link = document.createElement('a')
      link.href = URL.createObjectURL(await response.blob())
      link.download = 'suppliers.csv'
      link.click()
      setTimeout(() => URL.revokeObjectURL(link.href), 60000)
    },
  })
  return (
    <>
      <button type="button" aria-disabled={save.isPending} onClick={() => !save.isPending && save.mutate()}>
        {words().buyer.list.csv}
      </button>
      <ProblemNotice error={save.error} />
    </>
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
        <StatusBadge status={status.status} waitingOn={status.waiting_on} />
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
  const query = queryOf(search)
  const text = words().buyer.list
  const pages = useInfiniteQuery({
    queryKey: ['statuses', 'buyer', 'list', JSON.stringify(query)],
    initialPageParam: '',
    queryFn: ({ pageParam }) =>
      body(api.GET('/v1/statuses', { params: { query: { ...query, ...(pageParam && { cursor: pageParam }) } } })) as Promise<
        Schemas['StatusList']
      >,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
  })
  return (
    <>
      <Heading title={text.title}>
        <div class="heading-actions">
          <Download query={query} />
          <Link href="/suppliers/new" class="button primary">
            {text.add}
          </Link>
        </div>
      </Heading>
      <Filters search={search} set={set} go={(address) => go(address, { replace: true })} />
      <Loaded query={pages}>
        {(found) => {
          const items = found.pages.flatMap((page) => page.items as Item[])
          return items.length === 0 ? (
            <p class="empty" role="status">
              {text.none} {search.size > 0 && <Link href="/suppliers">{text.clear}</Link>}
            </p>
          ) : (
            <>
              <table class="list">
                <caption class="unseen">{text.caption}</caption>
                <thead>
                  <tr>
                    <th scope="col">{text.columns.name}</th>
                    <th scope="col">{text.columns.code}</th>
                    <th scope="col">{text.columns.status}</th>
                    <th scope="col">{text.columns.required}</th>
                    <th scope="col">{text.columns.held}</th>
                    <th scope="col">{text.columns.due}</th>
                    <th scope="col">{text.columns.next}</th>
                  </tr>
                </thead>
                <tbody>
                  {items.map((item) => (
                    <Row key={item.status.relationship} item={item} />
                  ))}
                </tbody>
              </table>
              {pages.hasNextPage && (
                <p class="more">
                  <button type="button" aria-disabled={pages.isFetchingNextPage} onClick={() => void pages.fetchNextPage()}>
                    {words().more}
                  </button>
                </p>
              )}
            </>
          )
        }}
      </Loaded>
    </>
  )
}
