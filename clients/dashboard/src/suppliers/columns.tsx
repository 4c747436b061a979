// SPDX-License-Identifier: Apache-2.0
// The columns that the list can show, in their order, and those that this browser's reader chose.
import type { ComponentChildren } from 'preact'
import { useState } from 'preact/hooks'
import type { Schemas } from '../api'
import { daysBetween } from '../day'
import { tasksText, Undecided } from '../ui/explained'
import type { SetFilter } from '../ui/filters'
import { Star, StatusBadge } from '../ui/status'
import { listText, shortDayText, words } from '../words'

export type Item = Schemas['Supplier']

type Column = {
  sort?: 'name' | 'due_on' | 'gap'
  usual?: true // shown until the reader chooses
  text: (item: Item) => string
  cell?: (item: Item) => ComponentChildren
}

// Days past the due day, where it is missed.
function lateDays({ status }: Item): number {
  return status.status === 'overdue' && status.due_on ? daysBetween(status.due_on, status.as_of) : 0
}

// Whose turn it is, and since when where that is known: the buyer's since its task, the supplier's since it was invited, or was
// asked for what it lacks.
function acting({ status, state, state_on, tasks }: Item): { who: string; since: string | null } {
  const { actor } = status.next_step
  const text = words().buyer.list.waitingOn
  const [task] = tasks
  if (task && actor !== 'supplier') return { who: text.buyer, since: task.since }
  if (actor !== 'supplier') return { who: actor === 'buyer' ? text.buyer : status.waiting_on === 'scheme' ? text.scheme : '', since: null }
  if (state === 'invited') return { who: text.supplier, since: state_on }
  const asked = status.meets === false && status.effective_from
  return { who: text.supplier, since: asked ? (asked > state_on ? asked : state_on) : null }
}

export const COLUMNS = {
  name: { sort: 'name', usual: true, text: (item) => item.name },
  code: { usual: true, text: (item) => item.code ?? '' },
  status: {
    usual: true,
    text: (item) => item.status.status,
    cell: ({ status }) => (
      <>
        <StatusBadge status={status.status} waitingOn={status.waiting_on} reason={status.reasons[0]?.code} />
        <Undecided since={status.decided_at} />
      </>
    ),
  },
  required: {
    usual: true,
    text: (item) => String(item.status.required_star ?? ''),
    cell: ({ status }) => status.required_star && <Star star={status.required_star} />,
  },
  held: {
    sort: 'gap',
    usual: true,
    text: (item) => String(item.status.held_star ?? ''),
    cell: ({ status }) => (
      <>
        <Star star={status.held_star} />{' '}
        {status.held_assurance && (
          <span class="aside" title={words().level[status.held_assurance]}>
            {words().level[status.held_assurance]}
          </span>
        )}
      </>
    ),
  },
  due: { sort: 'due_on', usual: true, text: (item) => shortDayText(item.status.due_on) },
  late: { usual: true, text: (item) => (lateDays(item) > 0 ? words().buyer.list.days(lateDays(item)) : '') },
  acts: { usual: true, text: (item) => acting(item).who },
  since: { usual: true, text: (item) => shortDayText(acting(item).since) },
  reason: { text: (item) => item.status.reasons[0]?.text ?? '' },
  step: { text: ({ status, tasks }) => (status.next_step.code === 'none' ? tasksText(tasks) : status.next_step.text) },
  task: { text: (item) => listText(item.tasks.map(({ code }) => words().task[code])) },
  category: { text: (item) => item.category ?? '' },
  tags: { text: (item) => listText(item.tags) },
  owner: { text: (item) => item.owner ?? '' },
  state: { text: (item) => words().state[item.state] },
  contact: { text: (item) => item.contacts[0]?.name ?? item.contacts[0]?.email ?? '' },
  until: { text: (item) => shortDayText(item.status.declaration?.valid_until) },
  checked: { text: (item) => shortDayText(item.status.declaration?.last_checked_on) },
  number: { text: (item) => item.corporate_number ?? '' },
} satisfies Record<Schemas['SupplierColumn'], Column>

export type ColumnKey = keyof typeof COLUMNS
export const COLUMN_KEYS = Object.keys(COLUMNS) as ColumnKey[]

export function column(key: ColumnKey): Column {
  return COLUMNS[key]
}

const KEPT = 'hoshitori.columns'

function among(given: string[] | undefined): ColumnKey[] {
  return COLUMN_KEYS.filter((key) => key === 'name' || (given ? given.includes(key) : column(key).usual))
}

// Those that the address names, as that of a saved view does; else what this browser's reader chose.
export function useColumns(search: URLSearchParams, set: SetFilter): [ColumnKey[], (key: ColumnKey, shown: boolean) => void] {
  const named = search.get('columns')
  const [kept, setKept] = useState(() => localStorage.getItem(KEPT))
  const columns = among((named ?? kept)?.split(','))
  return [
    columns,
    (key, shown) => {
      const next = COLUMN_KEYS.filter((one) => (one === key ? shown : columns.includes(one))).join(',')
      if (named) set('columns', next)
      else {
        localStorage.setItem(KEPT, next)
        setKept(next)
      }
    },
  ]
}
