// SPDX-License-Identifier: Apache-2.0
// What goes on after a 202: a bar until the job is done.
import { useEffect } from 'preact/hooks'
import type { Schemas } from '../api'
import { useJobGet } from '../operations'
import { useKept } from '../queries'
import { numberText, words } from '../words'
import { Notice, ProblemNotice } from './notice'

const LOOK_EVERY_MS = 1000

function ended(job: Schemas['Job'] | undefined): boolean {
  return job?.state === 'done' || job?.state === 'stopped'
}

// `title` stands above it as long as it goes on.
export function JobProgress(props: { job: string; title?: string; done: string }) {
  const kept = useKept()
  const text = words().buyer.sheet
  const job = useJobGet({ job: props.job }, { every: (known) => (ended(known) ? false : LOOK_EVERY_MS) })
  const state = job.data?.state
  useEffect(() => {
    if (state === 'done') void kept.renewAllBut('jobs')
  }, [state])
  if (job.isError) return <ProblemNotice error={job.error} />
  if (!job.data) return null
  if (state === 'done') return <Notice kind="good">{props.done}</Notice>
  if (state === 'stopped')
    return (
      <Notice kind="bad">
        {text.stopped} {job.data.error?.text}
      </Notice>
    )
  const shown = text.progress(numberText(job.data.done), numberText(job.data.total))
  return (
    <>
      {props.title && <h2>{props.title}</h2>}
      <p>
        <progress value={job.data.done} max={job.data.total || 1} aria-label={text.running} /> {shown}
      </p>
    </>
  )
}
