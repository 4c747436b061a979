// SPDX-License-Identifier: Apache-2.0
// What counterparties know the own organisation by. It changes its name, or becomes another company.
import type { Schemas } from '../api'
import { organisationForm } from '../forms'
import { useOrganisationGet, useOrganisationPatch } from '../operations'
import { useDraft } from '../ui/draft'
import { fieldsOf, Form, SelectField, TextField } from '../ui/form'
import { Inline } from '../ui/inline'
import { Loaded } from '../ui/loaded'
import { ProblemNotice } from '../ui/notice'
import { NumberRemarks } from '../ui/number-remarks'
import { dayText, words } from '../words'

type Organisation = Schemas['OwnOrganisation']

function Edit(props: { organisation: Organisation; onDone: () => void }) {
  const { organisation, onDone } = props
  const { draft, change } = useDraft(organisationForm.draftOf(organisation))
  const patch = useOrganisationPatch(onDone)
  const text = words().organisation.own
  const add = words().buyer.add
  const field = fieldsOf(draft, change, patch.error)
  const submit = () => {
    const body = organisationForm.patchOf(draft, organisation)
    if (body) patch.mutate({ body })
    else onDone()
  }
  return (
    <Form busy={patch.isPending} submit={words().save} onSubmit={submit} onCancel={onDone}>
      <ProblemNotice error={patch.error} known={['/name', '/reading', '/corporate_number', '/succession/day']} />
      <TextField label={text.name} {...field('name', '/name')} />
      <TextField label={add.reading} hint={add.readingHint} optional {...field('reading', '/reading')} />
      <TextField label={add.number} hint={text.numberHint} optional inputMode="numeric" {...field('corporate_number', '/corporate_number')} />
      <SelectField label={text.why} {...field('kind', '/succession/kind')} options={[['', text.none], ...Object.entries(text.kinds)]} />
      {draft.kind && <TextField label={text.day} hint={text.dayHint} type="date" {...field('day', '/succession/day')} />}
    </Form>
  )
}

export function OwnOrganisation() {
  const organisation = useOrganisationGet()
  const text = words().organisation.own
  return (
    <section class="card narrow">
      <h2>{text.title}</h2>
      <Loaded query={organisation}>
        {(found) => (
          <>
            <p>
              <strong>{found.name}</strong> <span class="aside">{found.corporate_number}</span>
            </p>
            <NumberRemarks remarks={found.number_remarks} />
            {found.history.length > 0 && (
              <details>
                <summary>{text.history}</summary>
                <ul class="rows">
                  {found.history.map((before) => (
                    <li key={before.recorded_at}>
                      <span>
                        {before.name} <span class="aside">{before.corporate_number}</span>
                      </span>
                      <span class="aside">{text.until(dayText(before.day))}</span>
                    </li>
                  ))}
                </ul>
              </details>
            )}
            <Inline label={text.edit}>{(close) => <Edit organisation={found} onDone={close} />}</Inline>
          </>
        )}
      </Loaded>
    </section>
  )
}
