// SPDX-License-Identifier: Apache-2.0
// What a criterion means, what to do where it is not met, and what shows that it is.
import { type ComponentChildren, createContext } from 'preact'
import { useContext } from 'preact/hooks'
import type { Schemas } from '../api'
import { useEditionHelp } from '../operations'
import { words } from '../words'

// By criterion. Empty until they have come: nothing waits for them.
const Texts = createContext<ReadonlyMap<string, Schemas['EditionHelp']['criteria'][number]>>(new Map())

export function Helped(props: { edition: string | null; children: ComponentChildren }) {
  const { data } = useEditionHelp({ edition: props.edition ?? '' }, { enabled: props.edition !== null, lasting: true })
  return <Texts.Provider value={new Map(data?.criteria.map((one) => [one.criterion, one]))}>{props.children}</Texts.Provider>
}

// Closed until it is asked for, or needed. Nothing where there is no text of a criterion.
export function CriterionHelp(props: { criterion: string; open?: boolean }) {
  const help = useContext(Texts).get(props.criterion)
  if (!help) return null
  const text = words().supplier.check
  return (
    <details class="help" open={props.open}>
      <summary>{text.help}</summary>
      <p>{help.meaning}</p>
      <p>
        <strong>{text.action}</strong>
      </p>
      <ol>
        {help.steps.map((step) => (
          <li key={step}>{step}</li>
        ))}
      </ol>
      {help.evidence && <p class="aside">{words().labelled(text.evidence, help.evidence)}</p>}
    </details>
  )
}
