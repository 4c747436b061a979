// SPDX-License-Identifier: Apache-2.0
// Takes away what others change too: what goes is what the dialog shows. Where somebody else was faster, the dialog shows what
// is there now, and it can be confirmed again.
import type { ComponentChildren } from 'preact'
import { useState } from 'preact/hooks'
import type { Answer, Input, Operation, OperationId } from '../api'
import { useKnown } from '../queries'
import { Confirm } from './confirm'
import { Loaded } from './loaded'

// `of`: how it is read, with its tag, which `action` sends as what it replaces.
export function Remove<O extends OperationId>(props: {
  of: Operation<O>
  input: Input<O>
  label: string
  lead: string
  action: (replaces: string) => Promise<unknown>
  children: (found: Answer<O>) => ComponentChildren
}) {
  const [asked, setAsked] = useState(false)
  const now = useKnown(props.of, props.input, { fresh: true, enabled: asked })
  return (
    <Confirm
      label={props.label}
      lead={props.lead}
      ready={!now.isFetching && Boolean(now.data)}
      onAsk={() => (asked ? void now.refetch() : setAsked(true))}
      action={() =>
        props.action(now.data?.tag ?? '').catch(async (error: unknown) => {
          await now.refetch()
          throw error
        })
      }
    >
      <Loaded query={now}>{(found) => found && props.children(found.data)}</Loaded>
    </Confirm>
  )
}
