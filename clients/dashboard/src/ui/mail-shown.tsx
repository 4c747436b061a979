// SPDX-License-Identifier: Apache-2.0
// A letter as it would go by mail.
import type { Schemas } from '../api'
import { words } from '../words'
import { Facts } from './facts'

export function MailShown({ mail }: { mail: Schemas['MailPreview'] }) {
  const text = words().buyer.mailSettings
  const { name, address } = mail.from
  return (
    <>
      <Facts
        of={[
          [text.from, address ? `${name} <${address}>` : name],
          [text.replyTo, mail.reply_to],
          [text.subject, mail.subject],
        ]}
      />
      <pre class="letter-page" tabIndex={0}>
        {mail.text}
      </pre>
    </>
  )
}
