// SPDX-License-Identifier: Apache-2.0
// What a signed statement says, and whether it was withdrawn: for its issuer, for who keeps it, and for anybody.
import type { Schemas } from '../api'
import { type Fact, Facts } from '../ui/facts'
import { Notice } from '../ui/notice'
import { dayText, instantText, language, words } from '../words'

type Seen = Pick<Schemas['VerifiedStatement'], 'claims' | 'withdrawal' | 'withdrawn_at' | 'verify_url'>

export function Withdrawal(props: { seen: Seen }) {
  const text = words().statements
  const { withdrawal, withdrawn_at, verify_url } = props.seen
  if (withdrawal === 'not_withdrawn') return <Notice kind="good">{text.notWithdrawn}</Notice>
  if (withdrawal === 'withdrawn') return <Notice kind="bad">{text.withdrawn(instantText(withdrawn_at ?? ''))}</Notice>
  return (
    <Notice>
      <p>{text.notChecked}</p>
      <p>
        <a href={verify_url} rel="noreferrer">
          {verify_url}
        </a>
      </p>
    </Notice>
  )
}

export function Sentence(props: { claims: Schemas['StatementClaims'] }) {
  const { sentence, note } = props.claims
  return (
    <>
      <p>
        <strong>{sentence[language.value]}</strong>
      </p>
      <p class="aside">{note[language.value]}</p>
    </>
  )
}

function Party(props: { party: Schemas['StatementParty'] }) {
  const { name, corporate_number, number_proven } = props.party
  return (
    <>
      {name} {corporate_number && <span class="aside">{corporate_number}</span>}{' '}
      {corporate_number && !number_proven && <span class="aside">{words().statements.numberClaimed}</span>}
    </>
  )
}

export function Claims(props: { claims: Schemas['StatementClaims'] }) {
  const text = words().statements
  const { subject, buyer, as_of, known_at, iat, iss, jti } = props.claims
  const facts: Fact[] = [
    [text.subject, <Party party={subject} />],
    [text.buyer, buyer && <Party party={buyer} />],
    [text.asOf, dayText(as_of)],
    [text.knownAt, instantText(known_at)],
    [text.issuedAt, instantText(iat * 1000)],
    [text.issuer, iss],
    [text.code, <code class="long">{jti}</code>],
  ]
  return <Facts of={facts} />
}
