// SPDX-License-Identifier: Apache-2.0
// The evidence files of one thing, where it is: those that are linked to it, and a new one.
import { useState } from 'preact/hooks'
import type { Schemas } from '../api'
import { evidenceContentGet, useEvidenceDelete, useEvidenceList, useEvidenceWithdraw } from '../operations'
import { words } from '../words'
import { Allowed } from './allowed'
import { Confirm } from './confirm'
import { EvidenceSave, EvidenceTold } from './evidence-file'
import { Loaded } from './loaded'
import { SendFiles, type Side } from './send-files'

type Link = Schemas['EvidenceLink']

const WRITE = { buyer: 'buyer:write', supplier: 'supplier:write' } as const

// A file of the organisation's own, with what can be done to it.
export function OwnFile(props: { file: Schemas['Evidence'] }) {
  const { file } = props
  const { evidence, state, side } = file
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
      <Allowed right={WRITE[side]}>
        {state === 'stored' && (
          <Confirm label={words().supplier.check.withdraw} lead={text.withdrawLeads[side]} action={() => withdraw.mutateAsync({ evidence })} />
        )}
        {state !== 'erased' && <Confirm label={text.erase} lead={text.eraseLead} action={() => erase.mutateAsync({ evidence })} />}
      </Allowed>
    </li>
  )
}

function Files(props: { side: Side; link: Link }) {
  const { side, link } = props
  const files = useEvidenceList({ side, linked_to: link.id })
  const linked = (one: Schemas['EvidenceLinked']) => one.kind === link.kind && one.id === link.id && one.criterion === (link.criterion ?? null)
  return (
    <>
      <Loaded query={files}>
        {({ items }) => {
          const own = items.filter(({ links, state }) => state !== 'erased' && links.some(linked))
          return own.length === 0 ? (
            <p class="empty">{words().evidence.none}</p>
          ) : (
            <ul class="rows">
              {own.map((file) => (
                <OwnFile key={file.evidence} file={file} />
              ))}
            </ul>
          )
        }}
      </Loaded>
      <Allowed right={WRITE[side]}>
        <SendFiles side={side} links={[link]} />
      </Allowed>
    </>
  )
}

// Read when it is opened.
export function Attached(props: { side: Side; link: Link }) {
  const [open, setOpen] = useState(false)
  return (
    <details class="history" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{words().evidence.title}</summary>
      {open && <Files {...props} />}
    </details>
  )
}
