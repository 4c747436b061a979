// SPDX-License-Identifier: Apache-2.0
// The link at the end of a mail: one press ends such mails, without signing in.
import { useLinkToken } from '../link-token'
import { useMailStop } from '../operations'
import { Door } from '../shell'
import { Heading } from '../ui/heading'
import { Notice, ProblemNotice } from '../ui/notice'
import { words } from '../words'

export default function MailStop() {
  const token = useLinkToken()
  const text = words().organisation.account
  const stop = useMailStop()
  return (
    <Door>
      <Heading title={text.mailStop} />
      {token === '' ? (
        <Notice kind="bad">{words().link.missing}</Notice>
      ) : stop.data ? (
        <Notice kind="good">{text.mailStopped[stop.data.by]}</Notice>
      ) : (
        <>
          <p>{text.mailStopLead}</p>
          <ProblemNotice error={stop.error} />
          <button type="button" class="primary" aria-disabled={stop.isPending} onClick={() => !stop.isPending && stop.mutate({ token })}>
            {text.mailStopDo}
          </button>
        </>
      )}
    </Door>
  )
}
