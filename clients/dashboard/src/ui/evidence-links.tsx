// SPDX-License-Identifier: Apache-2.0
// What stored files are linked to, changed: each file keeps its other links.
import { useState } from 'preact/hooks'
import type { Schemas } from '../api'
import { evidenceGet, evidencePut } from '../operations'
import { useAct, useTouch } from '../queries'
import { words } from '../words'
import { Form, SelectField } from './form'
import { ProblemNotice } from './notice'

export type Link = Schemas['EvidenceLink']
type Linked = Schemas['EvidenceLinked']

export const linkedTo = (link: Link) => (one: Linked) => one.kind === link.kind && one.id === link.id && one.criterion === (link.criterion ?? null)

export const inputOf = ({ kind, id, criterion }: Linked): Link => ({ kind, id, ...(criterion && { criterion }) })

// The record is replaced as a whole, so it is read anew before.
export function useRelink() {
  const touch = useTouch()
  return async (evidence: string, change: { add?: Link; drop?: Link }) => {
    const { data, tag } = await evidenceGet.tagged({ evidence })
    const { name, note, links } = data
    const { add, drop } = change
    const kept = (drop ? links.filter((one) => !linkedTo(drop)(one)) : links).map(inputOf)
    await evidencePut({ evidence, body: { name: name!, ...(note && { note }), links: add ? [...kept, add] : kept }, replaces: tag })
    await touch(evidencePut, { evidence })
  }
}

// One of several is chosen, and linked. `none`: what is said where there is nothing to choose from.
export function LinkForm(props: { label: string; options: [string, string][]; none: string; act: (chosen: string) => Promise<void>; onDone: () => void }) {
  const [chosen, setChosen] = useState(props.options[0]?.[0])
  const act = useAct(props.act, props.onDone)
  if (chosen === undefined)
    return (
      <>
        <p class="empty">{props.none}</p>
        <button type="button" onClick={props.onDone}>
          {words().close}
        </button>
      </>
    )
  return (
    <Form busy={act.isPending} submit={words().evidence.link} onSubmit={() => act.mutate(chosen)} onCancel={props.onDone}>
      <SelectField label={props.label} value={chosen} onValue={setChosen} options={props.options} />
      <ProblemNotice error={act.error} />
    </Form>
  )
}
