// SPDX-License-Identifier: Apache-2.0
// Labels in use that look like one that is being entered: probably one of them is meant.
import { useEffect, useState } from 'preact/hooks'
import type { Schemas } from '../api'
import { useLabelList } from '../operations'
import { words } from '../words'

const SETTLED_MS = 400

export function LabelsAlike(props: { selector: Schemas['Label']['selector']; entered: string }) {
  const text = words().buyer.labels
  const near = props.entered.trim()
  const [asked, setAsked] = useState('')
  useEffect(() => {
    const settled = setTimeout(() => setAsked(near), SETTLED_MS)
    return () => clearTimeout(settled)
  }, [near])
  const labels = useLabelList({ near: asked, selector: props.selector }, { enabled: asked !== '' && asked === near })
  const others = (labels.data?.items ?? []).filter((label) => label.name !== near)
  if (asked !== near || others.length === 0) return null
  return (
    <ul class="aside" role="status">
      {others.map((label) => (
        <li key={label.name}>{label.suppliers > 0 ? text.inUse(label.name, label.suppliers) : text.ofRule(label.name)}</li>
      ))}
    </ul>
  )
}
