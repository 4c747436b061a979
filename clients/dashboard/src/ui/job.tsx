// SPDX-License-Identifier: Apache-2.0
// What goes on after a 202: a bar until the job is done, to stop it and to start it again.
import type { ComponentChildren } from 'preact'
import { useEffect } from 'preact/hooks'
import { Link } from 'wouter'
import type { Schemas } from '../api'
import { useJobGet, useJobStart, useJobStop } from '../operations'
import { useKept } from '../queries'
import { useRights } from '../session'
import { numberText, words } from '../words'
import { Notice, ProblemNotice } from './notice'

type Job = Schemas['Job']
const LOOK_EVERY_MS = 1000

export function ended(job: Job | undefined): boolean {
  return job?.state === 'done' || job?.state === 'stopped'
}

// What whoever looks at it may do with it; what decides statuses is the other sides', too, and nobody stops that.
export function JobActs(props: { job: Job }) {
  const { job } = props
  const rights = useRights()
  const text = words().organisation.jobs
  const stop = useJobStop()
  const start = useJobStart()
  const able = rights.has('buyer:write') || (job.kind === 'status' && rights.has('supplier:write'))
  return (
    <>
      {able && job.kind !== 'status' && !ended(job) && (
        <button type="button" aria-disabled={stop.isPending} onClick={() => !stop.isPending && stop.mutate({ job: job.job })}>
          {text.stop}
        </button>
      )}
      {able && job.state === 'stopped' && (
        <button type="button" aria-disabled={start.isPending} onClick={() => !start.isPending && start.mutate({ job: job.job })}>
          {text.start}
        </button>
      )}
      <ProblemNotice error={stop.error ?? start.error} />
    </>
  )
}

function State(props: { job: Job; title?: string | undefined; done: ComponentChildren }) {
  const { job } = props
  const text = words().buyer.sheet
  if (job.state === 'done') return <Notice kind="good">{props.done}</Notice>
  if (job.state === 'stopped')
    return (
      <Notice kind="bad">
        {text.stopped} {job.error?.text}
      </Notice>
    )
  return (
    <>
      {props.title && <h2>{props.title}</h2>}
      <p>
        <progress value={job.done} max={job.total || 1} aria-label={text.running} /> {text.progress(numberText(job.done), numberText(job.total))}
      </p>
    </>
  )
}

// `title` stands above it as long as it goes on. `here`: this is the job's own page, and nothing leads to it.
export function JobProgress(props: { job: string; title?: string; done: ComponentChildren; here?: boolean }) {
  const kept = useKept()
  const job = useJobGet({ job: props.job }, { every: (known) => (ended(known) ? false : LOOK_EVERY_MS) })
  const state = job.data?.state
  useEffect(() => {
    if (state === 'done') void kept.renewAllBut('jobs')
  }, [state])
  if (job.isError) return <ProblemNotice error={job.error} />
  if (!job.data) return null
  return (
    <>
      <State job={job.data} title={props.title} done={props.done} />
      {!props.here && (
        <p>
          <Link href={`/jobs/${props.job}`}>{words().organisation.jobs.one}</Link>
        </p>
      )}
    </>
  )
}
