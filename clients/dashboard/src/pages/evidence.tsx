// SPDX-License-Identifier: Apache-2.0
// The supplier's evidence files: chosen, dropped or photographed, sent with progress, and linked to what they prove.
import { useState } from 'preact/hooks'
import type { Schemas } from '../api'
import { sendFile } from '../api'
import {
  evidenceAdd,
  evidenceContentGet,
  evidenceContentPut,
  evidenceList,
  useDeclarationList,
  useEvidenceDelete,
  useEvidenceList,
  useEvidenceWithdraw,
  usePaperList,
} from '../operations'
import { useAct, useTouch } from '../queries'
import { Allowed } from '../ui/allowed'
import { Confirm } from '../ui/confirm'
import { EvidenceSave, EvidenceTold } from '../ui/evidence-file'
import { SelectField } from '../ui/form'
import { Loaded } from '../ui/loaded'
import { ProblemNotice } from '../ui/notice'
import { dayText, words } from '../words'

const TYPES = '.pdf,.docx,.xlsx,.pptx,.txt,.csv,.jpg,.jpeg,.png,.heic,.webp'

type Link = Schemas['EvidenceLink']

// What a file may prove, as the options of a select: what is on file here.
function useTargets(): [string, string][] {
  const papers = usePaperList()
  const declarations = useDeclarationList()
  const text = words()
  return [
    ['', text.evidence.noLink],
    ...(papers.data?.items ?? [])
      .filter((paper) => !paper.withdrawn_on)
      .map(({ paper, kind, dated_on }): [string, string] => [`paper ${paper}`, `${text.supplier.stars.kinds[kind]} ${dayText(dated_on)}`]),
    ...(declarations.data?.items ?? []).map(({ declaration, star, declared_on }): [string, string] => [
      `declaration ${declaration}`,
      `${text.star(star)} ${dayText(declared_on)}`,
    ]),
  ]
}

function linksOf(target: string): Link[] {
  const [kind, id] = target.split(' ')
  return id ? [{ kind: kind as Link['kind'], id }] : []
}

// One after the other: the server takes few at a time.
async function sendAll(files: File[], links: Link[], tell: (done: number) => void) {
  const whole = files.reduce((sum, { size }) => sum + size, 0)
  let before = 0
  for (const file of files) {
    const { evidence } = await evidenceAdd({ body: { name: file.name, links } })
    await sendFile(evidenceContentPut, { evidence }, file, (sent) => tell((before + sent) / whole))
    before += file.size
  }
}

function Add() {
  const text = words().evidence
  const [target, setTarget] = useState('')
  const [over, setOver] = useState(false)
  const [done, setDone] = useState(0)
  const targets = useTargets()
  const touch = useTouch()
  const send = useAct(
    (files: File[]) => sendAll(files, linksOf(target), setDone).finally(() => touch(evidenceList)),
    () => setDone(0),
  )
  const take = (list: FileList | null | undefined) => {
    if (list && list.length > 0 && !send.isPending) send.mutate([...list])
  }
  const chooser = (id: string, label: string, more: { accept: string; multiple?: boolean; capture?: 'environment' }) => (
    <div class="field">
      <label for={id}>{label}</label>
      <input
        id={id}
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
      <SelectField label={text.proves} value={target} onValue={setTarget} options={targets} disabled={send.isPending} />
      {chooser('evidence-file', text.choose, { accept: TYPES, multiple: true })}
      {chooser('evidence-photo', text.photo, { accept: 'image/jpeg', capture: 'environment' })}
      <p class="aside">{text.dropHint}</p>
      {send.isPending && <progress value={done} max={1} aria-label={text.sending} />}
      <ProblemNotice error={send.error} />
    </div>
  )
}

function One(props: { file: Schemas['Evidence'] }) {
  const { file } = props
  const { evidence, state } = file
  const text = words().evidence
  const withdraw = useEvidenceWithdraw()
  const erase = useEvidenceDelete()
  return (
    <li>
      <EvidenceTold file={file} />
      {state !== 'stored' && <span class="aside">{words().evidenceState[state]}</span>}
      {(state === 'stored' || state === 'withdrawn') && (
        <EvidenceSave file={file} bytes={() => evidenceContentGet.blob('application/octet-stream', { evidence })} />
      )}
      <Allowed right="supplier:write">
        {state === 'stored' && <Confirm label={words().supplier.check.withdraw} lead={text.withdrawLead} action={() => withdraw.mutateAsync({ evidence })} />}
        {state !== 'erased' && <Confirm label={text.erase} lead={text.eraseLead} action={() => erase.mutateAsync({ evidence })} />}
      </Allowed>
    </li>
  )
}

export function EvidenceFiles() {
  const text = words().evidence
  const files = useEvidenceList({ side: 'supplier' })
  return (
    <section class="card">
      <h2>{text.title}</h2>
      <p class="aside">{text.lead}</p>
      <Loaded query={files}>
        {({ items }) =>
          items.length === 0 ? (
            <p class="empty">{text.none}</p>
          ) : (
            <ul class="rows">
              {items.map((file) => (
                <One key={file.evidence} file={file} />
              ))}
            </ul>
          )
        }
      </Loaded>
      <Allowed right="supplier:write">
        <Add />
      </Allowed>
    </section>
  )
}
