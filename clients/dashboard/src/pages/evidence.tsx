// SPDX-License-Identifier: Apache-2.0
// The supplier's evidence files.
import { useState } from 'preact/hooks'
import type { Schemas } from '../api'
import { useAssessmentList, useDeclarationList, useEvidenceList, usePaperList } from '../operations'
import { Allowed } from '../ui/allowed'
import { OwnFile } from '../ui/attached'
import { Confirm } from '../ui/confirm'
import { linkText } from '../ui/evidence-file'
import { inputOf, type Link, linkedTo, LinkForm, useRelink } from '../ui/evidence-links'
import { SelectField } from '../ui/form'
import { Inline } from '../ui/inline'
import { Loaded } from '../ui/loaded'
import { SendFiles } from '../ui/send-files'
import { dayText, words } from '../words'

// What a file may prove, as the options of a select: what is on file here.
function useTargets(): [string, string][] {
  const papers = usePaperList()
  const declarations = useDeclarationList()
  const assessments = useAssessmentList()
  const text = words()
  return [
    ...(papers.data?.items ?? [])
      .filter((paper) => !paper.withdrawn_on)
      .map(({ paper, kind, dated_on }): [string, string] => [`paper ${paper}`, `${text.supplier.stars.kinds[kind]} ${dayText(dated_on)}`]),
    ...(declarations.data?.items ?? []).map(({ declaration, star, declared_on }): [string, string] => [
      `declaration ${declaration}`,
      `${text.star(star)} ${dayText(declared_on)}`,
    ]),
    ...(assessments.data?.items ?? []).map(({ assessment, star, state, assessed_on }): [string, string] => [
      `assessment ${assessment}`,
      `${text.evidenceLink.assessment} ${text.star(star)} ${assessed_on ? dayText(assessed_on) : text.supplier.check.states[state]}`,
    ]),
  ]
}

function linksOf(target: string): Link[] {
  const [kind, id] = target.split(' ')
  return id ? [{ kind: kind as Link['kind'], id }] : []
}

function Add() {
  const [target, setTarget] = useState('')
  const targets: [string, string][] = [['', words().evidence.noLink], ...useTargets()]
  return (
    <SendFiles side="supplier" links={linksOf(target)}>
      {(busy) => <SelectField label={words().evidence.proves} value={target} onValue={setTarget} options={targets} disabled={busy} />}
    </SendFiles>
  )
}

// What one file is linked to, each to be taken away, and what it may prove besides.
function Links(props: { file: Schemas['Evidence']; onDone: () => void }) {
  const { evidence, links } = props.file
  const text = words().evidence
  const targets = useTargets()
  const relink = useRelink()
  const named = new Map(targets)
  return (
    <>
      <ul class="rows">
        {links.map((one) => {
          const drop = inputOf(one)
          return (
            <li key={`${one.kind} ${one.id} ${one.criterion}`}>
              <span>{(!one.criterion && named.get(`${one.kind} ${one.id}`)) || linkText(one)}</span>
              <Confirm kind="" label={text.unlink} lead={text.unlinkLead} action={() => relink(evidence, { drop })} />
            </li>
          )
        })}
      </ul>
      <LinkForm
        key={targets.length}
        label={text.proves}
        options={targets.filter(([target]) => !links.some(linkedTo(linksOf(target)[0]!)))}
        none={text.noneToProve}
        act={(target) => relink(evidence, { add: linksOf(target)[0]! })}
        onDone={props.onDone}
      />
    </>
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
                <OwnFile key={file.evidence} file={file}>
                  {file.state === 'stored' && <Inline label={text.links}>{(close) => <Links file={file} onDone={close} />}</Inline>}
                </OwnFile>
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
