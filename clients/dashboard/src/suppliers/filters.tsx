// SPDX-License-Identifier: Apache-2.0
// What the list is filtered by: fields that set the address, and chips that tell it and take it away.
import { listAddress, STATUS_KEYS, type ListFilter, type StatusKey, statusOf, withStatus } from '../statuses'
import type { SetFilter } from '../ui/filters'
import { SelectField } from '../ui/form'
import { Typed } from '../ui/typed'
import { dayText, listText, words } from '../words'

const TASK_FILTERS = ['answer_talks', 'answer_objection', 'send_invitation', 'resolve_number', 'decide_predecessor'] as const

type Options = [value: string, text: string][]

function remarkOptions(): Options {
  return [['any', words().buyer.remarks.any], ...Object.entries(words().number_remark)]
}

// Oneself, nobody, and whom the address names.
function ownerOptions(named: string | null): Options {
  const { me, none } = words().buyer.list.owners
  const known: Options = [
    ['me', me],
    ['none', none],
  ]
  return named && !known.some(([value]) => value === named) ? [...known, [named, named]] : known
}

const starOptions = (stars: number[]): Options => stars.map((star) => [String(star), star ? words().star(star) : words().noStar])
const waitingOptions = (): Options => Object.entries(words().buyer.list.waitingOn)
const stateOptions = (): Options => Object.entries(words().state)

function Chosen(props: { label: string; name: ListFilter; options: Options; search: URLSearchParams; set: SetFilter }) {
  return (
    <SelectField
      label={props.label}
      value={props.search.get(props.name) ?? ''}
      onValue={(value) => props.set(props.name, value)}
      options={[['', words().buyer.list.all], ...props.options]}
    />
  )
}

export function Filters(props: { search: URLSearchParams; set: SetFilter; go: (address: string) => void }) {
  const { search } = props
  const text = words().buyer.list
  return (
    <form class="filter-form" role="search" onSubmit={(event) => event.preventDefault()}>
      <div class="filters">
        <Typed label={text.search} name="text" type="search" {...props} />
        <SelectField
          label={text.status}
          value={statusOf(search) ?? ''}
          onValue={(key) => props.go(listAddress(withStatus(search, (key || null) as StatusKey | null)))}
          options={[['', text.all], ...STATUS_KEYS.map((key): [string, string] => [key, words().status[key]])]}
        />
        <Chosen label={text.star} name="required_star" options={starOptions([1, 2, 3, 4, 5])} {...props} />
        <Chosen label={text.task} name="task" options={TASK_FILTERS.map((code) => [code, words().task[code]])} {...props} />
        <Chosen label={text.owner} name="owner" options={ownerOptions(search.get('owner'))} {...props} />
      </div>
      <details>
        <summary>{text.moreFilters}</summary>
        <div class="filters">
          <Typed label={text.category} name="category" type="text" {...props} />
          <Typed label={text.tag} name="tag" type="text" {...props} />
          <Chosen label={text.held} name="held_star" options={starOptions([0, 1, 2, 3, 4, 5])} {...props} />
          <Chosen label={text.waiting} name="waiting_on" options={waitingOptions()} {...props} />
          <Chosen label={text.columns.state} name="state" options={stateOptions()} {...props} />
          <Typed label={text.dueBy} name="due_by" type="date" {...props} />
          <Typed label={text.expiring} name="expiring_within" type="number" {...props} />
          <Typed label={text.unchecked} name="unchecked_since" type="date" {...props} />
          <Chosen label={words().buyer.remarks.title} name="number_remark" options={remarkOptions()} {...props} />
        </div>
      </details>
    </form>
  )
}

// What the address says of a filter, in words; of several, all.
function told(search: URLSearchParams, name: ListFilter, options: Options): string | null {
  const value = search.get(name)
  return value && listText(value.split(',').map((one) => options.find(([code]) => code === one)?.[1] ?? one))
}

function chipsOf(search: URLSearchParams): [names: ListFilter[], label: string, value: string | null][] {
  const text = words().buyer.list
  const status = search.get('status')
  const key = statusOf(search)
  const days = search.get('expiring_within')
  const statuses = Object.entries(words().status)
  return [
    [['text'], text.searched, search.get('text')],
    [['status', 'waiting_on'], text.status, key ? words().status[key] : told(search, 'status', statuses)],
    [['waiting_on'], text.waiting, status ? null : told(search, 'waiting_on', waitingOptions())],
    [['required_star'], text.star, told(search, 'required_star', starOptions([0, 1, 2, 3, 4, 5]))],
    [['held_star'], text.held, told(search, 'held_star', starOptions([0, 1, 2, 3, 4, 5]))],
    [['category'], text.category, search.get('category')],
    [['tag'], text.tag, search.get('tag')],
    [['owner'], text.owner, told(search, 'owner', ownerOptions(search.get('owner')))],
    [['state'], text.columns.state, told(search, 'state', stateOptions())],
    [['due_by'], text.dueBy, search.get('due_by') && dayText(search.get('due_by'))],
    [['expiring_within'], text.expiring, days && text.days(Number(days))],
    [['unchecked_since'], text.unchecked, search.get('unchecked_since') && dayText(search.get('unchecked_since'))],
    [['number_remark'], words().buyer.remarks.title, told(search, 'number_remark', remarkOptions())],
    [['task'], text.task, told(search, 'task', Object.entries(words().task))],
  ]
}

// Every filter of the address, each to be taken away: also those that no field above stands for.
export function Chips(props: { search: URLSearchParams; go: (address: string) => void }) {
  const text = words().buyer.list
  const without = (names: string[]) => {
    const next = new URLSearchParams(props.search)
    for (const name of names) next.delete(name)
    return listAddress(next)
  }
  const all = chipsOf(props.search)
  const chips = all.filter(([, , value]) => value)
  if (chips.length === 0) return null
  return (
    <ul class="chips" aria-label={text.filters}>
      {chips.map(([names, label, value]) => (
        <li key={label}>
          <button type="button" onClick={() => props.go(without(names))} aria-label={text.without(words().labelled(label, value!))}>
            {words().labelled(label, value!)} <span aria-hidden="true">✕</span>
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
