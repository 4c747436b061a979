// SPDX-License-Identifier: Apache-2.0
import { useState } from 'preact/hooks'
import { Link } from 'wouter'
import type { Schemas } from '../api'
import { useSupplierAdd } from '../operations'
import { AllowedPage } from '../ui/allowed'
import { Form, TextArea, TextField } from '../ui/form'
import { Heading } from '../ui/loaded'
import { ProblemNotice } from '../ui/notice'
import { words } from '../words'
import { InvitationLetter } from './supplier-invitation'

const EMPTY = { name: '', reading: '', corporate_number: '', code: '', category: '', tags: '', contact: '', email: '', memo: '' }
type Draft = typeof EMPTY

// Empty fields are left out: what is not said is not claimed.
function recordOf(draft: Draft): Schemas['SupplierRecord'] {
  const { tags, contact, email, ...texts } = draft
  const said = Object.fromEntries(Object.entries(texts).filter(([, value]) => value.trim() !== ''))
  const listed = tags.split(/[、,]/).map((tag) => tag.trim()).filter(Boolean)
  return {
    ...said,
    name: draft.name,
    ...(listed.length > 0 && { tags: listed }),
    ...((contact || email) && { contacts: [{ ...(contact && { name: contact }), ...(email && { email }) }] }),
  }
}

export default function SupplierNew() {
  const [draft, setDraft] = useState<Draft>(EMPTY)
  const text = words().buyer.add
  const add = useSupplierAdd()
  const field = (name: keyof Draft) => ({
    value: draft[name],
    onValue: (value: string) => setDraft({ ...draft, [name]: value }),
    error: add.error,
  })
  if (add.data)
    return (
      <>
        <Heading title={add.data.supplier.name} />
        <section class="card">
          <h2>{words().buyer.invitation.title}</h2>
          <InvitationLetter invitation={add.data.invitation} />
          <p>{words().buyer.invitation.edit}</p>
          <Link href={`/suppliers/${add.data.relationship}`} class="button primary">
            {words().buyer.requirement.set}
          </Link>
        </section>
      </>
    )
  return (
    <AllowedPage right="buyer:write" title={text.title}>
      <Heading title={text.title} />
      <section class="card narrow">
        <Form busy={add.isPending} submit={text.submit} onSubmit={() => add.mutate({ body: recordOf(draft) })}>
          <ProblemNotice error={add.error} known={['/name', '/reading', '/corporate_number', '/code', '/category', '/tags', '/contacts/0/name', '/contacts/0/email', '/memo']} />
          <TextField label={text.name} {...field('name')} pointer="/name" maxLength={200} autoComplete="off" />
          <TextField label={text.reading} hint={text.readingHint} optional {...field('reading')} pointer="/reading" autoComplete="off" />
          <TextField label={text.number} hint={text.numberHint} optional inputMode="numeric" {...field('corporate_number')} pointer="/corporate_number" autoComplete="off" />
          <TextField label={text.code} hint={text.codeHint} optional {...field('code')} pointer="/code" autoComplete="off" />
          <TextField label={text.category} optional {...field('category')} pointer="/category" autoComplete="off" />
          <TextField label={text.tags} hint={text.tagsHint} optional {...field('tags')} pointer="/tags" autoComplete="off" />
          <TextField label={text.contact} optional {...field('contact')} pointer="/contacts/0/name" autoComplete="off" />
          <TextField label={text.email} optional type="email" {...field('email')} pointer="/contacts/0/email" autoComplete="off" />
          <TextArea label={text.memo} optional {...field('memo')} pointer="/memo" />
        </Form>
      </section>
    </AllowedPage>
  )
}
