// SPDX-License-Identifier: Apache-2.0
// All that happened about one supplier, the newest first: when, what, and who did it.
import type { Schemas } from '../api'
import { dayOf } from '../day'
import { supplierHistoryList } from '../operations'
import { usePages } from '../queries'
import { Loaded, More } from '../ui/loaded'
import { OWN_SOURCE } from '../ui/sheet'
import { dayText, listText, numberText, shortDayText, words } from '../words'

type Entry = Schemas['HistoryEntry']

const named = (names: Record<string, string>, code: string | undefined) => (code && names[code]) ?? code

type Change = NonNullable<Entry['data']['changes']>[number]

function changeText({ member, from, to }: Change): string {
  const text = words().buyer.past
  const side = (values?: string[]) => (values === undefined ? text.untold : values.length > 0 ? listText(values) : text.nothing)
  return from === undefined && to === undefined ? text.changed(text.members[member]) : text.change(text.members[member], side(from), side(to))
}

// What an entry tells besides its name.
function details({ code, day, recorded_at, data }: Entry): string[] {
  const { buyer } = words()
  const text = buyer.past
  const look = code === 'look'
  const found = [
    data.star && words().star(data.star),
    data.assurance && words().level[data.assurance],
    data.id,
    named(look ? buyer.partners.results : buyer.declarations.results, data.result),
    named(look ? buyer.partners.methods : buyer.declarations.methods, data.method),
    data.outcome && buyer.consultations.outcomes[data.outcome],
    data.cost !== undefined && text.cost(numberText(data.cost)),
    data.bears && buyer.consultations.bearers[data.bears],
    data.kinds && listText(data.kinds.map((kind) => text.kinds[kind])),
    named(text.mails, data.mail),
    data.to,
    named(words().mailState, data.state),
    data.due && text.due(shortDayText(data.due)),
    data.from && text.from(shortDayText(data.from)),
    data.until && text.until(shortDayText(data.until)),
    code.startsWith('requirement_') && text.applies(shortDayText(day)),
    ['check', 'look', 'talks', 'declaration'].includes(code) && day !== dayOf(recorded_at) && text.on(shortDayText(day)),
    data.rule && text.rule(data.rule),
    data.source && (data.source === OWN_SOURCE ? text.ownImport : text.source(data.source)),
    data.withdrawn && text.withdrawn,
    data.replaced && text.replaced,
  ]
  return found.filter((part): part is string => typeof part === 'string' && part !== '')
}

function whoText({ side, by }: Entry): string {
  const text = words().buyer.past
  if (side === null) return text.byRule
  return side === 'supplier' ? words().actor.supplier : (by ?? words().buyer.one.ourselves)
}

function One(props: { entry: Entry }) {
  const { entry } = props
  const text = words().buyer.past
  return (
    <li>
      <time dateTime={entry.recorded_at}>{dayText(dayOf(entry.recorded_at))}</time>
      <span>
        <strong>{text.codes[entry.code]}</strong> {details(entry).join(words().separator)}
        {entry.joined && <span class="aside"> {text.joined}</span>}
      </span>
      <span class="aside">{whoText(entry)}</span>
      {entry.data.changes && (
        <ul class="changes">
          {entry.data.changes.map((change) => (
            <li key={change.member}>{changeText(change)}</li>
          ))}
        </ul>
      )}
      {entry.data.text && <blockquote>{entry.data.text}</blockquote>}
    </li>
  )
}

export function History(props: { relationship: string }) {
  const pages = usePages(supplierHistoryList, { supplier: props.relationship, limit: 20 }, (page) =>
    page.next_cursor ? { cursor: page.next_cursor } : undefined,
  )
  return (
    <section class="card wide-card">
      <h2>{words().buyer.past.title}</h2>
      <Loaded query={pages}>
        {(found) => (
          <>
            <ol class="rows past">
              {found.pages
                .flatMap((page) => page.items)
                .map((entry, at) => (
                  <One key={at} entry={entry} />
                ))}
            </ol>
            <More pages={pages} />
          </>
        )}
      </Loaded>
    </section>
  )
}
