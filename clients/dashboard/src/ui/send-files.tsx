// SPDX-License-Identifier: Apache-2.0
// Files on their way in: chosen, dropped or photographed, sent one after the other with progress, and linked to what they prove.
import type { ComponentChildren } from 'preact'
import { useState } from 'preact/hooks'
import { useId } from '../ids'
import type { Schemas } from '../api'
import { sendFile } from '../api'
import { evidenceAdd, evidenceContentPut, evidenceList } from '../operations'
import { useAct, useTouch } from '../queries'
import { words } from '../words'
import { ProblemNotice } from './notice'

const TYPES = '.pdf,.docx,.xlsx,.pptx,.txt,.csv,.jpg,.jpeg,.png,.heic,.webp'

export type Side = Schemas['Evidence']['side']
type Links = Schemas['EvidenceLink'][]

// One after the other: the server takes few at a time.
async function sendAll(files: File[], side: Side, links: Links, tell: (done: number) => void) {
  const whole = files.reduce((sum, { size }) => sum + size, 0)
  let before = 0
  for (const file of files) {
    const { evidence } = await evidenceAdd({ body: { name: file.name, side, links } })
    await sendFile(evidenceContentPut, { evidence }, file, (sent) => tell((before + sent) / whole))
    before += file.size
  }
}

// `children`: what is asked before a file is chosen; it is told whether one is being sent.
export function SendFiles(props: { side: Side; links: Links; children?: (busy: boolean) => ComponentChildren }) {
  const text = words().evidence
  const id = useId()
  const [over, setOver] = useState(false)
  const [done, setDone] = useState(0)
  const touch = useTouch()
  const send = useAct(
    (files: File[]) => sendAll(files, props.side, props.links, setDone).finally(() => touch(evidenceList)),
    () => setDone(0),
  )
  const take = (list: FileList | null | undefined) => {
    if (list && list.length > 0 && !send.isPending) send.mutate([...list])
  }
  const chooser = (name: string, label: string, more: { accept: string; multiple?: boolean; capture?: 'environment' }) => (
    <div class="field">
      <label for={`${id}-${name}`}>{label}</label>
      <input
        id={`${id}-${name}`}
        type="file"
        disabled={send.isPending}
        {...more}
        onChange={(event) => {
          take(event.currentTarget.files)
          event.currentTarget.value = ''
        }}
      />
    </div>
  )
  return (
    <div
      class={over ? 'drop over' : 'drop'}
      onDragOver={(event) => {
        event.preventDefault()
        setOver(true)
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault()
        setOver(false)
        take(event.dataTransfer?.files)
      }}
    >
      {props.children?.(send.isPending)}
      {chooser('file', text.choose, { accept: TYPES, multiple: true })}
      {chooser('photo', text.photo, { accept: 'image/jpeg', capture: 'environment' })}
      <p class="aside">{text.dropHint}</p>
      {send.isPending && <progress value={done} max={1} aria-label={text.sending} />}
      <ProblemNotice error={send.error} />
    </div>
  )
}
