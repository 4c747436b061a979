// SPDX-License-Identifier: Apache-2.0
// A form that is opened and sent changes nothing: every PUT of the contract either has a form that is held to it here, or
// stands below with the reason why it has none.
import { describe, expect, it } from 'vitest'
import {
  disclosureForm,
  namingForm,
  mailForm,
  mailSettingsForm,
  oidcForm,
  policyForm,
  requirementForm,
  requirementOfMany,
  responseForm,
  retentionForm,
  ruleForm,
  settingsForm,
  signInPolicyForm,
  supplierForm,
  viewForm,
  EXEMPT,
  whole,
} from '../src/forms'
import { ENTRIES, jsonSchema, sample, resolved, type Schema } from './contract'

type Form = { draftOf: (from: never) => unknown; inputOf: (draft: never, from: never) => object }
type Held = { form: Form; object: string; early?: boolean; anew?: string[] }

// `object`: the schema of what the form begins with. `anew`: what says something new with every PUT.
const FORMS: Record<string, Held> = {
  requirement_put: { form: requirementForm, object: 'Requirement', early: true },
  rule_put: { form: ruleForm, object: 'Rule' },
  settings_put: { form: settingsForm, object: 'Settings' },
  response_put: { form: responseForm, object: 'Response', anew: ['revision'] },
  disclosure_show: { form: disclosureForm, object: 'DisclosedKind' },
  sign_in_policy_put: { form: signInPolicyForm, object: 'SignInPolicy' },
  statement_naming_put: { form: namingForm, object: 'StatementNaming' },
  mail_settings_put: { form: mailSettingsForm, object: 'MailSettings' },
  oidc_settings_put: { form: oidcForm, object: 'OidcSettings' },
  own_mail_put: { form: mailForm, object: 'MailWishes' },
  saved_view_put: { form: viewForm, object: 'SavedView' },
  policy_put: { form: policyForm, object: 'Policy' },
  retention_put: { form: retentionForm, object: 'Retention' },
}

const WITHOUT: Record<string, string> = {
  session_extend: 'takes nothing',
  supplier_put: 'the page changes suppliers by PATCH, which names what it changes',
  supplier_declaration_put: 'the page enters one anew; what is on file it shows beside it',
  disclosure_put: 'the page says it by kind and day',
  assessment_answers_put: 'takes some answers and leaves the others',
  duty_put: 'takes one day, which is asked for',
  evidence_put: 'no page has it: a file is filed anew',
  evidence_content_put: 'takes a file',
  own_password_put: 'a secret is never shown',
  second_factor_put: 'a code proves and is not kept',
}

const puts = ENTRIES.filter(({ method }) => method === 'put')

describe('every PUT', () => {
  it('has a form, or a reason to have none', () => {
    expect(puts.map(({ id }) => id).sort()).toEqual([...Object.keys(FORMS), ...Object.keys(WITHOUT)].sort())
  })

  it.each(puts.filter(({ id }) => FORMS[id]))('$id sends back all of what it began with', ({ id, operation }) => {
    const { form, object, early, anew } = FORMS[id]!
    const began = sample({ $ref: `#/components/schemas/${object}` }) as Record<string, unknown>
    // A beginning to come is kept; one that lies behind is not begun anew.
    if (early) began.status = { ...(began.status as object), as_of: '2027-01-01' }
    const sent = form.inputOf(form.draftOf(began as never) as never, began as never) as Record<string, unknown>
    const taken = Object.keys(resolved<Schema>(jsonSchema(operation.requestBody)).properties ?? {})
    const both = taken.filter((name) => name in began && !anew?.includes(name))
    expect(both.length).toBeGreaterThan(0)
    expect(Object.fromEntries(both.map((name) => [name, sent[name]]))).toEqual(Object.fromEntries(both.map((name) => [name, began[name]])))
    expect(Object.keys(sent).filter((name) => !taken.includes(name))).toEqual([])
  })
})

describe('a requirement', () => {
  const began = sample({ $ref: '#/components/schemas/Requirement' }) as Parameters<typeof requirementForm.inputOf>[1]

  it('that began is not begun anew', () => {
    expect(requirementForm.draftOf({ ...began!, status: { ...began!.status, as_of: '2027-04-01' } }).effective_from).toBe('')
  })

  it('of a supplier that is exempt asks for nothing', () => {
    expect(requirementForm.inputOf({ ...requirementForm.draftOf(began), star: EXEMPT, effective_from: '', reason: '対象外の理由' }, began)).toEqual({
      required_star: null,
      reason: '対象外の理由',
    })
  })

  it('begins for nobody with the scheme’s own assurance', () => {
    const { assurance, higher, star } = requirementForm.draftOf(undefined)
    expect([assurance, higher, star]).toEqual(['', true, '2'])
  })
})

describe('one demand of many', () => {
  it('names nothing that was left empty', () => {
    const draft = { ...requirementOfMany.draft(), due_on: '2027-06-30' }
    expect(requirementOfMany.inputOf(draft)).toEqual({ required_star: 2, due_on: '2027-06-30' })
    expect(requirementOfMany.inputOf({ ...draft, higher: false, notice_on: '2026-11-20', reason: '図面' })).toEqual({
      required_star: 2,
      due_on: '2027-06-30',
      accept_higher: false,
      notice_on: '2026-11-20',
      reason: '図面',
    })
    expect(requirementOfMany.inputOf({ ...draft, star: EXEMPT, reason: '対象外の理由' })).toEqual({ required_star: null, reason: '対象外の理由' })
  })
})

describe('whole', () => {
  it('takes what the PUT takes, and neither null nor what the server counts', () => {
    expect(whole('rule_put', { required_star: 3, reason: null, revision: 4 })).toEqual({ required_star: 3 })
    expect(whole('rule_put', undefined)).toEqual({})
  })
})

describe('a supplier’s record', () => {
  const contacts = [{ name: '佐藤', department: '購買部', email: 'sato@example.jp', phone: '03-0000-0000' }, { name: '鈴木' }]
  const began = { ...(sample({ $ref: '#/components/schemas/Supplier' }) as Parameters<typeof supplierForm.patchOf>[1]), tags: ['CAD', '金型'], contacts }
  const draft = supplierForm.draftOf(began)

  it('that is not changed says nothing', () => {
    expect(supplierForm.patchOf(draft, began)).toBe(null)
  })

  it('says only what was changed, and null for what was emptied', () => {
    expect(supplierForm.patchOf({ ...draft, name: '有限会社かもめ金型', memo: ' ', tags: '' }, began)).toEqual({
      name: '有限会社かもめ金型',
      memo: null,
      tags: null,
    })
  })

  it('keeps of its contacts what the form does not show', () => {
    expect(supplierForm.patchOf({ ...draft, email: 'sato2@example.jp' }, began)).toEqual({
      contacts: [{ ...contacts[0], email: 'sato2@example.jp' }, contacts[1]],
    })
  })

  it('that is new claims nothing that is not said', () => {
    expect(supplierForm.recordOf({ ...supplierForm.draftOf(undefined), name: 'A', email: 'a@example.jp', tags: 'x、 y' })).toEqual({
      name: 'A',
      tags: ['x', 'y'],
      contacts: [{ email: 'a@example.jp' }],
    })
  })
})
