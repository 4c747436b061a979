// SPDX-License-Identifier: Apache-2.0
// From one thing to do to the next of its kind, without the way back to the list.
import { Link, useSearch } from 'wouter'
import type { Input } from '../api'
import { useTaskList } from '../operations'
import { inboxAddress, taskAddress, taskName } from '../tasks'
import { words } from '../words'

// Of the kind by which the page was come to. It stays in sight, for what is done may stand far down the page.
export function NextTask(props: { relationship: string }) {
  const search = new URLSearchParams(useSearch())
  const code = search.get('task')
  const owner = search.get('owner')
  const query = { side: 'buyer', code: [code ?? ''], ...(owner && { owner }), limit: 2 } as Input<'task_list'>
  const found = useTaskList(query, { enabled: code !== null })
  if (!code || !found.data) return null
  const text = words().inbox
  const next = found.data.items.find((item) => item.relationship !== props.relationship)
  return (
    <section class="next-task" aria-label={text.title}>
      {next ? (
        <Link href={taskAddress(next, owner)} class="button primary" title={next.name ?? undefined}>
          {text.next(taskName(code))}
        </Link>
      ) : (
        <span>{text.noNext(taskName(code))}</span>
      )}
      <Link href={inboxAddress('buyer', { ...(owner && { owner }), code })}>{text.back}</Link>
    </section>
  )
}
