// SPDX-License-Identifier: Apache-2.0
// Under which key an answer is kept, and which keys a change makes stale. A key is the steps of the answer's address and
// what was asked of it, so that what belongs together begins alike.

export type Named = { readonly method: string; readonly path: string }
type Input = Readonly<Record<string, unknown>>

const NOT_PARAMETERS = ['body', 'file', 'replaces', 'known', 'once']

function given(input: Input): Input {
  return Object.fromEntries(Object.entries(input).filter(([name, value]) => !NOT_PARAMETERS.includes(name) && value !== undefined && value !== ''))
}

function namesIn(path: string): string[] {
  return [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name!)
}

// The address of an operation with its path's parameters.
export function addressOf(path: string, input: Input): string {
  return path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(input[name])))
}

function queryOf(path: string, input: Input): Input {
  const names = namesIn(path)
  return Object.fromEntries(Object.entries(given(input)).filter(([name]) => !names.includes(name)))
}

// Lists are joined by commas, as the contract has them.
export function queryText(path: string, input: Input): string {
  const entries = Object.entries(queryOf(path, input)).map(([name, value]): [string, string] => [name, String(value)])
  return entries.length > 0 ? `?${new URLSearchParams(entries)}` : ''
}

function stepsOf(path: string): string[] {
  return path.split('/').slice(2)
}

type Key = readonly unknown[]

export function keyOf({ path }: Named, input: Input = {}): Key {
  return [...stepsOf(path).map((step) => addressOf(step, input)), queryOf(path, input)]
}

// What is computed from a noun, and so changes with it, beside the noun itself.
const COMPUTED: Record<string, string[]> = {
  'api-keys': [],
  assessments: ['standing', 'buyers', 'statuses', 'plan', 'duties'],
  buyers: ['statuses', 'plan'],
  campaigns: ['suppliers', 'statuses'],
  declarations: ['standing', 'buyers', 'statuses', 'plan'],
  duties: [],
  erasures: ['suppliers', 'papers', 'users', 'jobs'],
  evidence: ['erasures', 'buyers', 'suppliers', 'partner-checks'],
  'kept-statements': [],
  invitations: ['suppliers', 'buyers', 'statuses', 'plan'],
  jobs: [],
  'likely-duplicates': ['suppliers', 'dismissed-duplicates'],
  mail: ['me'],
  'mail-settings': [],
  'oidc-sessions': ['me'],
  'oidc-settings': [],
  'oidc-sign-ins': [],
  me: [],
  organisation: ['me', 'buyers', 'suppliers', 'statuses', 'plan'],
  papers: ['standing', 'buyers', 'statuses', 'plan'],
  policy: [],
  'saved-views': [],
  requirements: [],
  retention: ['suppliers'],
  rules: ['suppliers', 'statuses', 'jobs'],
  session: ['me'],
  sessions: ['me'],
  settings: ['suppliers', 'statuses'],
  'sign-in-policy': ['users', 'me'],
  'statement-naming': [],
  statements: [],
  suppliers: ['statuses', 'jobs', 'likely-duplicates'],
  webhooks: [],
  'user-links': [],
  users: ['api-keys', 'suppliers', 'statuses'],
}

// What any change may move: the log grows with it, and what waits may be answered by it.
const MOVED = ['audit', 'events', 'tasks', 'mails', 'report']

// What an event of the feed moves, by the first word of its type.
const PAIR = ['suppliers', 'buyers', 'statuses', 'plan', 'standing', 'campaigns', 'partner-checks']
const FILED = [...PAIR, 'declarations', 'assessments', 'papers', 'duties', 'evidence']
const TOLD: Record<string, string[]> = {
  assessment: FILED,
  check: PAIR,
  declaration: FILED,
  disclosure: ['suppliers', 'buyers', 'disclosures', 'disclosure-requests', 'disclosure-reads', 'assessments', 'evidence'],
  edition: ['editions', ...FILED],
  evidence: ['evidence', ...PAIR],
  job: ['jobs', 'rules', ...PAIR],
  key: ['api-keys'],
  number: [...PAIR, 'organisation'],
  organisation: [...PAIR, 'organisation', 'me'],
  paper: FILED,
  relationship: [...PAIR, 'invitations'],
  requirement: PAIR,
  response: PAIR,
  scheme_dates: ['editions', ...FILED],
  scope: PAIR,
  sign_in: ['me'],
  status: PAIR,
  talks: PAIR,
  webhook: ['webhooks'],
}

// Any event, where there were more than one wants to read.
export const ANY = Object.keys(TOLD)

export function isTold(type: string): boolean {
  return type.split('.')[0]! in TOLD
}

// What is asked for only when somebody opens it, since each read stands in the supplier's log.
const RECORDED = ['readiness', 'gaps', 'answers', 'evidence']

// The end of a key whose answer a form began with, or a question shows: it stays as it was until that is sent.
export const HELD = 'held'

// Whether an event says that what is kept under a key may be another one now.
export function movedBy(type: string, key: Key): boolean {
  if (key[0] === 'suppliers' && RECORDED.includes(String(key[2]))) return false
  const moved = [...(TOLD[type.split('.')[0]!] ?? []), ...MOVED]
  return moved.includes(String(key[0])) && key.at(-1) !== HELD
}

export function isDeclared({ path }: Named): boolean {
  return nounOf(path) in COMPUTED
}

function nounOf(path: string): string {
  return stepsOf(path)[0]!.split(':')[0]!
}

// Which of them changed, where the change names one.
function oneOf(path: string, input: Input): string | undefined {
  const step = stepsOf(path)[1]?.split(':')[0]
  return step && step.startsWith('{') ? addressOf(step, input) : undefined
}

// Whether a change makes stale what is kept under a key. Of the noun changed: what says something of the one that was
// named, and what speaks of several.
export function touches({ path }: Named, input: Input, key: Key): boolean {
  const noun = nounOf(path)
  const [kept, one] = key
  if (kept !== noun) return [...(COMPUTED[noun] ?? []), ...MOVED].includes(String(kept))
  const changed = oneOf(path, input)
  return changed === undefined || typeof one !== 'string' || one === changed
}
