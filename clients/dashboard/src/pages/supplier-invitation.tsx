// SPDX-License-Identifier: Apache-2.0
// The letter that a buyer sends; its link is shown once.
import type { Schemas } from '../api'
import { useSupplierInvite } from '../operations'
import { Copy } from '../ui/actions'
import { Notice, ProblemNotice } from '../ui/notice'
import { dayText, words } from '../words'

export function InvitationLetter(props: { invitation: Schemas['IssuedInvitation'] }) {
  const text = words().buyer.invitation
  const { url, letter, expires_on } = props.invitation
  return (
    <div class="letter">
      <Notice>
        {text.lead} {text.onlyNow}
      </Notice>
      <h3>{text.link}</h3>
      <p class="link-text">{url}</p>
      <Copy text={url} />
      <h3>{text.letter}</h3>
      <pre tabIndex={0}>{letter}</pre>
      <Copy text={letter} />
      <p class="aside">{text.expires(dayText(expires_on))}</p>
    </div>
  )
}

export function InviteAgain(props: { supplier: Schemas['Supplier'] }) {
  const text = words().buyer.invitation
  const again = useSupplierInvite()
  return (
    <section class="card">
      <h2>{text.title}</h2>
      {props.supplier.state === 'declined' && <p>{props.supplier.organisation ? text.left : text.declined}</p>}
      {again.data ? (
        <InvitationLetter invitation={again.data.invitation} />
      ) : (
        <>
          <p>
            {props.supplier.state === 'invited' && props.supplier.invitation && text.expires(dayText(props.supplier.invitation.expires_on))} {text.againLead}
          </p>
          <ProblemNotice error={again.error} />
          <button type="button" aria-disabled={again.isPending} onClick={() => !again.isPending && again.mutate({ supplier: props.supplier.relationship })}>
            {text.again}
          </button>
        </>
      )}
    </section>
  )
}
