// SPDX-License-Identifier: Apache-2.0
// Editing what others edit too. A form begins with the whole object and sends the tag of what it began with. Where
// somebody else was faster, both versions are shown and the reader chooses; nothing typed is lost.
import { useState } from 'preact/hooks'
import { Problem } from '../api'
import { type Known, useAct } from '../queries'
import { words } from '../words'
import { Notice, ProblemNotice } from './notice'

function isConflict(error: unknown): boolean {
  return error instanceof Problem && (error.status === 412 || error.status === 428)
}

export function useVersioned<T, D, R>(use: {
  start: Known<T>
  load: (draft: D) => Promise<Known<T>>
  draftOf: (version: Known<T>) => D
  send: (draft: D, version: Known<T>) => Promise<R>
  onSaved?: (saved: R) => unknown
}) {
  const [version, setVersion] = useState(use.start)
  const [draft, setDraft] = useState(() => use.draftOf(use.start))
  const [theirs, setTheirs] = useState<Known<T> | undefined>()
  const save = useAct(
    (replaced: Known<T>) =>
      use.send(draft, replaced).catch(async (error: unknown) => {
        if (isConflict(error)) setTheirs(await use.load(draft))
        throw error
      }),
    use.onSaved,
  )
  return {
    version,
    draft,
    setDraft,
    theirs,
    saved: save.data,
    busy: save.isPending,
    error: isConflict(save.error) && theirs !== undefined ? null : save.error,
    submit: () => theirs === undefined && save.mutate(version),
    takeTheirs: () => {
      setVersion(theirs ?? null)
      setDraft(use.draftOf(theirs ?? null))
      setTheirs(undefined)
      save.reset()
    },
    keepMine: () => {
      const replaced = theirs ?? null
      setVersion(replaced)
      setTheirs(undefined)
      save.mutate(replaced)
    },
  }
}

type Texts = [name: string, value: string][]

// Where the two versions differ, beside each other.
export function Conflict(props: { mine: Texts; theirs: Texts; onMine: () => void; onTheirs: () => void }) {
  const text = words().conflict
  const mine = new Map(props.mine)
  const theirs = new Map(props.theirs)
  const names = [...new Set([...mine.keys(), ...theirs.keys()])].filter((name) => mine.get(name) !== theirs.get(name))
  return (
    <Notice kind="bad">
      <p>{text.lead}</p>
      {names.length > 0 && (
        <table>
          <thead>
            <tr>
              <th scope="col">{text.what}</th>
              <th scope="col">{text.theirs}</th>
              <th scope="col">{text.mine}</th>
            </tr>
          </thead>
          <tbody>
            {names.map((name) => (
              <tr key={name}>
                <th scope="row">{name}</th>
                <td>{theirs.get(name) || words().none}</td>
                <td>{mine.get(name) || words().none}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      <div class="form-actions">
        <button type="button" onClick={props.onTheirs}>
          {text.takeTheirs}
        </button>
        <button type="button" onClick={props.onMine}>
          {text.keepMine}
        </button>
      </div>
    </Notice>
  )
}

// The same over a form that begins with what is on file now (useDraft): a change that was refused has made that be read anew.
// Any other refusal is told as it is. `known`: pointers whose faults stand at their fields.
export function Refused<D>(props: {
  change: { error: unknown; reset: () => void }
  known: string[]
  mine: D
  theirs: D
  textsOf: (draft: D) => Texts
  onMine: () => void
  onTheirs: () => void
}) {
  const { change, textsOf, onTheirs } = props
  if (!isConflict(change.error)) return <ProblemNotice error={change.error} known={props.known} />
  const takeTheirs = () => {
    change.reset()
    onTheirs()
  }
  return <Conflict mine={textsOf(props.mine)} theirs={textsOf(props.theirs)} onMine={props.onMine} onTheirs={takeTheirs} />
}
