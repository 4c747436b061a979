// SPDX-License-Identifier: Apache-2.0
// What goes by the reader's own mail, where the service sends none or was not asked to.
import { useMail } from '../session'
import { words } from '../words'
import { Notice } from './notice'

export function MailTo(props: { address: string; subject: string; text: string }) {
  return (
    <p>
      <a href={`mailto:${encodeURIComponent(props.address)}?subject=${encodeURIComponent(props.subject)}&body=${encodeURIComponent(props.text)}`}>
        {words().mailto}
      </a>
    </p>
  )
}

// Stands where mail would be offered.
export function MailOff() {
  return useMail() ? null : <Notice>{words().mailOff}</Notice>
}
