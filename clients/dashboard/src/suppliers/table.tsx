// SPDX-License-Identifier: Apache-2.0
// The list as a table of which only what is in sight is drawn; pages come as they are scrolled to.
import type { InfiniteData, UseInfiniteQueryResult } from '@tanstack/preact-query'
import type { RefObject } from 'preact'
import { memo } from 'preact/compat'
import { useEffect, useMemo, useRef } from 'preact/hooks'
import { Link, useLocation } from 'wouter'
import { useLatest } from '../latest'
import { ChooseAll } from '../ui/choose-all'
import type { SetFilter } from '../ui/filters'
import { Loaded } from '../ui/loaded'
import { NoSuppliers } from '../ui/no-suppliers'
import { ProblemNotice } from '../ui/notice'
import { words } from '../words'
import { column, type ColumnKey, type Item } from './columns'
import { useKeys } from './keys'
import { isChosen, type Selection, toggled } from './selection'
import { rowHeight, useWindow } from './window'

const AHEAD = 60

type Chosen = (id: string, chosen: boolean) => void
type Choosing = { selection: Selection; choose: (next: Selection) => void }

const Row = memo(function Row(props: { item: Item; columns: ColumnKey[]; chosen: boolean; here: boolean; onChosen: Chosen }) {
  const { item, onChosen } = props
  const titles = words().buyer.list.columns
  const others = props.columns.filter((key) => key !== 'name')
  return (
    <tr class={props.here ? 'here' : ''} aria-selected={props.chosen} data-id={item.relationship}>
      <td class="pick">
        <input
          type="checkbox"
          checked={props.chosen}
          aria-label={words().buyer.list.select(item.name)}
          onChange={(event) => onChosen(item.relationship, event.currentTarget.checked)}
        />
      </td>
      <th scope="row" title={item.name}>
        <Link href={`/suppliers/${item.relationship}`}>{item.name}</Link>
      </th>
      {others.map((key) => {
        const { text, cell } = column(key)
        return (
          <td key={key} class={`col-${key}`} data-label={titles[key]} title={cell ? undefined : text(item)}>
            {cell ? cell(item) : text(item)}
          </td>
        )
      })}
    </tr>
  )
})

function Head(props: { columns: ColumnKey[]; sort: string; set: SetFilter; all: boolean; some: boolean; onAll: (chosen: boolean) => void }) {
  const text = words().buyer.list
  return (
    <thead>
      <tr>
        <th scope="col" class="pick">
          <input
            type="checkbox"
            aria-label={text.selectShown}
            checked={props.all}
            ref={(input) => {
              if (input) input.indeterminate = props.some && !props.all
            }}
            onChange={(event) => props.onAll(event.currentTarget.checked)}
          />
        </th>
        {props.columns.map((key) => {
          const { sort } = column(key)
          const here = sort === props.sort
          return (
            <th key={key} scope="col" class={`col-${key}`} aria-sort={here ? (sort === 'gap' ? 'descending' : 'ascending') : undefined}>
              {sort ? (
                <button type="button" class="plain" title={text.sorts[sort]} onClick={() => props.set('sort', sort === 'name' ? '' : sort)}>
                  {text.columns[key]} <span aria-hidden="true">{here ? (sort === 'gap' ? '▼' : '▲') : '↕'}</span>
                </button>
              ) : (
                text.columns[key]
              )}
            </th>
          )
        })}
      </tr>
    </thead>
  )
}

// Room for rows that are not drawn.
function Space(props: { rows: number; height: number; columns: number }) {
  if (props.rows <= 0) return null
  return (
    <tbody aria-hidden="true">
      <tr class="space" style={{ height: props.rows * props.height }}>
        <td colSpan={props.columns} />
      </tr>
    </tbody>
  )
}

