// SPDX-License-Identifier: Apache-2.0
// What a criterion means, and what to do where it is not met.
import { createContext } from 'preact'
import { useContext } from 'preact/hooks'
import type { Schemas } from '../api'
import { useEditionHelp } from '../operations'
import { language, words } from '../words'

type Topic = Schemas['EditionHelp']['topics'][number]

// By criterion. Empty until they have come: nothing waits for them.
export const Topics = createContext<ReadonlyMap<string, Topic>>(new Map())

export function useTopics(edition: string): ReadonlyMap<string, Topic> {
  const { data } = useEditionHelp({ edition }, { lasting: true })
  return new Map(data?.topics.flatMap((topic) => topic.criteria.map((criterion): [string, Topic] => [criterion, topic])))
}

export function Action(props: { criterion: string }) {
  const topic = useContext(Topics).get(props.criterion)
  if (!topic) return null
  return (
    <p class="help-action">
      <strong>{words().supplier.check.action}</strong> {topic.action[language.value]}
    </p>
  )
}

// Closed until it is asked for; what to do is said at once where it is needed.
export function CriterionHelp(props: { criterion: string; open: boolean }) {
  const topic = useContext(Topics).get(props.criterion)
  if (!topic) return null
  const text = words().supplier.check
  return (
    <>
      <details class="help">
        <summary>{text.meaning}</summary>
        <p>{topic.meaning[language.value]}</p>
        {!props.open && <Action criterion={props.criterion} />}
      </details>
      {props.open && <Action criterion={props.criterion} />}
    </>
  )
}
