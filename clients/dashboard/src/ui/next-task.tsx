// SPDX-License-Identifier: Apache-2.0
// From one thing to do to the next of its kind, without the way back to the list.
import { useEffect } from 'preact/hooks'
import { Link, useSearch } from 'wouter'
import type { Input } from '../api'
import { Parameters } from '../limits'
import { taskList } from '../operations'
import { usePages } from '../queries'
import { inboxAddress, standsBehind, taskAddress, taskName } from '../tasks'
import { words } from '../words'

type Props = { relationship: string; code: string; owner: string | null; since: string }

// It stays in sight, for what is done may stand far down the page. Who leaves one open goes on to the one behind it, never back.
function NextOfKind({ relationship, code, owner, since }: Props) {
  const query = { side: 'buyer', code: [code], ...(owner && { owner }), limit: Parameters.limit.maximum } as Input<'task_list'>
  const pages = usePages(taskList, query, (page) => (page.next_cursor ? { cursor: page.next_cursor } : undefined))
  const next = pages.data?.pages.flatMap(({ items }) => items).find((item) => standsBehind(item, since, relationship))
  const searching = !next && pages.hasNextPage && !pages.isFetchNextPageError
  useEffect(() => {
    if (searching && !pages.isFetchingNextPage) void pages.fetchNextPage()
  }, [searching, pages.isFetchingNextPage])
  if (!pages.data || searching) return null
  const text = words().inbox
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

// Of the kind by which the page was come to.
export function NextTask(props: { relationship: string }) {
  const search = new URLSearchParams(useSearch())
  const code = search.get('task')
  return code && <NextOfKind {...props} code={code} owner={search.get('owner')} since={search.get('since') ?? ''} />
}
