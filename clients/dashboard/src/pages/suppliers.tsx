// SPDX-License-Identifier: Apache-2.0
// The buyer's list, however long: filters stand in the address, pages come from the server as they are scrolled to.
import { useEffect, useState } from 'preact/hooks'
import { Link, useLocation } from 'wouter'
import { supplierList, useStatusSummary } from '../operations'
import { usePages } from '../queries'
import { LIST_FILTERS, listQuery, summaryQuery, summed } from '../statuses'
import { firstPage, PAGE } from '../suppliers/asked'
import { BulkBar } from '../suppliers/bulk'
import { COLUMN_KEYS, useColumns, type ColumnKey } from '../suppliers/columns'
import { Chips, Filters } from '../suppliers/filters'
import { KeysHelp } from '../suppliers/keys-help'
import { NOBODY, type Selection } from '../suppliers/selection'
import { SupplierTable } from '../suppliers/table'
import { useFirstView, Views } from '../suppliers/views'
import { Allowed } from '../ui/allowed'
import { Download, WORKBOOK } from '../ui/download'
import { useFilters } from '../ui/filters'
import { Heading } from '../ui/heading'
import { MoreActions } from '../ui/more-actions'
import { numberText, words } from '../words'

function Columns(props: { shown: ColumnKey[]; show: (key: ColumnKey, shown: boolean) => void }) {
  const text = words().buyer.list
  const [open, setOpen] = useState(false)
  return (
    <details class="columns" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{text.choose}</summary>
      {open && (
        <ul>
          {COLUMN_KEYS.filter((key) => key !== 'name').map((key) => (
            <li key={key}>
              <label>
                <input type="checkbox" checked={props.shown.includes(key)} onChange={(event) => props.show(key, event.currentTarget.checked)} />{' '}
                {text.columns[key]}
              </label>
            </li>
          ))}
        </ul>
      )}
    </details>
  )
}

// How many fit: told by the counts where they know the filters, else by the list once it is read to its end.
function useMatching(search: URLSearchParams, read: number, more: boolean): number | null {
  const counted = summaryQuery(search)
  const summary = useStatusSummary(counted ?? { side: 'buyer' }, { enabled: counted !== null })
  if (!more) return read
  return counted && summary.data ? summed(summary.data.items, search) : null
}

export default function Suppliers() {
  const [search] = useFilters()
  const [, go] = useLocation()
  // Nothing is asked for before it is known what for.
  if (useFirstView(search, (address) => go(address, { replace: true }))) return <Heading title={words().buyer.list.title} />
  return <List />
}

function List() {
  const [search, set] = useFilters()
  const [, go] = useLocation()
  const [columns, show] = useColumns(search, set)
  const [selection, choose] = useState<Selection>(NOBODY)
  const text = words().buyer.list
  const filters = listQuery(search, LIST_FILTERS)
  const query = listQuery(search)
  const pages = usePages(supplierList, firstPage(search), (page) => (page.next_cursor ? { cursor: page.next_cursor } : undefined))
  const read = pages.data?.pages.reduce((sum, page) => sum + page.items.length, 0) ?? 0
  const more = pages.hasNextPage || !pages.data
  const matching = useMatching(search, read, more)
  useEffect(() => choose(NOBODY), [JSON.stringify(filters)])
  const filtered = (address: string) => go(address, { replace: true })
  return (
    <>
      <Heading title={text.title}>
        <div class="heading-actions">
          <MoreActions>
            <Download rows={() => supplierList.blob(WORKBOOK, query)} name="suppliers.xlsx" label={text.excel} />
            <Download rows={() => supplierList.blob('text/csv', query)} name="suppliers.csv" label={text.csv} />
            <Link href="/suppliers/duplicates" class="button">
              {words().buyer.duplicates.title}
            </Link>
          </MoreActions>
          <Allowed right="buyer:write">
            <Link href="/suppliers/new" class="button primary">
              {text.add}
            </Link>
          </Allowed>
        </div>
      </Heading>
      <Views search={search} columns={columns} go={go} />
      <Filters search={search} set={set} go={filtered} />
      <Chips search={search} go={filtered} />
      <div class="list-head">
        <p role="status">
          {pages.data && (matching === null ? text.countMore(words().companies(numberText(read))) : text.count(words().companies(numberText(matching))))}
        </p>
        <KeysHelp />
        <Columns shown={columns} show={show} />
      </div>
      <SupplierTable
        pages={pages}
        columns={columns}
        sort={search.get('sort') ?? 'name'}
        set={set}
        filtered={Object.keys(filters).length > 0}
        selection={selection}
        choose={choose}
      />
      <BulkBar selection={selection} choose={choose} search={search} matching={matching} more={more || read > PAGE} />
    </>
  )
}
