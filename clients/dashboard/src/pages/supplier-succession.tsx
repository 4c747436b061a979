// SPDX-License-Identifier: Apache-2.0
// A supplier that merged or has a new number, as its buyer knows of it; and what it was before.
import { useState } from 'preact/hooks'
import type { Schemas } from '../api'
import { useSupplierSucceed } from '../operations'
import { Allowed } from '../ui/allowed'
import { fieldsOf, Form, SelectField, TextField } from '../ui/form'
import { Inline } from '../ui/inline'
import { ProblemNotice } from '../ui/notice'
import { dayText, words } from '../words'

type Supplier = Schemas['Supplier']
type Kind = Schemas['SupplierSuccession']['kind']

function Succeed(props: { supplier: Supplier; onDone: () => void }) {
  const { supplier, onDone } = props
  const [draft, setDraft] = useState({ kind: 'merger', day: '', corporate_number: '', name: supplier.name })
  const succeed = useSupplierSucceed(onDone)
  const text = words().buyer.succession
  const own = words().organisation.own
  const field = fieldsOf(draft, (part) => setDraft((last) => ({ ...last, ...part })), succeed.error)
  const { name, kind, ...rest } = draft
  const body = { ...rest, kind: kind as Kind, ...(name !== supplier.name && { name }) }
  return (
    <Form busy={succeed.isPending} submit={words().save} onSubmit={() => succeed.mutate({ supplier: supplier.relationship, body })} onCancel={onDone}>
      <ProblemNotice error={succeed.error} known={['/kind', '/day', '/corporate_number', '/name']} />
      <SelectField label={text.kind} {...field('kind')} options={Object.entries(own.kinds)} />
      <TextField label={own.day} hint={text.dayHint} type="date" {...field('day')} />
      <TextField label={text.number} inputMode="numeric" {...field('corporate_number')} />
      <TextField label={text.name} {...field('name')} />
    </Form>
  )
}

export function Succession(props: { supplier: Supplier }) {
  const { supplier } = props
  const text = words().buyer.succession
  return (
    <>
      {supplier.predecessors.length > 0 && (
        <ul class="rows">
          {supplier.predecessors.map((before) => (
            <li key={before.recorded_at}>
              <span>{[before.name, before.corporate_number].filter(Boolean).join(' ')}</span>
              <span class="aside">{words().organisation.own.until(dayText(before.day))}</span>
            </li>
          ))}
        </ul>
      )}
      {supplier.state !== 'ended' && (
        <Allowed right="buyer:write">
          <Inline label={text.record}>{(close) => <Succeed supplier={supplier} onDone={close} />}</Inline>
        </Allowed>
      )}
    </>
  )
}
