// SPDX-License-Identifier: Apache-2.0
// The fields of a supplier's record, alike for a new one and for one on file.
import { type SupplierDraft, tagsOf } from '../forms'
import { words } from '../words'
import { TextArea, TextField } from './form'
import { LabelsAlike } from './labels-alike'

export const SUPPLIER_POINTERS = [
  '/name',
  '/reading',
  '/corporate_number',
  '/code',
  '/category',
  '/tags',
  '/contacts/0/name',
  '/contacts/0/email',
  '/memo',
  '/owner',
]

export function SupplierFields(props: { draft: SupplierDraft; error: unknown; onChange: (part: Partial<SupplierDraft>) => void }) {
  const { draft, error } = props
  const text = words().buyer.add
  const field = (name: keyof SupplierDraft) => ({
    value: draft[name],
    onValue: (value: string) => props.onChange({ [name]: value }),
    error,
    autoComplete: 'off' as const,
  })
  return (
    <>
      <TextField label={text.name} {...field('name')} pointer="/name" />
      <TextField label={text.reading} hint={text.readingHint} optional {...field('reading')} pointer="/reading" />
      <TextField label={text.number} hint={text.numberHint} optional inputMode="numeric" {...field('corporate_number')} pointer="/corporate_number" />
      <TextField label={text.code} hint={text.codeHint} optional {...field('code')} pointer="/code" />
      <TextField label={text.category} optional {...field('category')} pointer="/category" />
      <LabelsAlike selector="category" entered={draft.category} />
      <TextField label={text.tags} hint={text.tagsHint} optional {...field('tags')} pointer="/tags" />
      {tagsOf(draft).map((tag) => (
        <LabelsAlike key={tag} selector="tag" entered={tag} />
      ))}
      <TextField label={text.contact} optional {...field('contact')} pointer="/contacts/0/name" />
      <TextField label={text.email} optional type="email" {...field('email')} pointer="/contacts/0/email" />
      <TextArea label={text.memo} optional {...field('memo')} pointer="/memo" />
      <TextField label={text.owner} hint={text.ownerHint} optional type="email" {...field('owner')} pointer="/owner" />
    </>
  )
}
