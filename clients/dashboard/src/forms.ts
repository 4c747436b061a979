// SPDX-License-Identifier: Apache-2.0
// What a form holds of an object, and what it sends. A PUT replaces the whole object: a form begins with all that the PUT
// takes and changes what it shows, so that nothing is lost that it does not show.
import type { Schemas } from './api'
import { RequirementInput } from './limits'
import { PUT_MEMBERS } from './put-members'

// Of an object, the members that a PUT takes. What the object lacks, or has as null, is left out: so it stays.
export function whole<P extends keyof typeof PUT_MEMBERS, T extends object>(
  put: P,
  object: T | undefined,
): Partial<Pick<T, keyof T & (typeof PUT_MEMBERS)[P][number]>> {
  const taken: readonly string[] = PUT_MEMBERS[put]
  return Object.fromEntries(Object.entries(object ?? {}).filter(([name, value]) => taken.includes(name) && value !== null)) as never
}

// A text that may be absent.
function textOrNull(text: string): string | null {
  return text.trim() === '' ? null : text
}

export const EXEMPT = 'exempt'

// What a buyer may demand, alike for one supplier, for many and for a rule. `higher`: null as long as nothing is chosen.
export type DemandDraft = { star: string; assurance: string; higher: boolean | null; reason: string }

type Demanded = { required_star: number | null; required_assurance: string | null; accept_higher: boolean; reason: string | null }

function demandDraft(from: Demanded | undefined): DemandDraft {
  return {
    star: from ? (from.required_star === null ? EXEMPT : String(from.required_star)) : '2',
    assurance: from?.required_assurance ?? '',
    higher: from?.accept_higher ?? RequirementInput.accept_higher.default,
    reason: from?.reason ?? '',
  }
}

// An assurance that is not chosen is the scheme's.
function demandInput(draft: DemandDraft) {
  return {
    required_star: Number(draft.star),
    required_assurance: (draft.assurance || undefined) as Schemas['RuleInput']['required_assurance'],
    ...(draft.higher !== null && { accept_higher: draft.higher }),
    reason: textOrNull(draft.reason),
  }
}

export type RequirementDraft = DemandDraft & {
  effective_from: string
  due_on: string
  notice_on: string
  questions: NonNullable<Schemas['Questions']>
}

export const requirementForm = {
  // A beginning that lies behind stays where it is: nothing begins in the past anew.
  draftOf: (from: Schemas['Requirement'] | undefined): RequirementDraft => {
    return {
      ...demandDraft(from),
      effective_from: from && from.effective_from > from.status.as_of ? from.effective_from : '',
      due_on: from?.due_on ?? '',
      notice_on: from?.notice_on ?? '',
      questions: from?.questions ?? {},
    }
  },
  inputOf: (draft: RequirementDraft, from: Schemas['Requirement'] | undefined): Schemas['RequirementInput'] => {
    const { effective_from: _, ...kept } = whole('requirement_put', from)
    const begins = draft.effective_from && { effective_from: draft.effective_from }
    if (draft.star === EXEMPT) return { required_star: null, reason: textOrNull(draft.reason), ...begins }
    return {
      ...kept,
      ...demandInput(draft),
      due_on: draft.due_on,
      notice_on: draft.notice_on || null,
      ...(Object.keys(draft.questions).length > 0 && { questions: draft.questions }),
      ...begins,
    }
  },
}

// One demand of many suppliers: what is left empty is not named, and stays as it is for each of them.
export const requirementOfMany = {
  draft: (): RequirementDraft => ({ ...requirementForm.draftOf(undefined), higher: null }),
  inputOf: (draft: RequirementDraft): Schemas['RequirementInput'] => {
    const { star, assurance, higher, reason, effective_from, due_on, notice_on } = draft
    const said = { ...(reason.trim() && { reason }), ...(effective_from && { effective_from }) }
    if (star === EXEMPT) return { required_star: null, ...said }
    return {
      required_star: Number(star),
      due_on,
      ...(assurance && { required_assurance: assurance as 'declared' }),
      ...(higher !== null && { accept_higher: higher }),
      ...(notice_on && { notice_on }),
      ...said,
    }
  },
}

