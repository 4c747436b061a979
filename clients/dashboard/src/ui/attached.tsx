// SPDX-License-Identifier: Apache-2.0
// The evidence files of one thing, where it is: those that are linked to it, and a new one.
import type { ComponentChildren } from 'preact'
import { useState } from 'preact/hooks'
import type { Schemas } from '../api'
import { evidenceContentGet, useEvidenceDelete, useEvidenceList, useEvidenceWithdraw } from '../operations'
import { instantText, words } from '../words'
import { Allowed } from './allowed'
import { Confirm } from './confirm'
import { EvidenceSave, EvidenceTold } from './evidence-file'
import { type Link, linkedTo, LinkForm, useRelink } from './evidence-links'
import { Inline } from './inline'
import { Loaded } from './loaded'
import { SendFiles, type Side } from './send-files'

const WRITE = { buyer: 'buyer:write', supplier: 'supplier:write' } as const

// A file of the organisation's own, with what can be done to it. `link`: of what it can be unlinked; `children`: more of it.
export function OwnFile(props: { file: Schemas['Evidence']; link?: Link; children?: ComponentChildren }) {
  const { file, link } = props
  const { evidence, state, side } = file
  const text = words().evidence
  const withdraw = useEvidenceWithdraw()
  const erase = useEvidenceDelete()
  const relink = useRelink()
  return (
    <li>
      <EvidenceTold file={file} />
      {state !== 'stored' && <span class="aside">{words().evidenceState[state]}</span>}
      {(state === 'stored' || state === 'withdrawn') && (
        <EvidenceSave file={file} bytes={() => evidenceContentGet.blob('application/octet-stream', { evidence })} />
      )}
      <Allowed right={WRITE[side]}>
        {link && state === 'stored' && <Confirm kind="" label={text.unlink} lead={text.unlinkLead} action={() => relink(evidence, { drop: link })} />}
        {props.children}
        {state === 'stored' && (
          <Confirm label={words().supplier.check.withdraw} lead={text.withdrawLeads[side]} action={() => withdraw.mutateAsync({ evidence })} />
        )}
        {state !== 'erased' && <Confirm label={text.erase} lead={text.eraseLead} action={() => erase.mutateAsync({ evidence })} />}
      </Allowed>
    </li>
  )
}

// Files that are on file already, and prove this, too.
function Choose(props: { side: Side; link: Link; onDone: () => void }) {
  const { side, link } = props
  const text = words().evidence
  const relink = useRelink()
  return (
    <Loaded query={useEvidenceList({ side })}>
      {({ items }) => (
        <LinkForm
          label={text.chooseStored}
          options={items
            .filter(({ links, state }) => state === 'stored' && !links.some(linkedTo(link)))
            .map(({ evidence, name, stored_at }): [string, string] => [evidence, text.stored(name!, instantText(stored_at!))])}
          none={text.noneToLink}
          act={(evidence) => relink(evidence, { add: link })}
          onDone={props.onDone}
        />
      )}
    </Loaded>
  )
}

// `of`: what else a file may be linked to that proves the same, such as a criterion itself beside its answer.
function Files(props: { side: Side; link: Link; of?: Link }) {
  const { side, link, of = link } = props
  const text = words().evidence
  const files = useEvidenceList({ side, linked_to: link.id })
  const others = useEvidenceList({ side, linked_to: of.id })
  return (
    <>
      <Loaded query={files}>
        {({ items }) => {
          const seen = new Set(items.map(({ evidence }) => evidence))
          const all = [...items, ...(others.data?.items ?? []).filter(({ evidence }) => !seen.has(evidence))]
          const own = all.filter(({ links, state }) => state !== 'erased' && [link, of].some((one) => links.some(linkedTo(one))))
          return own.length === 0 ? (
            <p class="empty">{text.none}</p>
          ) : (
            <ul class="rows">
              {own.map((file) => (
                <OwnFile key={file.evidence} file={file} link={[link, of].find((one) => file.links.some(linkedTo(one)))} />
              ))}
            </ul>
          )
        }}
      </Loaded>
      <Allowed right={WRITE[side]}>
        <Inline label={text.linkStored}>{(close) => <Choose side={side} link={link} onDone={close} />}</Inline>
        <SendFiles side={side} links={[link]} />
      </Allowed>
    </>
  )
}

// Read when it is opened.
export function Attached(props: { side: Side; link: Link; of?: Link }) {
  const [open, setOpen] = useState(false)
  return (
    <details class="history" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{words().evidence.title}</summary>
      {open && <Files {...props} />}
    </details>
  )
}
