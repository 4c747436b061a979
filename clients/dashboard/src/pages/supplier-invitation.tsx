// SPDX-License-Identifier: Apache-2.0
// The letter that a buyer sends, by hand or by mail; its link is shown once.
import type { Schemas } from '../api'
import { useMailList, useSupplierInvite } from '../operations'
import { useMail } from '../session'
import { Copy } from '../ui/actions'
import { MailOff, MailTo } from '../ui/mailto'
import { Notice, ProblemNotice } from '../ui/notice'
import { dayText, instantText, words } from '../words'

type Contact = Schemas['Contact']

const addressOf = (contacts: Contact[]) => contacts[0]?.email ?? null

export function InvitationLetter(props: { invitation: Schemas['IssuedInvitation']; contacts: Contact[] }) {
  const text = words().buyer.invitation
  const { url, letter, expires_on, mail } = props.invitation
  const address = addressOf(props.contacts)
  return (
    <div class="letter">
      {mail && address ? (
        <Notice kind="good">{text.sent(address)}</Notice>
      ) : (
        <Notice>
          {text.lead} {text.onlyNow}
        </Notice>
      )}
      <h3>{text.link}</h3>
      <p class="link-text">{url}</p>
      <Copy text={url} />
      <h3>{text.letter}</h3>
      <pre tabIndex={0}>{letter}</pre>
      <Copy text={letter} />
      {!mail && address && <MailTo address={address} subject={text.mailSubject} text={letter} />}
      <p class="aside">{text.expires(dayText(expires_on))}</p>
    </div>
  )
}

export function InviteAgain(props: { supplier: Schemas['Supplier'] }) {
  const text = words().buyer.invitation
  const again = useSupplierInvite()
  const mail = useMail()
  const supplier = props.supplier.relationship
  const address = addressOf(props.supplier.contacts)
  return (
    <section class="card">
      <h2>{text.title}</h2>
      {props.supplier.state === 'declined' && <p>{props.supplier.organisation ? text.left : text.declined}</p>}
      {again.data ? (
        <InvitationLetter invitation={again.data.invitation} contacts={again.data.supplier.contacts} />
      ) : (
        <>
          <p>
            {props.supplier.state === 'invited' && props.supplier.invitation && text.expires(dayText(props.supplier.invitation.expires_on))} {text.againLead}{' '}
            {address && mail && text.sendLead(address)}
          </p>
          {address && <MailOff />}
          <ProblemNotice error={again.error} />
          <div class="form-actions">
            <button type="button" aria-disabled={again.isPending} onClick={() => !again.isPending && again.mutate({ supplier })}>
              {text.again}
            </button>
            {address && mail && (
              <button type="button" aria-disabled={again.isPending} onClick={() => !again.isPending && again.mutate({ supplier, send: true })}>
                {text.send}
              </button>
            )}
          </div>
        </>
      )}
    </section>
  )
}

// What was sent to this supplier, and what became of it; nothing where nothing was.
export function SentMails(props: { relationship: string }) {
  const text = words().buyer.invitation
  const mails = useMailList({ supplier: props.relationship }).data?.items ?? []
  if (mails.length === 0) return null
  return (
    <section class="card">
      <h2>{text.mails}</h2>
      <ul>
        {mails.map((mail) => (
          <li key={mail.mail}>
            {instantText(mail.sent_at ?? mail.recorded_at)} {mail.to} <strong>{words().mailState[mail.state]}</strong>
            {mail.subject && <p class="aside">{mail.subject}</p>}
            {mail.state !== 'sent' && mail.answer && <p class="aside">{text.mailAnswer(mail.answer)}</p>}
            {mail.stopped_at && <p class="aside">{text.mailStopped(instantText(mail.stopped_at))}</p>}
            {mail.next_try_at && <p class="aside">{text.mailNext(instantText(mail.next_try_at))}</p>}
          </li>
        ))}
      </ul>
    </section>
  )
}
