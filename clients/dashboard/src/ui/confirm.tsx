// SPDX-License-Identifier: Apache-2.0
// A button that asks once more before it does what cannot be undone.
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'preact/hooks'
import { words } from '../words'
import { Dialog } from './actions'
import { ProblemNotice } from './notice'

// `kind`: how its first button looks; what takes something away is `danger`.
export function Confirm(props: { label: string; lead: string; kind?: 'danger' | 'primary' | ''; action: () => Promise<unknown> }) {
  const kind = props.kind ?? 'danger'
  const [asked, setAsked] = useState(false)
  const client = useQueryClient()
  const act = useMutation({
    mutationFn: props.action,
    onSuccess: () => {
      setAsked(false)
      return client.invalidateQueries()
    },
  })
  return (
    <>
      <button type="button" class={kind} onClick={() => setAsked(true)}>
        {props.label}
      </button>
      <Dialog title={props.label} open={asked} onClose={() => setAsked(false)}>
        <p>{props.lead}</p>
        <ProblemNotice error={act.error} />
        <div class="form-actions">
          <button type="button" class={kind || 'primary'} aria-disabled={act.isPending} onClick={() => !act.isPending && act.mutate()}>
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