export type RuleDraft = DemandDraft & { selector: string; name: string; days: string }

export const ruleForm = {
  draftOf: (from: Schemas['Rule'] | undefined): RuleDraft => {
    return {
      ...demandDraft(from),
      selector: from?.selector ?? 'category',
      name: from?.name ?? '',
      days: String(from?.due_in_days ?? 180),
    }
  },
  inputOf: (draft: RuleDraft, from: Schemas['Rule'] | undefined): Schemas['RuleInput'] => {
    return { ...whole('rule_put', from), ...demandInput(draft), due_in_days: Number(draft.days) }
  },
}

type ResponseDraft = { kind: Schemas['ResponseInput']['kind'] | null; message: string }

export const responseForm = {
  draftOf: (from: Schemas['Response'] | undefined): ResponseDraft => {
    return { kind: from?.kind ?? null, message: from?.message ?? '' }
  },
  // It answers the revision that the page shows, not the one answered before.
  inputOf: (draft: ResponseDraft, from: Schemas['Response'] | undefined): Schemas['ResponseInput'] => {
    const { revision: _, ...kept } = whole('response_put', from)
    return { ...kept, kind: draft.kind!, message: textOrNull(draft.message) }
  },
}

type PeriodDraft = { from: string; last_day: string }

export const disclosureForm = {
  draftOf: (from: Schemas['DisclosedKind']): PeriodDraft => ({ from: from.from ?? '', last_day: from.last_day ?? '' }),
  inputOf: (draft: PeriodDraft, from: Schemas['DisclosedKind']): Schemas['DisclosurePeriod'] => {
    const { from: _, ...kept } = whole('disclosure_show', from)
    return { ...kept, ...(draft.from && { from: draft.from }), last_day: textOrNull(draft.last_day) }
  },
}

export const signInPolicyForm = {
  draftOf: (from: Schemas['SignInPolicy']): Schemas['SignInPolicy'] => from,
  inputOf: (draft: Schemas['SignInPolicy'], from: Schemas['SignInPolicy']): Schemas['SignInPolicy'] => ({
    ...whole('sign_in_policy_put', from),
    ...draft,
  }),
}

export type ViewDraft = Pick<Schemas['SavedViewInput'], 'name' | 'shared'>

export const viewForm = {
  draftOf: (from: Schemas['SavedView']): ViewDraft => ({ name: from.name, shared: from.shared }),
  inputOf: (draft: ViewDraft, from: Schemas['SavedView']): Schemas['SavedViewInput'] => ({
    ...whole('saved_view_put', from),
    filters: from.filters,
    sort: from.sort,
    ...draft,
  }),
}

export const policyForm = {
  draftOf: (from: Schemas['Policy']): Schemas['PolicyInput'] => ({ language: from.language ?? 'ja', text: from.text ?? '' }),
  inputOf: (draft: Schemas['PolicyInput'], from: Schemas['Policy']): Schemas['PolicyInput'] => ({ ...whole('policy_put', from), ...draft }),
}

export const mailForm = {
  draftOf: (from: Schemas['MailWishes']): Schemas['MailWishesInput'] => ({
    language: from.language,
    digest: from.digest,
    talks: from.talks,
    checks: from.checks,
  }),
  inputOf: (draft: Schemas['MailWishesInput'], from: Schemas['MailWishes']): Schemas['MailWishesInput'] => ({
    ...whole('own_mail_put', from),
    ...draft,
  }),
}

type MailSettingsDraft = Record<'sender_name' | 'sender_department' | 'sender_telephone' | 'reply_to' | 'introduction' | 'after_days' | 'times', string> & {
  remind: 'yes' | 'no'
}

const FIRST_REMINDERS = { after_days: 14, times: 2 }

