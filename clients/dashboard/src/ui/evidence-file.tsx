// SPDX-License-Identifier: Apache-2.0
// An evidence file as both sides see it: what it is, and its bytes to take home.
import type { Schemas } from '../api'
import { useAct } from '../queries'
import { listText, sizeText, words } from '../words'
import { ProblemNotice } from './notice'

type File = Schemas['Evidence'] | Schemas['DisclosedEvidence']

export function linkText(link: Schemas['EvidenceLinked']): string {
  const kind = words().evidenceLink[link.kind]
  return link.criterion ? `${kind} ${link.criterion}` : kind
}

// Its name, how large it is, and what it proves.
export function EvidenceTold(props: { file: File }) {
  const { name, size, links } = props.file
  return (
    <span>
      <strong>{name ?? words().evidence.erasedName}</strong>{' '}
      <span class="aside">
        {size !== null && sizeText(size)} {listText([...new Set(links.map(linkText))])}
      </span>
    </span>
  )
}

export function EvidenceSave(props: { file: File; bytes: () => Promise<Blob> }) {
  const save = useAct(async () => {
    const link = document.createElement('a')
    link.href = URL.createObjectURL(await props.bytes())
    link.download = props.file.file_name ?? ''
    link.click()
    setTimeout(() => URL.revokeObjectURL(link.href), 60000)
  })
  return (
    <>
      <button type="button" aria-disabled={save.isPending} onClick={() => !save.isPending && save.mutate(undefined)}>
        {words().evidence.save(props.file.name ?? '')}
      </button>
      <ProblemNotice error={save.error} />
    </>
  )
}
