// SPDX-License-Identifier: Apache-2.0
// A button that asks once more before it does what cannot be undone.
import type { ComponentChildren } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import { useAct } from '../queries'
import { words } from '../words'
import { Dialog } from './actions'
import { ProblemNotice } from './notice'

type Asked = {
  label: string
  lead: string
  kind?: 'danger' | 'primary' | ''
  action: () => Promise<unknown>
  ready?: boolean
  children?: ComponentChildren
}

// The question itself, where something else than a button of its own asks it.
export function ConfirmDialog(props: Asked & { open: boolean; onClose: () => void }) {
  const act = useAct(props.action, props.onClose)
  const waits = act.isPending || props.ready === false
  useEffect(() => {
    if (props.open) act.reset()
  }, [props.open])
  return (
    <Dialog title={props.label} open={props.open} onClose={props.onClose}>
      {props.children}
      <p>{props.lead}</p>
      <ProblemNotice error={act.error} />
      <div class="form-actions">
        <button type="button" class={(props.kind ?? 'danger') || 'primary'} aria-disabled={waits} onClick={() => !waits && act.mutate(undefined)}>
          {props.label}
        </button>
        <button type="button" onClick={props.onClose}>
          {words().cancel}
        </button>
      </div>
    </Dialog>
  )
}

// `kind`: how its first button looks; what takes something away is `danger`. `offered`: false as long as it cannot be asked.
// `children`: what it is about, as it is now; `onAsk` is the time to look, and nothing is done until it is `ready`.
export function Confirm({ onAsk, offered = true, ...asked }: Asked & { onAsk?: () => void; offered?: boolean }) {
  const [open, setOpen] = useState(false)
  return (
    <>
      <button
        type="button"
        class={asked.kind ?? 'danger'}
        aria-disabled={!offered}
        onClick={() => {
          if (!offered) return
          onAsk?.()
          setOpen(true)
        }}
      >
        {asked.label}
      </button>
      <ConfirmDialog {...asked} open={open} onClose={() => setOpen(false)} />
    </>
  )
}