export const mailSettingsForm = {
  draftOf: (from: Schemas['MailSettings']): MailSettingsDraft => {
    const { after_days, times } = from.reminders ?? FIRST_REMINDERS
    return {
      sender_name: from.sender_name ?? '',
      sender_department: from.sender_department ?? '',
      sender_telephone: from.sender_telephone ?? '',
      reply_to: from.reply_to ?? '',
      introduction: from.introduction ?? '',
      remind: from.reminders ? 'yes' : 'no',
      after_days: String(after_days),
      times: String(times),
    }
  },
  inputOf: (draft: MailSettingsDraft, from: Schemas['MailSettings']): Schemas['MailSettingsInput'] => ({
    ...whole('mail_settings_put', from),
    sender_name: textOrNull(draft.sender_name),
    sender_department: textOrNull(draft.sender_department),
    sender_telephone: textOrNull(draft.sender_telephone),
    reply_to: textOrNull(draft.reply_to),
    introduction: textOrNull(draft.introduction),
    reminders: draft.remind === 'yes' ? { after_days: Number(draft.after_days), times: Number(draft.times) } : null,
  }),
}

type OidcDraft = Record<'issuer' | 'client_id' | 'client_secret' | 'exempt', string> & { required: boolean; rules: Schemas['OidcRule'][] }

export const oidcForm = {
  draftOf: (from: Schemas['OidcSettings']): OidcDraft => ({
    issuer: from.issuer ?? '',
    client_id: from.client_id ?? '',
    client_secret: '',
    required: from.required,
    exempt: from.exempt ?? '',
    rules: from.rules,
  }),
  // A secret that is not typed stays as it was.
  inputOf: (draft: OidcDraft, from: Schemas['OidcSettings']): Schemas['OidcSettingsInput'] => ({
    ...whole('oidc_settings_put', from),
    issuer: draft.issuer,
    client_id: draft.client_id,
    ...(draft.client_secret && { client_secret: draft.client_secret }),
    required: draft.required,
    exempt: textOrNull(draft.exempt),
    rules: draft.rules,
  }),
}

type SettingsDraft = { expiring_days: string; recheck_months: string }

export const settingsForm = {
  draftOf: (from: Schemas['Settings']): SettingsDraft => {
    return { expiring_days: String(from.expiring_days), recheck_months: from.recheck_months === null ? '' : String(from.recheck_months) }
  },
  // A check without a number of months counts for ever.
  inputOf: (draft: SettingsDraft, from: Schemas['Settings']): Schemas['SettingsInput'] => {
    return {
      ...whole('settings_put', from),
      expiring_days: Number(draft.expiring_days),
      recheck_months: draft.recheck_months === '' ? null : Number(draft.recheck_months),
    }
  },
}

type OrganisationDraft = Record<'name' | 'reading' | 'corporate_number' | 'kind' | 'day', string>

export const organisationForm = {
  draftOf: (from: Schemas['OwnOrganisation']): OrganisationDraft => {
    return { name: from.name, reading: from.reading ?? '', corporate_number: from.corporate_number ?? '', kind: '', day: '' }
  },
  // Only what was changed; null when nothing was. A succession needs its number, changed or not: the server tells.
  patchOf: (draft: OrganisationDraft, from: Schemas['OwnOrganisation']): Schemas['OrganisationPatch'] | null => {
    const before = organisationForm.draftOf(from)
    const patch: Schemas['OrganisationPatch'] = {
      ...(draft.name !== before.name && { name: draft.name }),
      ...(draft.reading !== before.reading && { reading: textOrNull(draft.reading) }),
      ...((draft.kind || draft.corporate_number !== before.corporate_number) && { corporate_number: textOrNull(draft.corporate_number) }),
      ...(draft.kind && { succession: { kind: draft.kind as 'merger', day: draft.day } }),
    }
    return Object.keys(patch).length > 0 ? patch : null
  },
}

