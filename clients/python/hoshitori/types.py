# SPDX-License-Identifier: Apache-2.0
"""What is sent and answered. Written by ../generate from the contract: change that, not this."""

from __future__ import annotations

from typing import Any, Literal, NotRequired, TypedDict, Union

StatusCode = Literal['met', 'expiring', 'pending', 'overdue', 'lapsed', 'no_requirement']
WaitingOn = Literal['supplier', 'buyer', 'scheme'] | None
Assurance = Literal['declared', 'substantiated', 'confirmed'] | None
Scheme = Literal['security-action', 'scs']
Scope = Literal['whole', 'part']
RelationshipState = Literal['invited', 'active', 'declined', 'ended']
PaperKind = Literal['policy_publication', 'expert_confirmation', 'management_oath', 'third_party_assessment', 'technical_verification']
Right = Literal['buyer:read', 'buyer:write', 'supplier:read', 'supplier:write', 'audit:read', 'keys:write']
EditionId = str
KeyId = str
CorporateNumber = str | None
Cursor = str | None
OrganisationChangeKind = Literal['corrected', 'renamed', 'merger', 'new_number']
KeyLastDay = str | None
Email = str
PersonName = str
UserRights = list[Right]
MailState = Literal['queued', 'sent', 'refused', 'given_up', 'returned', 'stopped']
UserToken = str
NewPassword = str
Password = str
Code = str
OidcIssuer = str
SessionId = str
ErasureCause = Literal['asked', 'restored', 'age']
HexDigest = str
HexSignature = str
HistoryCode = Literal['invited', 'invited_again', 'accepted', 'declined', 'left', 'ended', 'joined', 'requirement_set', 'requirement_exempt', 'requirement_removed', 'response_accepted', 'response_talks_requested', 'response_objected', 'talks', 'declaration', 'declaration_stopped', 'declaration_revoked', 'check', 'scope_covers', 'scope_does_not_cover', 'look', 'disclosure', 'disclosure_ended', 'disclosure_requested', 'disclosure_answered', 'disclosure_declined', 'mail', 'record_changed']
EventType = Literal['status.changed', 'requirement.changed', 'relationship.changed', 'response.recorded', 'talks.recorded', 'declaration.added', 'declaration.changed', 'check.recorded', 'check.withdrawn', 'scope.decided', 'assessment.submitted', 'assessment.withdrawn', 'paper.added', 'paper.withdrawn', 'evidence.added', 'evidence.withdrawn', 'disclosure.changed', 'disclosure.requested', 'disclosure.request_withdrawn', 'disclosure.answered', 'disclosure.read', 'number.differs', 'organisation.changed', 'scheme_dates.changed', 'edition.added', 'edition.transcribed', 'key.expiring', 'sign_in.refused', 'job.finished', 'job.stopped', 'webhook.disabled']
WebhookUrl = str
CountsDecidedAt = str | None
StepFrom = str | None
SupplierCode = str | None
Reading = str | None
Category = str | None
Tags = list[str]
Memo = str | None
Owner = str | None
TaskCode = Literal['answer_talks', 'answer_objection', 'send_invitation', 'resolve_number', 'decide_predecessor']
InboxCode = Literal['answer_talks', 'answer_objection', 'check_declaration', 'decide_scope', 'resolve_number', 'decide_predecessor', 'set_due_date', 'contact_supplier', 'resend_invitation', 'send_invitation', 'look_at_partner', 'accept_invitation', 'respond_to_demand', 'answer_disclosure_request', 'declare_star', 'renew_star', 'submit_assessment', 'complete_assessment', 'meet_criteria', 'prepare_assessment', 'publish_policy', 'add_expert_confirmation', 'add_management_oath', 'add_third_party_report', 'add_technical_verification', 'correct_declaration', 'widen_scope', 'duty_due', 'renew_key', 'job_failed']
NumberRemarkCode = Literal['name_not_as_published', 'number_not_published', 'company_closed', 'company_succeeded']
Likeness = Literal['name', 'number', 'code']
RecipientOutcome = Literal['waiting', 'recently_written', 'written', 'opened', 'accepted', 'answered', 'not_needed', 'declined', 'ended']
SheetCell = str | int | float | bool | None
ImportOutcome = Literal['added', 'changed', 'unchanged', 'refused', 'conflict', 'ended', 'waiting']
SuppliersNamed = list[str]
SuppliersExcepted = list[str]
SupplierColumn = Literal['name', 'code', 'status', 'required', 'held', 'due', 'late', 'acts', 'since', 'reason', 'step', 'task', 'category', 'tags', 'owner', 'state', 'contact', 'until', 'checked', 'number']
RequiredAssurance = Literal['declared', 'substantiated', 'confirmed']
AcceptHigher = bool
RuleName = str
RuleNameGiven = str
DecidingRule = str | None
JobKind = Literal['rule', 'import', 'status', 'hand_over', 'close', 'change', 'letters']
JobState = Literal['queued', 'running', 'done', 'stopped']
DeclarationNumber = str
ScopeText = str | None
DisclosureKind = Literal['readiness', 'gaps', 'answers', 'evidence']
StatementKind = Literal['status', 'standing']
StatementWithdrawal = Literal['not_withdrawn', 'withdrawn', 'not_checked']
AssessmentTranscription = int
AnswerChange = Literal['criterion_new', 'criterion_gone', 'text', 'answer', 'justification', 'note']
PaperDay = str
PaperNote = str
EvidenceSide = Literal['supplier', 'buyer']
EvidenceType = Literal['application/pdf', 'application/vnd.openxmlformats-officedocument.presentationml.presentation', 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', 'application/vnd.openxmlformats-officedocument.wordprocessingml.document', 'image/heic', 'image/jpeg', 'image/png', 'image/webp', 'text/plain']
EvidenceLinkKind = Literal['criterion', 'assessment', 'declaration', 'paper', 'check', 'partner_check']
EvidenceName = str
EvidenceNote = str
Token = str
PolicyLanguage = Literal['ja', 'en']
Provenance = Literal['official', 'sourced', 'reported', 'general_knowledge']


class LocalText(TypedDict):
    ja: str
    en: str


class Problem(TypedDict):
    type: str
    title: str
    status: int
    detail: NotRequired[str]
    code: str
    params: NotRequired[dict[str, Any]]
    errors: NotRequired[list[ProblemItem]]
    more_errors: NotRequired[bool]
    errors_left_out: NotRequired[int]
    request_id: str


class ProblemItem(TypedDict):
    pointer: str
    code: str
    text: str
    params: dict[str, Any]


class Organisation(TypedDict):
    organisation: str
    name: str
    reading: str | None
    corporate_number: str | None
    number_proven: bool
    closed_on: NotRequired[str]


class OrganisationClose(TypedDict):
    name: str


class OrganisationClosed(TypedDict):
    closed_on: str
    erase_on: str
    relationships: int


class OwnOrganisationHistoryItem(TypedDict):
    kind: OrganisationChangeKind
    day: str
    name: str
    reading: str | None
    corporate_number: str | None
    number_proven: bool
    recorded_at: str


class OwnOrganisation(TypedDict):
    organisation: str
    name: str
    reading: str | None
    corporate_number: str | None
    number_proven: bool
    number_remarks: NumberRemarks
    history: list[OwnOrganisationHistoryItem]


class OrganisationPatchSuccession(TypedDict):
    kind: Literal['merger', 'new_number']
    day: str


class OrganisationPatch(TypedDict):
    name: NotRequired[str]
    reading: NotRequired[Reading]
    corporate_number: NotRequired[CorporateNumber]
    succession: NotRequired[OrganisationPatchSuccession]


class Me(TypedDict):
    organisation: Organisation
    key: ApiKey | None
    user: User | None
    session: PageSession | None
    proves: list[Literal['password', 'oidc']]
    company_accounts: bool
    mail: bool
    day: str


class ApiKey(TypedDict):
    key: KeyId
    name: str
    rights: list[Right]
    last4: str
    expires_on: str
    maker: KeyMaker | None
    responsible: Person | None
    ends_with: KeyId | None
    last_used_on: str | None
    previous_until: str | None
    recorded_at: str
    revoked_at: str | None


class Person(TypedDict):
    user: str
    name: str


class KeyMaker(TypedDict):
    user: str | None
    key: KeyId | None
    name: str


class ApiKeyRotation(TypedDict):
    overlap_days: NotRequired[int]
    expires_on: NotRequired[KeyLastDay]


class ApiKeyHandOver(TypedDict):
    user: str


class ApiKeyInput(TypedDict):
    name: str
    rights: list[Right]
    expires_on: NotRequired[KeyLastDay]


class ApiKeyIssued(TypedDict):
    api_key: ApiKey
    secret: str


class ApiKeyList(TypedDict):
    items: list[ApiKey]
    next_cursor: Cursor


class User(TypedDict):
    user: str
    email: str
    name: str
    rights: list[Right]
    state: Literal['invited', 'active', 'removed']
    sign_in: list[Literal['password', 'oidc']]
    second_factor: bool
    recovery_codes: int
    recorded_at: str


class UserList(TypedDict):
    items: list[User]
    next_cursor: Cursor


class UserInput(TypedDict):
    email: Email
    name: PersonName
    rights: UserRights


class UserPatch(TypedDict):
    name: NotRequired[PersonName]
    rights: NotRequired[UserRights]


class UserInvitedLink(TypedDict):
    url: str
    token: UserToken
    expires_at: str
    mail: NotRequired[str]


class UserInvited(TypedDict):
    user: User
    link: UserInvitedLink


class Mail(TypedDict):
    mail: str
    kind: Literal['invitation', 'reminder', 'demand_reminder', 'user_link', 'digest', 'talks', 'check', 'security']
    to: str
    subject: str | None
    language: Literal['ja', 'en']
    relationship: str | None
    user: str | None
    state: MailState
    recorded_at: str
    sent_at: str | None
    stopped_at: str | None
    next_try_at: str | None
    answer: str | None


class MailWishesInput(TypedDict):
    language: Literal['ja', 'en']
    digest: bool
    talks: bool
    checks: bool


class MailWishes(TypedDict):
    language: Literal['ja', 'en']
    digest: bool
    talks: bool
    checks: bool
    address: str
    reachable: Literal['yes', 'unproven', 'came_back']


class MailStopped(TypedDict):
    stopped: bool
    by: Literal['person', 'supplier']


class MailList(TypedDict):
    items: list[Mail]
    next_cursor: str | None


class UserLinkToken(TypedDict):
    token: UserToken


class UserLinkPreview(TypedDict):
    organisation: str
    email: str
    name: str
    purpose: Literal['first_password', 'new_password']
    company_accounts: bool


class UserLinkAccept(TypedDict):
    token: UserToken
    password: NewPassword


class UserLinkAccepted(TypedDict):
    email: str
    organisation: str


class SessionStart(TypedDict):
    email: Email
    password: Password
    code: NotRequired[Code]
    organisation: NotRequired[str]


class OidcSignIn(TypedDict):
    organisation: NotRequired[str]
    token: NotRequired[UserToken]
    proof: NotRequired[bool]


class OidcSignInBegun(TypedDict):
    url: str


class OidcSessionStart(TypedDict):
    organisation: str
    state: str
    code: NotRequired[str]
    issuer: NotRequired[OidcIssuer]


class OidcWaiting(TypedDict):
    state: Literal['waiting']


class OidcRule(TypedDict):
    claim: str
    value: str
    rights: UserRights


class OidcSettingsInput(TypedDict):
    issuer: OidcIssuer
    client_id: str
    client_secret: NotRequired[str]
    required: bool
    exempt: str | None
    rules: list[OidcRule]


class OidcSettings(TypedDict):
    issuers: list[OidcIssuer]
    issuer: str | None
    client_id: str | None
    client_secret_set: bool
    required: bool
    exempt: str | None
    rules: list[OidcRule]
    provider: Literal['waiting', 'ready', 'away'] | None
    sign_in_url: str
    recorded_at: str | None


class Session(TypedDict):
    ends_at: str
    idle_until: str
    refused_attempts: int
    second_factor_needed: bool


class PageSession(TypedDict):
    ends_at: str
    idle_until: str
    refused_attempts: int
    second_factor_needed: bool
    page_token: str


class SessionStarted(TypedDict):
    organisation: Organisation
    user: User
    session: PageSession


class OpenSession(TypedDict):
    session: SessionId
    recorded_at: str
    seen_at: str
    idle_until: str
    ends_at: str
    browser: str | None
    address: str | None
    own: bool


class SessionList(TypedDict):
    items: list[OpenSession]


class SignInPolicy(TypedDict):
    second_factor: Literal['optional', 'required']


class OwnProof(TypedDict):
    password: Password
    code: NotRequired[Code]


class PasswordPut(TypedDict):
    password: Password
    new_password: NewPassword
    code: NotRequired[Code]


class SecondFactorOffer(TypedDict):
    key: str
    uri: str


class SecondFactorPut(TypedDict):
    code: str


class RecoveryCodes(TypedDict):
    recovery_codes: list[str]


class SecondFactorSet(TypedDict):
    user: User
    recovery_codes: list[str]


class SettingsInput(TypedDict):
    expiring_days: int
    recheck_months: int | None


class Settings(TypedDict):
    expiring_days: int
    recheck_months: int | None
    recorded_at: str | None


class MailSettingsInput(TypedDict):
    sender_name: str | None
    sender_department: str | None
    sender_telephone: str | None
    reply_to: str | None
    introduction: str | None
    reminders: MailReminders | None


class MailReminders(TypedDict):
    after_days: int
    times: int


class MailSettings(TypedDict):
    sender_name: str | None
    sender_department: str | None
    sender_telephone: str | None
    reply_to: str | None
    introduction: str | None
    reminders: MailReminders | None
    recorded_at: str | None


class MailPreviewInput(TypedDict):
    kind: Literal['invitation', 'reminder', 'demand_reminder']
    settings: MailSettingsInput


class MailPreviewFrom(TypedDict):
    name: str
    address: str | None


MailPreview = TypedDict("MailPreview", {"from": "MailPreviewFrom", "reply_to": "str | None", "subject": "str", "text": "str", "html": "str"})


class RetentionInput(TypedDict):
    months: int | None


class Retention(TypedDict):
    months: int | None
    standard_months: int | None
    relationships: int
    evidence: int
    next_on: str | None


class ErasureInputPerson(TypedDict):
    email: NotRequired[Email]
    name: NotRequired[PersonName]


class ErasureInput(TypedDict):
    person: NotRequired[ErasureInputPerson]
    user: NotRequired[str]
    relationship: NotRequired[str]
    dry_run: NotRequired[bool]


class Erasure(TypedDict):
    erasure: str
    dry_run: bool
    suppliers: int
    papers: int
    users: int
    audit_values: int
    audit_entries: int
    answers: int
    import_rows: int
    files: int


class ErasureEntry(TypedDict):
    erasure: str
    recorded_at: str
    cause: ErasureCause
    what: Literal['person', 'user', 'relationship', 'organisation', 'evidence']
    relationship: str | None
    supplier: str | None
    user: str | None
    evidence: str | None
    key: str | None
    by: str | None
    suppliers: int
    papers: int
    users: int
    audit_values: int
    audit_entries: int
    answers: int
    import_rows: int
    files: int


class ErasureList(TypedDict):
    items: list[ErasureEntry]
    next_cursor: Cursor


class AuditValue(TypedDict):
    sealed: int
    value: str
    salt: HexDigest


class Actor(TypedDict):
    kind: Literal['person', 'key', 'service']
    user: str | None
    name: str | None


class AuditEvent(TypedDict):
    sequence: int
    recorded_at: str
    key: str | None
    by: Actor
    operation: str | None
    object: str | None
    object_name: str | None
    entry: str | None
    personal: list[AuditValue]
    hash: str


class Decision(TypedDict):
    status: Status
    side: Literal['buyer', 'supplier']
    counterparty: Counterparty
    reads: list[DisclosureRead]
    decided_by: DecisionFacts


DecisionFactsRelationship = TypedDict("DecisionFactsRelationship", {"state": "RelationshipState", "from": "str | None"})


class DecisionFactsCheck(TypedDict):
    check: str | None
    checked_on: str
    method: Literal['public_list', 'publisher_reply', 'ledger_file'] | None
    result: Literal['found', 'differs', 'not_found', 'inconclusive']
    recorded_at: str


class DecisionFactsScopeDecision(TypedDict):
    scope_decision: str | None
    decision: Literal['covers', 'does_not_cover']
    decided_on: str
    recorded_at: str


class DecisionFactsAssessment(TypedDict):
    assessment: str | None
    edition: EditionId
    transcription: int
    star: int
    assessed_on: str | None
    submitted_at: str | None


class DecisionFactsPapersItem(TypedDict):
    paper: str | None
    kind: PaperKind
    day: str | None
    recorded_at: str | None


class DecisionFacts(TypedDict):
    rules: str
    recorded_at: str
    reproduced: bool
    relationship: DecisionFactsRelationship
    revision: DecisionRevision | None
    declaration: DecisionDeclaration | None
    check: DecisionFactsCheck | None
    scope_decision: DecisionFactsScopeDecision | None
    assessment: DecisionFactsAssessment | None
    papers: list[DecisionFactsPapersItem]


class DecisionRevision(TypedDict):
    revision: int
    kind: Literal['set', 'exempt', 'removed']
    decided_by: Literal['explicit', 'rule']
    rule: str | None
    required_star: int | None
    required_assurance: Assurance
    accept_higher: bool | None
    effective_from: str
    due_on: str | None
    recorded_at: str


class DecisionDeclaration(TypedDict):
    declaration: str
    recorded_by: Literal['supplier', 'buyer']
    scheme: Scheme
    star: int
    id: str
    declared_on: str
    valid_from: str
    valid_until: str | None
    scope: Scope
    stopped_on: str | None
    revoked_on: str | None
    recorded_at: str


class AuditEventList(TypedDict):
    items: list[AuditEvent]
    next_after: int


class AuditCheckpoint(TypedDict):
    organisation: str
    sequence: int
    head: HexDigest
    signed_at: str
    previous: HexDigest
    public_key: HexDigest
    signature: HexSignature


class AuditCheckpointList(TypedDict):
    items: list[AuditCheckpoint]
    next_after: int
    public_key: HexDigest


class AuditReceipt(TypedDict):
    relationship: str
    sealed_at: str
    seal: HexDigest
    public_key: HexDigest
    signature: HexSignature


class AuditReceiptList(TypedDict):
    items: list[AuditReceipt]
    next_cursor: Cursor


class Status(TypedDict):
    as_of: str
    known_at: str | None
    decided_at: str | None
    relationship: str
    status: StatusCode
    waiting_on: WaitingOn
    meets: bool | None
    required_star: int | None
    required_assurance: Assurance
    accept_higher: bool | None
    effective_from: str | None
    due_on: str | None
    revision: int | None
    decided_by: Literal['explicit', 'rule'] | None
    held_star: int | None
    held_assurance: Assurance
    gap: int
    declaration: DecidingDeclaration | None
    reasons: list[CodedText]
    notes: list[CodedText]
    next_step: NextStep
    changes_on: str | None
    next_status: Literal['met', 'expiring', 'pending', 'overdue', 'lapsed', 'no_requirement'] | None
    next_waiting_on: WaitingOn


class DecidingDeclaration(TypedDict):
    scheme: Scheme
    id: str
    declared_on: str
    valid_from: str
    valid_until: str | None
    scope: Scope
    last_checked_on: str | None


class CodedText(TypedDict):
    code: str
    text: str
    params: dict[str, Any]


class NextStep(TypedDict):
    code: str
    actor: Literal['none', 'supplier', 'buyer']
    text: str
    params: dict[str, Any]


class Counterparty(TypedDict):
    name: str
    reading: str | None
    corporate_number: str | None
    registered_name: str | None
    number_proven: bool | None
    closed_on: NotRequired[str]


class BuyerView(TypedDict):
    status: Status
    side: Literal['buyer']
    counterparty: Counterparty
    code: str | None
    category: str | None
    tags: list[str]
    memo: str | None


class SupplierView(TypedDict):
    status: Status
    side: Literal['supplier']
    counterparty: Counterparty


class StatusList(TypedDict):
    items: list[BuyerView | SupplierView]
    next_cursor: Cursor


class StatusSummaryItemsItem(TypedDict):
    status: StatusCode
    waiting_on: WaitingOn
    required_star: int | None
    held_star: int
    count: int


class StatusSummary(TypedDict):
    as_of: str
    known_at: NotRequired[str]
    side: Literal['buyer', 'supplier']
    decided_at: CountsDecidedAt
    total: int
    items: list[StatusSummaryItemsItem]


class ReportStatusesItem(TypedDict):
    status: StatusCode
    waiting_on: WaitingOn
    count: int
    before: int


class ReportStarsItem(TypedDict):
    required_star: int
    total: int
    met: int
    pending: int
    late: int


class ReportCategoriesItemsItem(TypedDict):
    category: str | None
    total: int
    met: int
    pending: int
    late: int
    none: int
    met_before: int
    late_before: int


class ReportCategories(TypedDict):
    total: int
    items: list[ReportCategoriesItemsItem]


class ReportLateItemsItem(TypedDict):
    relationship: str
    name: str
    code: str | None
    category: str | None
    status: StatusCode
    waiting_on: WaitingOn
    required_star: int
    held_star: int
    due_on: str | None


class ReportLate(TypedDict):
    total: int
    items: list[ReportLateItemsItem]


class ReportChangedItemsItemBefore(TypedDict):
    status: StatusCode
    waiting_on: WaitingOn


class ReportChangedItemsItem(TypedDict):
    relationship: str
    name: str
    code: str | None
    category: str | None
    status: StatusCode
    waiting_on: WaitingOn
    before: ReportChangedItemsItemBefore


class ReportChanged(TypedDict):
    total: int
    became_late: int
    became_met: int
    became_pending: int
    became_none: int
    items: list[ReportChangedItemsItem]


class ReportComingItemsItem(TypedDict):
    relationship: str
    name: str
    code: str | None
    category: str | None
    what: Literal['due', 'ends']
    day: str
    waiting_on: WaitingOn
    required_star: int
    held_star: int


class ReportComing(TypedDict):
    through: str
    total: int
    due: int
    ends: int
    items: list[ReportComingItemsItem]


class ReportUnansweredItemsItem(TypedDict):
    relationship: str
    name: str
    code: str | None
    category: str | None
    what: Literal['objected', 'talks_requested', 'demand', 'invitation']
    since: str


class ReportUnanswered(TypedDict):
    total: int
    invitation: int
    demand: int
    talks_requested: int
    objected: int
    items: list[ReportUnansweredItemsItem]


class Report(TypedDict):
    organisation: str
    as_of: str
    compared_with: str
    known_at: str | None
    decided_at: CountsDecidedAt
    total: int
    unwritten: int
    statuses: list[ReportStatusesItem]
    stars: list[ReportStarsItem]
    categories: ReportCategories
    late: ReportLate
    changed: ReportChanged
    coming: ReportComing
    unanswered: ReportUnanswered


class HistoryEntry(TypedDict):
    code: HistoryCode
    day: str
    side: Literal['buyer', 'supplier'] | None
    by: str | None
    joined: str | None
    recorded_at: str
    data: HistoryData


HistoryDataChangesItem = TypedDict("HistoryDataChangesItem", {"member": "Literal['name', 'reading', 'corporate_number', 'code', 'category', 'tags', 'contacts', 'memo', 'owner']", "from": "NotRequired[list[str]]", "to": "NotRequired[list[str]]"})


HistoryData = TypedDict("HistoryData", {"revision": "NotRequired[int]", "star": "NotRequired[int]", "assurance": "NotRequired[Assurance]", "due": "NotRequired[str]", "rule": "NotRequired[str]", "text": "NotRequired[str]", "id": "NotRequired[str]", "from": "NotRequired[str]", "until": "NotRequired[str]", "asked_by": "NotRequired[Literal['buyer', 'supplier']]", "outcome": "NotRequired[Literal['open', 'agreed', 'not_agreed']]", "cost": "NotRequired[int]", "bears": "NotRequired[Literal['buyer', 'supplier', 'shared']]", "result": "NotRequired[str]", "method": "NotRequired[str]", "withdrawn": "NotRequired[bool]", "replaced": "NotRequired[bool]", "kinds": "NotRequired[list[Literal['readiness', 'gaps', 'answers', 'evidence']]]", "mail": "NotRequired[str]", "to": "NotRequired[str]", "state": "NotRequired[str]", "source": "NotRequired[str]", "changes": "NotRequired[list[HistoryDataChangesItem]]"})


class HistoryList(TypedDict):
    items: list[HistoryEntry]
    next_cursor: Cursor


class Event(TypedDict):
    sequence: int
    type: EventType
    side: Literal['buyer', 'supplier'] | None
    relationship: str | None
    day: str
    recorded_at: str
    data: EventData


EventData = TypedDict("EventData", {"from": "NotRequired[Union[EventState, str, None]]", "to": "NotRequired[EventState]", "revision": "NotRequired[int | None]", "state": "NotRequired[str]", "kind": "NotRequired[str]", "kinds": "NotRequired[list[str]]", "star": "NotRequired[int]", "scheme": "NotRequired[str]", "edition": "NotRequired[str]", "transcription": "NotRequired[int]", "obtainable_from": "NotRequired[str | None]", "declaration": "NotRequired[str]", "replaces": "NotRequired[str | None]", "stopped_on": "NotRequired[str | None]", "revoked_on": "NotRequired[str | None]", "check": "NotRequired[str]", "result": "NotRequired[str]", "checked_on": "NotRequired[str]", "scope_decision": "NotRequired[str]", "decision": "NotRequired[str]", "decided_on": "NotRequired[str]", "assessment": "NotRequired[str]", "content": "NotRequired[bool]", "evidence": "NotRequired[str]", "files": "NotRequired[list[str]]", "media_type": "NotRequired[str]", "assessed_on": "NotRequired[str]", "paper": "NotRequired[str]", "consultation": "NotRequired[str]", "recorded_by": "NotRequired[Literal['buyer', 'supplier']]", "asked_by": "NotRequired[str]", "asked_on": "NotRequired[str]", "outcome": "NotRequired[str]", "request": "NotRequired[str]", "answer": "NotRequired[str]", "last_day": "NotRequired[str | None]", "read_at": "NotRequired[str]", "joined_into": "NotRequired[str]", "record_number": "NotRequired[str | None]", "organisation_number": "NotRequired[str | None]", "organisation_name": "NotRequired[str]", "linked": "NotRequired[bool]", "day": "NotRequired[str]", "key": "NotRequired[str]", "name": "NotRequired[str]", "days": "NotRequired[int]", "expires_on": "NotRequired[str]", "user": "NotRequired[str]", "attempts": "NotRequired[int]", "last_at": "NotRequired[str]", "job": "NotRequired[str]", "total": "NotRequired[int]", "done": "NotRequired[int]", "error": "NotRequired[str | None]", "webhook": "NotRequired[str]", "reason": "NotRequired[str]", "failing_since": "NotRequired[str | None]"})


class WebhookInput(TypedDict):
    url: WebhookUrl
    description: NotRequired[str | None]
    types: NotRequired[list[EventType] | None]


class WebhookPatch(TypedDict):
    url: NotRequired[WebhookUrl]
    description: NotRequired[str | None]
    types: NotRequired[list[EventType] | None]
    enabled: NotRequired[bool]


class Webhook(TypedDict):
    webhook: str
    url: str
    description: str | None
    types: list[EventType] | None
    sides: list[Literal['buyer', 'supplier']]
    enabled: bool
    disabled_because: Literal['asked', 'failing', 'gone', 'maker'] | None
    disabled_at: str | None
    failing_since: str | None
    previous_secret_until: str | None
    recorded_at: str


class WebhookIssued(TypedDict):
    webhook: Webhook
    secret: str


class WebhookList(TypedDict):
    items: list[Webhook]
    next_cursor: Cursor


class WebhookDeliveryAttemptsItem(TypedDict):
    at: str
    result: Literal['delivered', 'refused', 'unreachable', 'forbidden_address', 'untrusted', 'timeout', 'broken', 'unsigned', 'forgotten']
    status: int | None
    ms: int


class WebhookDelivery(TypedDict):
    delivery: KeyId
    message: str
    sequence: int | None
    type: str | None
    state: Literal['waiting', 'delivered', 'given_up']
    next_attempt_at: str | None
    attempts: list[WebhookDeliveryAttemptsItem]
    recorded_at: str
    finished_at: str | None


class WebhookDeliveryList(TypedDict):
    items: list[WebhookDelivery]
    next_cursor: Cursor


class EventState(TypedDict):
    status: NotRequired[StatusCode]
    waiting_on: NotRequired[Literal['supplier', 'buyer', 'scheme'] | None]
    name: NotRequired[str]
    reading: NotRequired[str | None]
    corporate_number: NotRequired[str | None]


class EventList(TypedDict):
    items: list[Event]
    next_after: int


class StatusTrendMonthsItemItemsItem(TypedDict):
    status: StatusCode
    waiting_on: WaitingOn
    count: int


class StatusTrendMonthsItem(TypedDict):
    month: str
    as_of: str
    total: int
    items: list[StatusTrendMonthsItemItemsItem]


class StatusTrend(TypedDict):
    side: Literal['buyer', 'supplier']
    decided_at: CountsDecidedAt
    months: list[StatusTrendMonthsItem]


TimelineRequirementItem = TypedDict("TimelineRequirementItem", {"from": "StepFrom", "required_star": "int | None", "required_assurance": "Assurance", "accept_higher": "bool | None", "effective_from": "str | None", "due_on": "str | None", "revision": "int | None", "decided_by": "Literal['explicit', 'rule'] | None"})


TimelineHeldItem = TypedDict("TimelineHeldItem", {"from": "StepFrom", "held_star": "int | None", "held_assurance": "Assurance", "valid_until": "str | None"})


TimelineStatusItem = TypedDict("TimelineStatusItem", {"from": "StepFrom", "status": "StatusCode", "waiting_on": "WaitingOn"})


class Timeline(TypedDict):
    relationship: str
    known_at: str | None
    decided_at: str | None
    requirement: list[TimelineRequirementItem]
    held: list[TimelineHeldItem]
    status: list[TimelineStatusItem]


class Contact(TypedDict):
    name: NotRequired[str | None]
    email: NotRequired[str | None]
    phone: NotRequired[str | None]
    department: NotRequired[str | None]


class SupplierRecord(TypedDict):
    name: str
    reading: NotRequired[Reading]
    corporate_number: NotRequired[CorporateNumber]
    code: NotRequired[SupplierCode]
    category: NotRequired[Category]
    tags: NotRequired[Tags]
    contacts: NotRequired[Contacts]
    memo: NotRequired[Memo]
    owner: NotRequired[Owner]


class SupplierPatch(TypedDict):
    name: NotRequired[str]
    reading: NotRequired[Reading]
    corporate_number: NotRequired[CorporateNumber]
    code: NotRequired[SupplierCode]
    category: NotRequired[Category]
    tags: NotRequired[Tags | None]
    contacts: NotRequired[Contacts | None]
    memo: NotRequired[Memo]
    owner: NotRequired[Owner]


class Task(TypedDict):
    code: TaskCode
    since: str
    params: dict[str, Any]


class InboxTask(TypedDict):
    code: InboxCode
    since: str
    until: str | None
    owner: str | None
    relationship: str | None
    name: str | None
    object: str
    params: dict[str, Any]
    link: str


class InboxList(TypedDict):
    items: list[InboxTask]
    next_cursor: Cursor


class InboxSummaryItemsItem(TypedDict):
    code: InboxCode
    count: int
    more: bool


class InboxSummary(TypedDict):
    as_of: str
    side: Literal['buyer', 'supplier']
    total: int
    items: list[InboxSummaryItemsItem]


class NumberRemark(TypedDict):
    code: NumberRemarkCode
    published_name: str | None
    closed_on: str | None
    successor_number: str | None
    successor_name: str | None


class NumberAcceptance(TypedDict):
    reason: str


class NumberRemarkDismissal(TypedDict):
    code: NumberRemarkCode
    reason: NotRequired[str | None]


class SupplierSuccession(TypedDict):
    kind: Literal['merger', 'new_number']
    day: str
    corporate_number: CorporateNumber
    name: NotRequired[str]
    reading: NotRequired[Reading]


class Predecessor(TypedDict):
    kind: Literal['merger', 'new_number']
    day: str
    name: str
    corporate_number: str | None
    accepted_on: str | None
    recorded_at: str


class PredecessorAcceptance(TypedDict):
    reason: NotRequired[str | None]


class LikelyDuplicate(TypedDict):
    relationship: str
    name: str
    code: str | None
    corporate_number: str | None
    state: RelationshipState
    alike: list[Likeness]


class Join(TypedDict):
    other: str
    demand: Literal['supplier', 'other']


class AliasEnd(TypedDict):
    alias: str


class DismissedPair(TypedDict):
    suppliers: list[str]


class Dismiss(TypedDict):
    suppliers: list[str]
    reason: NotRequired[str | None]


class Dismissal(TypedDict):
    suppliers: list[AlikeSupplier]
    reason: str | None
    key: str | None
    by: str | None
    recorded_at: str


class DismissalList(TypedDict):
    items: list[Dismissal]
    next_cursor: Cursor


class AlikeSupplier(TypedDict):
    relationship: str
    name: str
    code: str | None
    corporate_number: str | None
    state: RelationshipState


class JoinedSupplier(TypedDict):
    relationship: str
    name: str
    code: str | None
    corporate_number: str | None
    joined_on: str


class SupplierAlias(TypedDict):
    alias: str
    joined: str
    recorded_at: str


class LikelyDuplicateGroup(TypedDict):
    alike: Likeness
    suppliers: list[AlikeSupplier]


class LikelyDuplicateList(TypedDict):
    items: list[LikelyDuplicateGroup]
    next_cursor: Cursor


class Supplier(TypedDict):
    relationship: str
    state: RelationshipState
    erase_on: str | None
    state_on: str
    name: str
    reading: str | None
    corporate_number: str | None
    code: str | None
    category: str | None
    tags: list[str]
    contacts: list[Contact]
    memo: str | None
    owner: str | None
    organisation: Organisation | None
    invitation: Invitation | None
    response: Response | None
    tasks: list[Task]
    number_remarks: NumberRemarks
    predecessors: list[Predecessor]
    joined_into: str | None
    joined: list[JoinedSupplier]
    aliases: list[SupplierAlias]
    recorded_at: str
    status: Status


class SupplierList(TypedDict):
    items: list[Supplier]
    next_cursor: Cursor
    next_changed_since: NotRequired[str | None]


class Invitation(TypedDict):
    invited_on: str
    expires_on: str


class IssuedInvitation(TypedDict):
    token: str
    url: str
    letter: str
    invited_on: str
    expires_on: str
    mail: NotRequired[str | None]


class SupplierInvited(TypedDict):
    relationship: str
    supplier: Supplier
    invitation: IssuedInvitation
    likely_duplicates: list[LikelyDuplicate]


class LettersInput(TypedDict):
    suppliers: NotRequired[list[str]]
    category: NotRequired[str]
    tag: NotRequired[str]
    after: NotRequired[str]


class Letter(TypedDict):
    relationship: str
    code: str | None
    name: str
    contact: Contact | None
    url: str
    letter: str
    mail: NotRequired[str | None]


class Letters(TypedDict):
    expires_on: str
    next_after: str | None
    recently_written: NotRequired[int]
    items: list[Letter]


CampaignInput = TypedDict("CampaignInput", {"name": "str", "purpose": "NotRequired[Literal['invitation', 'demand_reminder']]", "reminds": "NotRequired[str]", "suppliers": "NotRequired[SuppliersNamed]", "except": "NotRequired[SuppliersExcepted]"})


class CampaignCounts(TypedDict):
    waiting: int
    recently_written: int
    written: int
    opened: int
    accepted: int
    answered: int
    not_needed: int
    declined: int
    ended: int


class Campaign(TypedDict):
    campaign: str
    name: str
    purpose: Literal['invitation', 'demand_reminder']
    reminds: str | None
    total: int
    job: str | None
    recorded_at: str
    counts: NotRequired[CampaignCounts]


class CampaignList(TypedDict):
    items: list[Campaign]
    next_cursor: Cursor


class Recipient(TypedDict):
    relationship: str
    name: str
    code: str | None
    outcome: RecipientOutcome
    written_at: str | None
    opened_at: str | None
    answered_on: str | None
    mail: MailState | None
    recently_written_at: str | None
    not_by_mail: Literal['no_address', 'stopped', 'returned'] | None


class CampaignSending(TypedDict):
    letters: int
    job: str | None


class RecipientList(TypedDict):
    items: list[Recipient]
    next_cursor: Cursor


class SheetRow(TypedDict):
    relationship: NotRequired[SheetCell]
    code: NotRequired[SheetCell]
    corporate_number: NotRequired[SheetCell]
    name: NotRequired[SheetCell]
    reading: NotRequired[SheetCell]
    category: NotRequired[SheetCell]
    contact_name: NotRequired[SheetCell]
    contact_department: NotRequired[SheetCell]
    contact_email: NotRequired[SheetCell]
    contact_phone: NotRequired[SheetCell]
    memo: NotRequired[SheetCell]
    owner: NotRequired[SheetCell]
    required_star: NotRequired[SheetCell]
    required_assurance: NotRequired[SheetCell]
    accept_higher: NotRequired[SheetCell]
    effective_from: NotRequired[SheetCell]
    due_on: NotRequired[SheetCell]
    reason: NotRequired[SheetCell]
    notice_on: NotRequired[SheetCell]
    declaration_star: NotRequired[SheetCell]
    declaration_id: NotRequired[SheetCell]
    declared_on: NotRequired[SheetCell]
    valid_until: NotRequired[SheetCell]
    record_version: NotRequired[SheetCell]
    revision: NotRequired[SheetCell]
    tags: NotRequired[Tags | SheetCell]


class ImportInput(TypedDict):
    rows: list[SheetRow]


class ImportFault(TypedDict):
    column: str | None
    code: str
    text: str
    params: dict[str, Any]


class ImportRow(TypedDict):
    line: int | None
    outcome: ImportOutcome
    relationship: str | None
    name: str | None
    code: str | None
    faults: list[ImportFault]
    notes: list[ImportFault]


class ImportRowList(TypedDict):
    items: list[ImportRow]
    next_cursor: Cursor


class ImportCounts(TypedDict):
    added: int
    changed: int
    unchanged: int
    refused: int
    conflict: int
    ended: int
    waiting: int


SuppliersChosen = TypedDict("SuppliersChosen", {"suppliers": "NotRequired[SuppliersNamed]", "except": "NotRequired[SuppliersExcepted]"})


SupplierChangeInput = TypedDict("SupplierChangeInput", {"suppliers": "NotRequired[SuppliersNamed]", "except": "NotRequired[SuppliersExcepted]", "change": "NotRequired[SupplierChange]", "preview": "NotRequired[str]"})


class SavedViewInput(TypedDict):
    name: str
    shared: bool
    filters: SupplierFilters
    sort: NotRequired[Literal['name', 'due_on', 'gap']]
    columns: NotRequired[list[SupplierColumn] | None]


class SavedView(TypedDict):
    saved_view: str
    name: str
    shared: bool
    own: bool
    filters: SupplierFilters
    sort: Literal['name', 'due_on', 'gap']
    columns: list[SupplierColumn] | None
    recorded_at: str


class SavedViewList(TypedDict):
    items: list[SavedView]
    next_cursor: Cursor


class SupplierFilters(TypedDict):
    status: NotRequired[list[StatusCode]]
    waiting_on: NotRequired[list[Literal['none', 'supplier', 'buyer', 'scheme']]]
    required_star: NotRequired[list[int]]
    held_star: NotRequired[list[int]]
    category: NotRequired[str]
    tag: NotRequired[str]
    text: NotRequired[str]
    due_by: NotRequired[str]
    expiring_within: NotRequired[int]
    unchecked_since: NotRequired[str]
    state: NotRequired[list[RelationshipState]]
    task: NotRequired[TaskCode]
    number_remark: NotRequired[Literal['name_not_as_published', 'number_not_published', 'company_closed', 'company_succeeded', 'any']]
    owner: NotRequired[Literal['me', 'none'] | str]


class SupplierChange(TypedDict):
    category: NotRequired[Category]
    owner: NotRequired[Owner]
    tags_add: NotRequired[Tags]
    tags_remove: NotRequired[list[str]]
    demand: NotRequired[RequirementInput | None]


class SupplierChangeResult(TypedDict):
    job: str
    state: JobState
    dry_run: bool
    rows: int
    counts: ImportCounts
    problems: list[ImportRow]


class ImportResult(TypedDict):
    job: str
    state: JobState
    source: str
    mode: Literal['atomic', 'per_row']
    absent: Literal['keep', 'end']
    dry_run: bool
    applied: bool
    ignored: list[str]
    rows: int
    counts: ImportCounts
    problems: list[ImportRow]
    notes: list[ImportRow]


class Questions(TypedDict):
    important_information: NotRequired[bool | None]
    unacceptable_interruption: NotRequired[bool | None]
    internal_access: NotRequired[bool | None]


class RequirementInput(TypedDict):
    required_star: int | None
    required_assurance: NotRequired[RequiredAssurance]
    accept_higher: NotRequired[AcceptHigher]
    effective_from: NotRequired[str]
    due_on: NotRequired[str | None]
    reason: NotRequired[str | None]
    questions: NotRequired[Questions]
    notice_on: NotRequired[str | None]


class Demand(TypedDict):
    revision: int
    required_star: int | None
    required_assurance: Assurance
    accept_higher: bool
    effective_from: str
    due_on: str | None
    reason: str | None
    questions: Questions
    notice_on: str | None
    decided_by: Literal['explicit', 'rule']
    recorded_at: str


class Advisory(TypedDict):
    code: str
    text: str
    params: dict[str, Any]
    source: str | None


class Suggestion(TypedDict):
    required_star: Literal[3, 4]
    text: str
    source: str


class Requirement(TypedDict):
    relationship: str
    revision: int
    required_star: int | None
    required_assurance: Assurance
    accept_higher: bool
    effective_from: str
    due_on: str | None
    reason: str | None
    questions: Questions
    notice_on: str | None
    decided_by: Literal['explicit', 'rule']
    rule: DecidingRule
    recorded_at: str
    upcoming: Demand | None
    advisories: list[Advisory]
    suggestion: Suggestion | None
    status: Status


class RequirementRemoved(TypedDict):
    relationship: str
    revision: int
    removed_on: str
    recorded_at: str
    status: Status


class Revision(TypedDict):
    revision: int
    kind: Literal['set', 'exempt', 'removed']
    required_star: int | None
    required_assurance: Assurance
    accept_higher: bool | None
    effective_from: str
    due_on: str | None
    reason: str | None
    questions: Questions
    notice_on: str | None
    decided_by: Literal['explicit', 'rule']
    rule: DecidingRule
    key: str | None
    recorded_at: str


class RevisionList(TypedDict):
    items: list[Revision]
    next_cursor: Cursor


class RuleInput(TypedDict):
    required_star: int
    required_assurance: NotRequired[RequiredAssurance]
    accept_higher: NotRequired[AcceptHigher]
    due_in_days: int
    reason: NotRequired[str | None]
    questions: NotRequired[Questions]


class LabelList(TypedDict):
    items: list[Label]


class Label(TypedDict):
    selector: Literal['category', 'tag']
    name: str
    suppliers: int
    rule: bool
    same: bool


class Rule(TypedDict):
    rule: RuleName
    selector: Literal['category', 'tag']
    name: str
    revision: int
    required_star: int
    required_assurance: Assurance
    accept_higher: bool
    due_in_days: int
    reason: str | None
    questions: Questions
    recorded_at: str
    alike: NotRequired[list[RuleName]]


class RuleList(TypedDict):
    items: list[Rule]
    next_cursor: Cursor


class HandOver(TypedDict):
    to: str | None


class HandedOver(TypedDict):
    suppliers: int
    job: str | None


class Decided(TypedDict):
    suppliers: int
    changed: int | None
    job: str | None


class RuleDecided(TypedDict):
    rule: Rule
    decided: Decided | None


class RuleRemoved(TypedDict):
    rule: RuleName
    revision: int
    removed_on: str
    recorded_at: str
    decided: Decided


class RuleRevision(TypedDict):
    rule: RuleName
    selector: Literal['category', 'tag']
    name: str
    revision: int
    removed: bool
    required_star: int | None
    required_assurance: Assurance
    accept_higher: bool | None
    due_in_days: int | None
    reason: str | None
    questions: Questions
    job: str | None
    key: str | None
    recorded_at: str


class RuleRevisionList(TypedDict):
    items: list[RuleRevision]
    next_cursor: Cursor


class Job(TypedDict):
    job: str
    kind: JobKind
    state: JobState
    total: int
    done: int
    changed: int
    detail: dict[str, Any]
    error: JobError | None
    key: str | None
    recorded_at: str
    started_at: str | None
    finished_at: str | None


class JobError(TypedDict):
    code: str
    text: str


class JobList(TypedDict):
    items: list[Job]
    next_cursor: Cursor


class Simulation(TypedDict):
    change: SimulatedChange
    filter: NotRequired[SimulationFilter]
    on: NotRequired[str]
    limit: NotRequired[int]


class SimulatedChange(TypedDict):
    rule: NotRequired[SimulatedRule]
    requirement: NotRequired[SimulatedRequirement]


class SimulatedRule(TypedDict):
    rule: RuleName
    demand: RuleInput | None


class SimulatedRequirement(TypedDict):
    required_star: int | None
    required_assurance: NotRequired[RequiredAssurance]
    accept_higher: NotRequired[AcceptHigher]
    effective_from: NotRequired[str]
    due_on: NotRequired[str | None]


class SimulationFilter(TypedDict):
    category: NotRequired[str]
    tag: NotRequired[str]
    suppliers: NotRequired[list[str]]


class SimulationCount(TypedDict):
    status: StatusCode
    waiting_on: WaitingOn
    count: int


class SimulationWork(TypedDict):
    code: str
    actor: Literal['none', 'supplier', 'buyer']
    count: int


class SimulatedFailure(TypedDict):
    relationship: str
    name: str
    code: str | None
    category: str | None
    before: StatusCode
    status: Status


class SimulationResult(TypedDict):
    on: str
    decided_at: str | None
    suppliers: int
    changed: int
    before: list[SimulationCount]
    after: list[SimulationCount]
    work: list[SimulationWork]
    failing_total: int
    failing: list[SimulatedFailure]


class ConsultationInput(TypedDict):
    asked_on: str
    asked_by: Literal['buyer', 'supplier']
    cost_estimate: NotRequired[int | None]
    who_bears: NotRequired[Literal['buyer', 'supplier', 'shared'] | None]
    outcome: NotRequired[Literal['open', 'agreed', 'not_agreed']]
    text: NotRequired[str | None]


class Consultation(TypedDict):
    consultation: str
    relationship: str
    revision: int | None
    asked_on: str
    asked_by: Literal['buyer', 'supplier']
    cost_estimate: int | None
    who_bears: Literal['buyer', 'supplier', 'shared'] | None
    outcome: Literal['open', 'agreed', 'not_agreed']
    text: str | None
    recorded_by: Literal['buyer', 'supplier']
    recorded_at: str


class ConsultationList(TypedDict):
    items: list[Consultation]
    next_cursor: Cursor


class PartnerCheckInput(TypedDict):
    looked_on: NotRequired[str]
    method: Literal['star', 'statement', 'check_sheet', 'visit', 'interview', 'documents', 'other']
    result: Literal['sufficient', 'improvement_needed', 'insufficient']
    kept: NotRequired[str]
    action: NotRequired[str | None]


class PartnerLookStatement(TypedDict):
    kept: str
    issuer: str
    code: str


class PartnerLookFilesItem(TypedDict):
    evidence: str
    name: str | None


class PartnerLook(TypedDict):
    look: str
    source: Literal['partner_check', 'check']
    declaration: str | None
    looked_on: str
    method: Literal['star', 'statement', 'check_sheet', 'visit', 'interview', 'documents', 'other']
    result: Literal['sufficient', 'improvement_needed', 'insufficient', 'found', 'differs', 'not_found']
    action: str | None
    statement: PartnerLookStatement | None
    files: list[PartnerLookFilesItem]
    by: Actor
    recorded_at: str


class PartnerLookList(TypedDict):
    items: list[PartnerLook]
    next_cursor: Cursor


class PartnerRecord(TypedDict):
    relationship: str
    code: str | None
    name: str
    corporate_number: str | None
    reasons: list[Literal['important_information', 'unacceptable_interruption', 'internal_access']]
    since: str
    stopped_on: str | None
    ended_on: str | None
    last_looked_on: str | None
    due_on: str | None
    state: Literal['looked', 'due', 'never', 'stopped', 'ended']
    looks: list[PartnerLook]


class PartnerRecordList(TypedDict):
    items: list[PartnerRecord]
    next_cursor: Cursor


PartnerSummary = TypedDict("PartnerSummary", {"organisation": "str", "from": "str", "through": "str", "known_at": "str | None", "partners": "int", "looked": "int", "due": "int", "never": "int", "stopped": "int", "ended": "int"})


class CheckInput(TypedDict):
    checked_on: NotRequired[str]
    method: Literal['public_list', 'publisher_reply', 'ledger_file']
    result: Literal['found', 'differs', 'not_found', 'inconclusive']
    differences: NotRequired[list[Literal['name', 'star', 'state']]]
    note: NotRequired[str | None]


class Check(TypedDict):
    check: str
    relationship: str
    declaration: str
    checked_on: str
    method: Literal['public_list', 'publisher_reply', 'ledger_file']
    result: Literal['found', 'differs', 'not_found', 'inconclusive']
    differences: list[Literal['name', 'star', 'state']]
    note: str | None
    checked_by: Literal['buyer', 'operator']
    key: str | None
    recorded_at: str
    withdrawn_at: str | None


class CheckList(TypedDict):
    items: list[Check]
    next_cursor: Cursor


class CheckRecorded(TypedDict):
    check: Check
    status: Status


class ScopeDecisionInput(TypedDict):
    declaration: str
    decision: Literal['covers', 'does_not_cover']
    decided_on: NotRequired[str]
    note: NotRequired[str | None]


class ScopeDecision(TypedDict):
    scope_decision: str
    declaration: str
    decision: Literal['covers', 'does_not_cover']
    decided_on: str
    note: str | None
    recorded_at: str


class ScopeDecisionResult(TypedDict):
    scope_decision: ScopeDecision
    status: Status


class DeclarationInput(TypedDict):
    star: int
    id: DeclarationNumber
    declared_on: str
    valid_from: NotRequired[str | None]
    valid_until: NotRequired[str | None]
    scope: NotRequired[Scope]
    scope_text: NotRequired[ScopeText]
    edition: NotRequired[EditionId]
    replaces: NotRequired[str]


class DeclarationPatch(TypedDict):
    stopped_on: NotRequired[str | None]
    revoked_on: NotRequired[str | None]


class Declaration(TypedDict):
    declaration: str
    scheme: Scheme
    star: int
    id: str
    edition: str
    declared_on: str
    valid_from: str
    valid_until: str | None
    validity_assumed: bool
    scope: Scope
    scope_text: str | None
    stopped_on: str | None
    revoked_on: str | None
    state: Literal['active', 'upcoming', 'expired', 'stopped', 'revoked', 'replaced']
    replaces: str | None
    replaced_by: str | None
    recorded_at: str


class DeclarationList(TypedDict):
    items: list[Declaration]
    next_cursor: Cursor


class RecordedDeclaration(TypedDict):
    star: int
    id: DeclarationNumber
    declared_on: str
    valid_from: NotRequired[str | None]
    valid_until: NotRequired[str | None]
    scope: NotRequired[Scope]
    scope_text: NotRequired[ScopeText]
    stopped_on: NotRequired[str | None]


class SupplierDeclaration(TypedDict):
    declaration: str
    recorded_by: Literal['supplier', 'buyer']
    scheme: Scheme
    star: int
    id: str
    declared_on: str
    valid_from: str
    valid_until: str | None
    validity_assumed: bool
    scope: Scope
    scope_text: str | None
    stopped_on: str | None
    revoked_on: str | None
    state: Literal['active', 'upcoming', 'expired', 'stopped', 'revoked']
    last_check: Check | None
    scope_decision: ScopeDecision | None
    joined: str | None
    recorded_at: str


class SupplierDeclarationList(TypedDict):
    items: list[SupplierDeclaration]
    next_cursor: Cursor


class Readiness(TypedDict):
    star: Literal[3, 4]
    edition: str
    met: int
    total: int | None
    unanswered: int
    assessed_on: str
    included: NotRequired[StarIncluded]


class StarIncluded(TypedDict):
    star: Literal[3]
    met: int
    total: int | None
    unanswered: int


StandingStep = TypedDict("StandingStep", {"from": "str | None", "held_star": "int", "held_assurance": "Literal['declared', 'substantiated'] | None", "declaration": "str | None"})


class Standing(TypedDict):
    as_of: str
    held_star: int
    held_assurance: Literal['declared', 'substantiated'] | None
    declaration: str | None
    steps: list[StandingStep]
    readiness: list[Readiness]


class PlanStepServesItem(TypedDict):
    relationship: str
    buyer: str


PlanStep = TypedDict("PlanStep", {"number": "int", "step": "NextStep", "star": "int | None", "from": "str", "by": "str", "serves": "list[PlanStepServesItem]", "serves_count": "int"})


class PlanDemand(TypedDict):
    relationship: str
    buyer: str
    revision: int
    required_star: int
    required_assurance: Assurance
    accept_higher: bool
    effective_from: str
    due_on: str
    status: Literal['met', 'expiring', 'pending', 'overdue', 'lapsed']
    waiting_on: Literal['supplier', 'buyer', 'scheme'] | None
    next_step: NextStep
    steps: list[int]
    by: str
    met_from: str | None
    waits_for: Literal['buyer', 'scheme'] | None


class Plan(TypedDict):
    as_of: str
    step_count: int
    steps: list[PlanStep]
    demand_count: int
    demands: list[PlanDemand]
    next_cursor: Cursor


class Buyer(TypedDict):
    relationship: str
    state: RelationshipState
    state_on: str
    counterparty: Counterparty
    requirement: Demand | None
    upcoming: Demand | None
    response: Response | None
    disclosure: Disclosure
    tasks: list[BuyerTask]
    recorded_declarations: list[KnownDeclaration]
    status: Status


class KnownDeclaration(TypedDict):
    scheme: Scheme
    star: int
    id: str
    declared_on: str
    valid_from: str
    valid_until: str | None
    scope: Scope
    scope_text: str | None


class BuyerList(TypedDict):
    items: list[Buyer]
    next_cursor: Cursor


class ResponseInput(TypedDict):
    kind: Literal['accepted', 'talks_requested', 'objected']
    message: NotRequired[str | None]
    revision: NotRequired[int]


class Response(TypedDict):
    kind: Literal['accepted', 'talks_requested', 'objected']
    message: str | None
    revision: int
    recorded_at: str


class Disclosure(TypedDict):
    readiness: bool


DisclosedKind = TypedDict("DisclosedKind", {"kind": "DisclosureKind", "state": "Literal['not_shown', 'upcoming', 'shown', 'ended']", "from": "str | None", "last_day": "str | None", "recorded_at": "str | None"})


class DisclosureKinds(TypedDict):
    items: list[DisclosedKind]


DisclosurePeriod = TypedDict("DisclosurePeriod", {"from": "NotRequired[str]", "last_day": "NotRequired[str | None]"})


class DisclosureRequestInput(TypedDict):
    kinds: list[DisclosureKind]
    reason: str


class DisclosureDecline(TypedDict):
    text: str


class DisclosureRequest(TypedDict):
    request: str
    kinds: list[DisclosureKind]
    missing: list[DisclosureKind]
    reason: str | None
    state: Literal['open', 'shown', 'declined', 'withdrawn', 'ended']
    answer: str | None
    recorded_at: str
    ended_at: str | None


class DisclosureRequestList(TypedDict):
    items: list[DisclosureRequest]
    next_cursor: Cursor


class DisclosureReadFilesItem(TypedDict):
    evidence: str
    name: str | None


class DisclosureRead(TypedDict):
    kind: DisclosureKind
    assessment: str | None
    edition: str | None
    star: int | None
    assessed_on: str | None
    evidence: str | None
    name: str | None
    files: list[DisclosureReadFilesItem]
    content: bool
    read_at: str
    audit_event: int | None


class DisclosureReadList(TypedDict):
    items: list[DisclosureRead]
    next_cursor: Cursor


class StatementInput(TypedDict):
    buyer: NotRequired[str | None]
    as_of: NotRequired[str | None]
    known_at: NotRequired[str | None]


class StatementWithdraw(TypedDict):
    reason: NotRequired[str | None]


class StatementText(TypedDict):
    jws: str


class StatementVerify(TypedDict):
    jws: NotRequired[str]
    code: NotRequired[str]


class StatementParty(TypedDict):
    name: str
    corporate_number: str | None
    number_proven: bool


class StatementTexts(TypedDict):
    ja: str
    en: str


class StatementClaims(TypedDict):
    iss: str
    jti: str
    iat: int
    statement: StatementKind
    subject: StatementParty
    buyer: StatementParty | None
    as_of: str
    known_at: str
    required_star: int | None
    required_assurance: str | None
    held_star: int
    held_assurance: str
    basis: str
    sentence: StatementTexts
    note: StatementTexts


class Statement(TypedDict):
    statement: str
    kind: StatementKind
    buyer: str | None
    buyer_named: bool
    claims: StatementClaims
    jws: str
    basis: str
    verify_url: str
    recorded_at: str
    withdrawn_at: str | None
    reason: str | None


class StatementList(TypedDict):
    items: list[Statement]
    next_cursor: Cursor


class VerifiedStatement(TypedDict):
    claims: StatementClaims
    verify_url: str
    withdrawal: StatementWithdrawal
    withdrawn_at: str | None
    kid: str
    jws: str


class KeptStatement(TypedDict):
    kept: str
    claims: StatementClaims
    verify_url: str
    withdrawal: StatementWithdrawal
    withdrawn_at: str | None
    jws: str
    recorded_at: str


class KeptStatementList(TypedDict):
    items: list[KeptStatement]
    next_cursor: Cursor


class StatementNamingInput(TypedDict):
    named: bool


class StatementNaming(TypedDict):
    named: bool
    recorded_at: str | None


class StatementKeys(TypedDict):
    issuer: str
    keys: list[StatementKey]


class StatementKey(TypedDict):
    kty: Literal['OKP']
    crv: Literal['Ed25519']
    x: str
    kid: str
    use: Literal['sig']
    alg: Literal['EdDSA']


class DisclosedEvidence(TypedDict):
    evidence: str
    name: str
    file_name: str
    links: list[EvidenceLinked]
    media_type: EvidenceType
    size: int
    digest: str
    stored_at: str


class DisclosedEvidenceList(TypedDict):
    items: list[DisclosedEvidence]
    next_cursor: Cursor


class DisclosedReadiness(TypedDict):
    assessment: str
    edition: str
    star: int
    scope: Scope
    scope_text: str | None
    assessed_on: str
    met: int
    total: int | None
    unanswered: int
    included: StarIncluded


class DisclosedReadinessList(TypedDict):
    items: list[DisclosedReadiness]
    next_cursor: Cursor


class DisclosedGaps(TypedDict):
    assessment: str
    edition: str
    star: int
    scope: Scope
    scope_text: str | None
    assessed_on: str
    gaps: list[Gap]


class DisclosedGapsList(TypedDict):
    items: list[DisclosedGaps]
    next_cursor: Cursor


class DisclosedAnswer(TypedDict):
    criterion: str
    answer: str
    justification: str | None
    text_changed: bool


class DisclosedAnswers(TypedDict):
    assessment: str
    edition: str
    star: int
    scope: Scope
    scope_text: str | None
    assessed_on: str
    answers: list[DisclosedAnswer]


class DisclosedAnswersList(TypedDict):
    items: list[DisclosedAnswers]
    next_cursor: Cursor


class BuyerTask(TypedDict):
    code: Literal['answer_disclosure_request']
    since: str
    params: dict[str, Any]


class AssessmentInput(TypedDict):
    edition: EditionId
    star: NotRequired[int]
    scope: NotRequired[Scope]
    scope_text: NotRequired[ScopeText]
    copy_from: NotRequired[str]


class AnswersInputAnswersItem(TypedDict):
    criterion: str
    answer: Literal['implemented', 'partial', 'not_implemented', 'not_applicable', 'unknown'] | None
    justification: NotRequired[str | None]
    note: NotRequired[str | None]


class AnswersInput(TypedDict):
    answers: list[AnswersInputAnswersItem]


class AssessmentSubmit(TypedDict):
    assessed_on: NotRequired[str]


class AssessmentResult(TypedDict):
    total: int | None
    met: int
    not_met: int
    unanswered: int
    score: Score | None
    readiness: Readiness | None


class Score(TypedDict):
    points: int
    maximum: int
    advice: str | None


Carried = TypedDict("Carried", {"from": "str", "answers": "int", "new": "list[str]", "changed": "list[str]", "gone": "list[str]"})


class ComparedAnswer(TypedDict):
    answer: str | None
    justification: str | None
    note: str | None


class AssessmentDifference(TypedDict):
    criterion: str
    text: str
    text_before: str | None
    changes: list[AnswerChange]
    before: ComparedAnswer | None
    after: ComparedAnswer | None


AssessmentDiff = TypedDict("AssessmentDiff", {"assessment": "str", "with": "str | None", "items": "list[AssessmentDifference]"})


class DutyReference(TypedDict):
    criterion: str
    text: str
    interval_months: int | None
    last_done_on: str | None
    next_on: str | None


class Duty(TypedDict):
    criterion: str
    requirement_item: str | None
    text: str
    stars: list[int]
    interval_months: int
    state: Literal['never_done', 'due', 'done']
    last_done_on: str | None
    next_on: str | None
    answer: str | None
    refers_to: list[DutyReference]


class DutyList(TypedDict):
    as_of: str
    edition: str | None
    star: int | None
    items: list[Duty]


class DutyInput(TypedDict):
    done_on: str | None


class AssessmentSummary(TypedDict):
    assessment: str
    edition: str
    star: int
    scope: Scope
    scope_text: str | None
    state: Literal['draft', 'submitted', 'superseded', 'withdrawn']
    transcription: AssessmentTranscription
    assessed_on: str | None
    submitted_at: str | None
    withdrawn_on: str | None
    superseded_by: str | None
    carried: Carried | None
    result: AssessmentResult
    recorded_at: str


class Assessment(TypedDict):
    assessment: str
    edition: str
    star: int
    scope: Scope
    scope_text: str | None
    state: Literal['draft', 'submitted', 'superseded', 'withdrawn']
    transcription: AssessmentTranscription
    assessed_on: str | None
    submitted_at: str | None
    withdrawn_on: str | None
    superseded_by: str | None
    carried: Carried | None
    result: AssessmentResult
    recorded_at: str
    answers: list[Answer]
    criteria_added: list[str]
    gaps: list[Gap]
    included: StarIncluded


class Answer(TypedDict):
    criterion: str
    answer: str | None
    justification: str | None
    note: str | None
    text_changed: bool


class Gap(TypedDict):
    criterion: str
    requirement_item: str | None
    star: int
    text: str
    answer: str | None


class AssessmentList(TypedDict):
    items: list[AssessmentSummary]
    next_cursor: Cursor


class PolicyPublication(TypedDict):
    kind: Literal['policy_publication']
    dated_on: PaperDay
    url: NotRequired[str]
    place: NotRequired[str]
    note: NotRequired[PaperNote]


class ExpertConfirmation(TypedDict):
    kind: Literal['expert_confirmation']
    dated_on: PaperDay
    person: str
    qualification: str
    organisation: NotRequired[str]
    note: NotRequired[PaperNote]


class ManagementOath(TypedDict):
    kind: Literal['management_oath']
    dated_on: PaperDay
    person: str
    position: NotRequired[str]
    note: NotRequired[PaperNote]


class ThirdPartyAssessment(TypedDict):
    kind: Literal['third_party_assessment']
    dated_on: PaperDay
    organisation: str
    report_id: str
    note: NotRequired[PaperNote]


class TechnicalVerification(TypedDict):
    kind: Literal['technical_verification']
    dated_on: PaperDay
    organisation: str
    report_id: NotRequired[str]
    note: NotRequired[PaperNote]


class Paper(TypedDict):
    paper: str
    kind: PaperKind
    star: int
    dated_on: str
    url: str | None
    place: str | None
    person: str | None
    position: str | None
    qualification: str | None
    organisation: str | None
    report_id: str | None
    note: str | None
    withdrawn_on: str | None
    recorded_at: str


class PaperList(TypedDict):
    items: list[Paper]
    next_cursor: Cursor


class EvidenceLink(TypedDict):
    kind: EvidenceLinkKind
    id: str
    criterion: NotRequired[str]


class EvidenceLinked(TypedDict):
    kind: EvidenceLinkKind
    id: str
    criterion: str | None


class EvidenceRecord(TypedDict):
    name: EvidenceName
    note: NotRequired[EvidenceNote]
    links: NotRequired[list[EvidenceLink]]


class EvidenceInput(TypedDict):
    side: NotRequired[EvidenceSide]
    name: EvidenceName
    note: NotRequired[EvidenceNote]
    links: NotRequired[list[EvidenceLink]]


class Evidence(TypedDict):
    evidence: str
    side: EvidenceSide
    state: Literal['awaiting_content', 'stored', 'withdrawn', 'erased']
    name: str | None
    file_name: str | None
    note: str | None
    links: list[EvidenceLinked]
    media_type: EvidenceType | None
    size: int | None
    digest: str | None
    stored_at: str | None
    withdrawn_on: str | None
    erase_on: str | None
    recorded_at: str


class EvidenceList(TypedDict):
    items: list[Evidence]
    next_cursor: Cursor


class InvitationToken(TypedDict):
    token: Token


class InvitationRedeemOrganisation(TypedDict):
    name: NotRequired[str]
    reading: NotRequired[Reading]
    corporate_number: NotRequired[CorporateNumber]


class InvitationRedeemUser(TypedDict):
    email: Email
    name: PersonName
    password: NewPassword


class InvitationRedeem(TypedDict):
    token: Token
    organisation: NotRequired[InvitationRedeemOrganisation]
    user: NotRequired[InvitationRedeemUser]


class InvitationPreviewSupplier(TypedDict):
    name: str
    corporate_number: str | None


class InvitationPreview(TypedDict):
    buyer: Counterparty
    supplier: InvitationPreviewSupplier
    requirement: Demand | None
    upcoming: Demand | None
    shown_to_buyer: list[CodedText]
    recorded_declarations: list[KnownDeclaration]
    invited_on: str
    expires_on: str
    status: Status


class OwnInvitationSupplier(TypedDict):
    name: str
    corporate_number: str | None


class OwnInvitation(TypedDict):
    relationship: str
    buyer: Counterparty
    supplier: OwnInvitationSupplier
    requirement: Demand | None
    upcoming: Demand | None
    recorded_declarations: list[KnownDeclaration]
    invited_on: str
    expires_on: str


class OwnInvitationList(TypedDict):
    items: list[OwnInvitation]
    next_cursor: Cursor


class InvitationAccepted(TypedDict):
    relationship: str
    organisation: Organisation


class InvitationRedeemed(TypedDict):
    relationship: str
    organisation: Organisation
    api_key: ApiKey | None
    user: User | None
    secret: str | None


class InvitationDeclined(TypedDict):
    relationship: str
    declined_on: str


class EditionSummaryStarsItem(TypedDict):
    star: int
    obtainable_from: str | None
    validity_months: int | None
    assessment_max_age_months: int | None
    invented: NotRequired[bool]


class EditionSummaryTranscriptionsItem(TypedDict):
    number: int
    loaded_at: str


class EditionSummary(TypedDict):
    id: EditionId
    scheme: Scheme
    title: LocalText
    published_on: str | None
    closed_on: str | None
    stars: list[EditionSummaryStarsItem]
    criteria_counts: dict[str, Any]
    transcription: int
    transcriptions: list[EditionSummaryTranscriptionsItem]


class EditionList(TypedDict):
    items: list[EditionSummary]
    next_cursor: Cursor


class PolicyInput(TypedDict):
    language: PolicyLanguage
    text: str


class PolicyVersionsItem(TypedDict):
    number: int
    published_at: str
    withdrawn_at: str | None


class Policy(TypedDict):
    language: Literal['ja', 'en'] | None
    text: str | None
    recorded_at: str | None
    url: str | None
    withdrawn_at: str | None
    changed: bool
    versions: list[PolicyVersionsItem]


class PolicySuggest(TypedDict):
    language: PolicyLanguage
    representative: NotRequired[str]
    day: NotRequired[str]


class PolicySuggestionLeftOutItem(TypedDict):
    criteria: list[str]
    text: str


class PolicySuggestion(TypedDict):
    language: PolicyLanguage
    text: str
    left_out: list[PolicySuggestionLeftOutItem]


class EditionHelpCriteriaItem(TypedDict):
    criterion: str
    meaning: str
    steps: list[str]
    evidence: NotRequired[str]


class EditionHelp(TypedDict):
    edition: EditionId
    criteria: list[EditionHelpCriteriaItem]


class EditionAnswersItem(TypedDict):
    value: str
    points: NotRequired[int]
    met: bool
    justification_required: NotRequired[bool]
    label: LocalText


class EditionBandsItem(TypedDict):
    min: int | None
    max: int
    advice: LocalText


class EditionSectionsItemSubsectionsItem(TypedDict):
    id: str
    title: LocalText


class EditionSectionsItem(TypedDict):
    id: str
    title: LocalText
    csf_function: NotRequired[str]
    subsections: NotRequired[list[EditionSectionsItemSubsectionsItem]]


class EditionRequirementsItem(TypedDict):
    id: str
    section: str
    title: LocalText
    stars: list[int]


class EditionCriteriaItem(TypedDict):
    id: str
    section: str
    requirement: str | None
    stars: list[int]
    text: LocalText
    provenance: Provenance
    review_interval_months: NotRequired[int]
    retention_months: NotRequired[int]
    refers_to: NotRequired[list[str]]


class Edition(TypedDict):
    id: EditionId
    scheme: Scheme
    title: LocalText
    transcription: NotRequired[int]
    published_on: str | None
    source: NotRequired[dict[str, Any]]
    note: NotRequired[LocalText]
    answers: list[EditionAnswersItem]
    answers_note: NotRequired[LocalText]
    bands: list[EditionBandsItem]
    stars: list[dict[str, Any]]
    sections: list[EditionSectionsItem]
    requirements: list[EditionRequirementsItem]
    criteria: list[EditionCriteriaItem]


class Live(TypedDict):
    live: Literal[True]


class Ready(TypedDict):
    ready: Literal[True]


class Contract(TypedDict):
    openapi: str
    info: dict[str, Any]
    paths: dict[str, Any]


Contacts = list[Contact]
NumberRemarks = list[NumberRemark]
PaperInput = Union[PolicyPublication, ExpertConfirmation, ManagementOath, ThirdPartyAssessment, TechnicalVerification]