function bring(box: RefObject<HTMLElement>, index: number): void {
  const scroller = box.current
  if (!scroller) return
  const height = rowHeight()
  const top = index * height
  if (scroller.scrollHeight > scroller.clientHeight) {
    if (top < scroller.scrollTop) scroller.scrollTop = top
    else if (top + 2 * height > scroller.scrollTop + scroller.clientHeight) scroller.scrollTop = top + 2 * height - scroller.clientHeight
  } else scrollTo(0, scroller.getBoundingClientRect().top + scrollY + top - innerHeight / 2)
}

function Rows(props: { items: Item[]; pages: UseInfiniteQueryResult; columns: ColumnKey[]; sort: string; set: SetFilter } & Choosing) {
  const { items, pages, selection } = props
  const text = words().buyer.list
  const [, go] = useLocation()
  const box = useRef<HTMLDivElement>(null)
  const head = useRef<HTMLTableElement>(null)
  const top = useMemo(() => ({ get current() { return head.current?.tHead ?? null } }), []) as RefObject<HTMLElement> // prettier-ignore
  const part = useWindow(items.length, box, top)
  const latest = useLatest(props)
  const pick = useMemo(() => (id: string, chosen: boolean) => latest.current.choose(toggled(latest.current.selection, [id], chosen)), [])
  const here = useKeys(items.length, {
    move: (index) => bring(box, index),
    open: (index) => items[index] && go(`/suppliers/${items[index].relationship}`),
    pick: (index) => {
      const id = items[index]?.relationship
      if (id) pick(id, !isChosen(latest.current.selection, id))
    },
  })
  useEffect(() => {
    if (part.to + AHEAD > items.length && pages.hasNextPage && !pages.isFetchingNextPage && !pages.isFetchNextPageError) void pages.fetchNextPage()
  }, [part.to, items.length, pages.hasNextPage, pages.isFetchingNextPage, pages.isFetchNextPageError])
  const ids = items.map(({ relationship }) => relationship)
  const chosen = ids.filter((id) => isChosen(selection, id)).length
  const span = props.columns.length + 1
  const chooseAll = (next: boolean) => props.choose(toggled(selection, ids, next))
  return (
    <>
      <ChooseAll label={text.selectShown} all={chosen === ids.length} onAll={chooseAll} />
      <div class="sheet" ref={box} role="region" aria-label={text.caption} tabIndex={0}>
        <table class="list dense" ref={head} aria-rowcount={pages.hasNextPage ? -1 : items.length + 1}>
          <caption class="unseen">{text.caption}</caption>
          <Head columns={props.columns} sort={props.sort} set={props.set} all={chosen === ids.length} some={chosen > 0} onAll={chooseAll} />
          <Space rows={part.from} height={part.height} columns={span} />
          <tbody>
            {items.slice(part.from, part.to).map((item, index) => (
              <Row
                key={item.relationship}
                item={item}
                columns={props.columns}
                chosen={isChosen(selection, item.relationship)}
                here={here === part.from + index}
                onChosen={pick}
              />
            ))}
          </tbody>
          <Space rows={items.length - part.to} height={part.height} columns={span} />
        </table>
      </div>
      {pages.isFetchNextPageError && (
        <div class="more">
          <ProblemNotice error={pages.error} />
          <button type="button" onClick={() => void pages.fetchNextPage()}>
            {words().more}
          </button>
        </div>
      )}
    </>
  )
}

export function SupplierTable(
  props: { pages: UseInfiniteQueryResult<InfiniteData<{ items: Item[] }>>; columns: ColumnKey[]; sort: string; set: SetFilter; filtered: boolean } & Choosing,
) {
  return (
    <Loaded query={props.pages}>
      {(found) => {
        const items = found.pages.flatMap((page) => page.items)
        if (items.length > 0) return <Rows {...props} items={items} />
        if (!props.filtered) return <NoSuppliers />
        return (
          <p class="empty" role="status">
            {words().buyer.list.none}
          </p>
        )
      }}
    </Loaded>
  )
}
