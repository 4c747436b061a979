// SPDX-License-Identifier: Apache-2.0
// A button that asks once more before it does what cannot be undone.
import type { ComponentChildren } from 'preact'
import { useState } from 'preact/hooks'
import { useAct } from '../queries'
import { words } from '../words'
import { Dialog } from './actions'
import { ProblemNotice } from './notice'

// `kind`: how its first button looks; what takes something away is `danger`.
// `children`: what it is about, as it is now; `onAsk` is the time to look, and nothing is done until it is `ready`.
export function Confirm(props: {
  label: string
  lead: string
  kind?: 'danger' | 'primary' | ''
  action: () => Promise<unknown>
  onAsk?: () => void
  ready?: boolean
  children?: ComponentChildren
}) {
  const kind = props.kind ?? 'danger'
  const [asked, setAsked] = useState(false)
  const act = useAct(props.action, () => setAsked(false))
  const waits = act.isPending || props.ready === false
  return (
    <>
      <button
        type="button"
        class={kind}
        onClick={() => {
          act.reset()
          props.onAsk?.()
          setAsked(true)
        }}
      >
        {props.label}
      </button>
      <Dialog title={props.label} open={asked} onClose={() => setAsked(false)}>
        {props.children}
        <p>{props.lead}</p>
        <ProblemNotice error={act.error} />
        <div class="form-actions">
          <button type="button" class={kind || 'primary'} aria-disabled={waits} onClick={() => !waits && act.mutate(undefined)}>
            {props.label}
          </button>
          <button type="button" onClick={() => setAsked(false)}>
            {words().cancel}
          </button>
        </div>
      </Dialog>
    </>
  )
}
