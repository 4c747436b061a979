// SPDX-License-Identifier: Apache-2.0
// The supplier's evidence files.
import { useState } from 'preact/hooks'
import type { Schemas } from '../api'
import { useDeclarationList, useEvidenceList, usePaperList } from '../operations'
import { Allowed } from '../ui/allowed'
import { OwnFile } from '../ui/attached'
import { SelectField } from '../ui/form'
import { Loaded } from '../ui/loaded'
import { SendFiles } from '../ui/send-files'
import { dayText, words } from '../words'

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

function Add() {
  const [target, setTarget] = useState('')
  const targets = useTargets()
  return (
    <SendFiles side="supplier" links={linksOf(target)}>
      {(busy) => <SelectField label={words().evidence.proves} value={target} onValue={setTarget} options={targets} disabled={busy} />}
    </SendFiles>
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
                <OwnFile key={file.evidence} file={file} />
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
