// SPDX-License-Identifier: Apache-2.0
// What went wrong, and what was done: in words, announced to screen readers.
import type { ComponentChildren } from 'preact'
import { Problem, Unreadable } from '../api'
import { words } from '../words'

export function Notice(props: { kind?: 'info' | 'good' | 'bad'; children: ComponentChildren }) {
  const kind = props.kind ?? 'info'
  return (
    <div class={`notice notice-${kind}`} role={kind === 'bad' ? 'alert' : 'status'}>
      {props.children}
    </div>
  )
}

// The server words refusals for programs too; a person reads these in the page's words.
function ownText(problem: Problem): string | undefined {
  const text = words().problems
  if (problem.code === 'session_ended' || problem.code === 'unauthenticated') return words().signIn.ended
  return text[problem.code as keyof typeof text]
}

export function problemText(error: unknown): string {
  if (error instanceof Unreadable) return words().buyer.sheet.unreadable
  return error instanceof Problem ? (ownText(error) ?? error.message) : words().lost
}

// `known`: pointers whose faults stand at their fields.
// What stands in the way, where a refusal names it.
function named(error: unknown): string[] {
  const keys = error instanceof Problem ? error.params.keys : undefined
  return Array.isArray(keys) ? keys.map((key: { name: string }) => key.name) : []
}

export function ProblemNotice(props: { error: unknown; known?: string[] }) {
  if (!props.error) return null
  const faults = props.error instanceof Problem ? props.error.faults : []
  // Headers are the page's own matter.
  const others = faults.filter(({ pointer }) => !props.known?.includes(pointer) && !pointer.startsWith('header:'))
  return (
    <Notice kind="bad">
      <p>{problemText(props.error)}</p>
      {others.length + named(props.error).length > 0 && (
        <ul>
          {others.map((fault) => (
            <li key={fault.pointer + fault.code}>{fault.text}</li>
          ))}
          {named(props.error).map((name) => (
            <li key={name}>{name}</li>
          ))}
        </ul>
      )}
    </Notice>
  )
}