export const erasureForm = {
  // Of a person by what was entered; what is empty is no part of it.
  inputOf: (draft: { email: string; name: string }, dry_run: boolean): Schemas['ErasureInput'] => {
    return { person: { ...(draft.email.trim() && { email: draft.email.trim() }), ...(draft.name.trim() && { name: draft.name }) }, dry_run }
  },
}

export const retentionForm = {
  draftOf: (from: Schemas['Retention']) => ({ months: from.months === null ? '' : String(from.months) }),
  inputOf: (draft: { months: string }, from: Schemas['Retention']): Schemas['RetentionInput'] => ({
    ...whole('retention_put', from),
    months: draft.months === '' ? null : Number(draft.months),
  }),
}

export const namingForm = {
  draftOf: (from: Schemas['StatementNaming']) => ({ named: from.named }),
  inputOf: (draft: { named: boolean }): Schemas['StatementNamingInput'] => ({ named: draft.named }),
}

export type SupplierDraft = Record<'name' | 'reading' | 'corporate_number' | 'code' | 'category' | 'tags' | 'contact' | 'email' | 'memo' | 'owner', string>

const SUPPLIER_TEXTS = ['reading', 'corporate_number', 'code', 'category', 'memo', 'owner'] as const

export function tagsOf(draft: SupplierDraft): string[] {
  return tagList(draft.tags)
}

export function tagList(entered: string): string[] {
  return entered
    .split(/[、,]/)
    .map((tag) => tag.trim())
    .filter(Boolean)
}

// The form shows the first contact's name and address: its other members and the other contacts stay.
function contactsOf(draft: SupplierDraft, from: Schemas['Supplier'] | undefined): Schemas['Contact'][] {
  const [first, ...others] = from?.contacts ?? []
  const shown = { ...first, name: textOrNull(draft.contact), email: textOrNull(draft.email) }
  const said = Object.fromEntries(Object.entries(shown).filter(([, value]) => value !== null)) as Schemas['Contact']
  return Object.keys(said).length > 0 ? [said, ...others] : others
}

export const supplierForm = {
  draftOf: (from: Schemas['Supplier'] | undefined): SupplierDraft => ({
    name: from?.name ?? '',
    reading: from?.reading ?? '',
    corporate_number: from?.corporate_number ?? '',
    code: from?.code ?? '',
    category: from?.category ?? '',
    tags: from?.tags.join('、') ?? '',
    contact: from?.contacts[0]?.name ?? '',
    email: from?.contacts[0]?.email ?? '',
    memo: from?.memo ?? '',
    owner: from?.owner ?? '',
  }),
  // Empty fields are left out: what is not said is not claimed.
  recordOf: (draft: SupplierDraft): Schemas['SupplierRecord'] => {
    const said = SUPPLIER_TEXTS.flatMap((name): [string, string][] => (draft[name].trim() ? [[name, draft[name]]] : []))
    const tags = tagsOf(draft)
    const contacts = contactsOf(draft, undefined)
    return { name: draft.name, ...Object.fromEntries(said), ...(tags.length > 0 && { tags }), ...(contacts.length > 0 && { contacts }) }
  },
  // Only what was changed; what was emptied is null. Null when nothing was.
  patchOf: (draft: SupplierDraft, from: Schemas['Supplier']): Schemas['SupplierPatch'] | null => {
    const before = supplierForm.draftOf(from)
    const changed = (name: keyof SupplierDraft) => draft[name] !== before[name]
    const texts = SUPPLIER_TEXTS.filter(changed).map((name): [string, string | null] => [name, textOrNull(draft[name])])
    const patch: Schemas['SupplierPatch'] = {
      ...(changed('name') && { name: draft.name }),
      ...Object.fromEntries(texts),
      ...(changed('tags') && { tags: tagsOf(draft).length > 0 ? tagsOf(draft) : null }),
    }
    if (changed('contact') || changed('email')) {
      const contacts = contactsOf(draft, from)
      patch.contacts = contacts.length > 0 ? contacts : null
    }
    return Object.keys(patch).length > 0 ? patch : null
  },
}
