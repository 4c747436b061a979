// SPDX-License-Identifier: Apache-2.0
// Sending a campaign's letters by mail: what is asked before, and the job that does it.
import type { Schemas } from '../api'
import { useCampaignRecipientList, useCampaignSend, useJobGet, useMailSettingsGet } from '../operations'
import { useMe } from '../session'
import { Confirm } from '../ui/confirm'
import { Facts } from '../ui/facts'
import { ended } from '../ui/job'
import { ProblemNotice } from '../ui/notice'
import { numberText, words } from '../words'

type Campaign = Schemas['Campaign']

const NAMED = 3
const READ = 200

// A job sends them, whether this page stays open or not. `include`: those, too, that were written to lately.
export function useSending({ campaign, job }: Campaign, include: boolean) {
  const send = useCampaignSend()
  const sending = useJobGet({ job: job ?? '' }, { enabled: job !== null })
  return {
    goesOn: job !== null && !sending.isError && !ended(sending.data),
    // Of those that were meant when it was asked, and of no others.
    nobody: send.data?.job === null && send.variables?.include_recent === include,
    send: () => send.mutateAsync({ campaign, include_recent: include }),
  }
}

// How many are written to, when those are meant who were written to lately, and when not.
export function leftOf({ counts }: Campaign, include: boolean): number {
  return (counts?.waiting ?? 0) + (include ? (counts?.recently_written ?? 0) : 0)
}

// Nobody is written to twice in a week by chance: whoever means it says so.
export function IncludeRecent(props: { campaign: Campaign; include: boolean; onInclude: (include: boolean) => void }) {
  const recent = props.campaign.counts?.recently_written ?? 0
  const text = words().buyer.campaigns
  if (recent === 0) return null
  return (
    <>
      <p>{text.recent(words().companies(numberText(recent)))}</p>
      <label class="switch">
        <input type="checkbox" checked={props.include} onChange={(event) => props.onInclude(event.currentTarget.checked)} /> {text.includeRecent}
      </label>
    </>
  )
}

// Only whom a mail can reach is named.
function namesText(page: Schemas['RecipientList']): string {
  const text = words().buyer.campaigns
  const reached = page.items.filter((item) => item.not_by_mail === null).map(({ name }) => name)
  const more = page.next_cursor !== null
  if (reached.length === 0 && !more) return text.nobodyByMail
  const others = reached.length - NAMED
  return text.names(reached.slice(0, NAMED), others > 0 ? words().companies(numberText(others)) : '', more)
}

// To whom, from whom, and when is read anew at each asking, and nothing is sent before it is shown.
export function SendByMail(props: {
  campaign: Campaign
  include: boolean
  kind: 'primary' | ''
  lead: string
  send: () => Promise<unknown>
  offered: boolean
}) {
  const text = words().buyer.campaigns
  const settings = useMailSettingsGet({}, { enabled: false })
  const outcome: Schemas['RecipientOutcome'][] = props.include ? ['waiting', 'recently_written'] : ['waiting']
  const recipients = useCampaignRecipientList({ campaign: props.campaign.campaign, outcome, limit: READ }, { enabled: false })
  const me = useMe().data
  const sender = [me?.organisation.name, settings.data?.sender_department, settings.data?.sender_name].filter(Boolean).join(' ')
  const read = [settings, recipients].every((query) => query.isSuccess && !query.isFetching)
  return (
    <Confirm
      kind={props.kind}
      label={text.send}
      lead={props.lead}
      action={props.send}
      offered={props.offered}
      ready={read}
      onAsk={() => {
        void settings.refetch()
        void recipients.refetch()
      }}
    >
      <ProblemNotice error={settings.error ?? recipients.error} />
      <Facts
        of={[
          [text.to, recipients.data && namesText(recipients.data)],
          [words().buyer.mailSettings.from, settings.data && sender],
          [words().buyer.mailSettings.replyTo, settings.data && (settings.data.reply_to ?? text.noReplyTo)],
          [text.when, text.atOnce],
        ]}
      />
    </Confirm>
  )
}
