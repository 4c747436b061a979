// SPDX-License-Identifier: Apache-2.0
// Sending a campaign's letters by mail: what is asked before, and the job that does it.
import type { Schemas } from '../api'
import { useCampaignRecipientList, useCampaignSend, useJobGet, useMailSettingsGet } from '../operations'
import { useMail, useMe } from '../session'
import { Confirm } from '../ui/confirm'
import { Facts } from '../ui/facts'
import { ended } from '../ui/job'
import { MailOff } from '../ui/mailto'
import { numberText, words } from '../words'

type Campaign = Schemas['Campaign']

const NAMED = 3

// A job sends them, whether this page stays open or not. `include`: those, too, that were written to lately.
export function useSending({ campaign, job }: Campaign, include: boolean) {
  const send = useCampaignSend()
  const sending = useJobGet({ job: job ?? '' }, { enabled: job !== null })
  return {
    goesOn: job !== null && !sending.isError && !ended(sending.data),
    nobody: send.data?.job === null,
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

// To whom, from whom, and when, before it is done.
function Asked(props: { campaign: Campaign; include: boolean }) {
  const text = words().buyer.campaigns
  const settings = useMailSettingsGet({}).data
  const outcome: Schemas['RecipientOutcome'][] = props.include ? ['waiting', 'recently_written'] : ['waiting']
  const first = useCampaignRecipientList({ campaign: props.campaign.campaign, outcome, limit: NAMED }).data
  const me = useMe().data
  const sender = [me?.organisation.name, settings?.sender_department, settings?.sender_name].filter(Boolean).join(' ')
  return (
    <Facts
      of={[
        [
          text.to,
          first &&
            text.names(
              first.items.map(({ name }) => name),
              first.next_cursor !== null,
            ),
        ],
        [words().buyer.mailSettings.from, settings && sender],
        [words().buyer.mailSettings.replyTo, settings && (settings.reply_to ?? text.noReplyTo)],
        [text.when, text.atOnce],
      ]}
    />
  )
}

export function SendByMail(props: {
  campaign: Campaign
  include: boolean
  kind: 'primary' | ''
  lead: string
  send: () => Promise<unknown>
  offered: boolean
}) {
  if (!useMail()) return <MailOff />
  return (
    <Confirm kind={props.kind} label={words().buyer.campaigns.send} lead={props.lead} action={props.send} offered={props.offered}>
      <Asked campaign={props.campaign} include={props.include} />
    </Confirm>
  )
}
