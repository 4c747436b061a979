// SPDX-License-Identifier: Apache-2.0
// One campaign: its letters, for print or a mail merge, and what became of each recipient.
import { useRef, useState } from 'preact/hooks'
import { Link, useLocation, useParams } from 'wouter'
import type { Schemas } from '../api'
import { campaignLetters, campaignRecipientList, useCampaignAdd, useCampaignGet, useCampaignSend, useJobGet } from '../operations'
import { useAct, usePages, useTouch } from '../queries'
import { Allowed } from '../ui/allowed'
import { Confirm } from '../ui/confirm'
import { WORKBOOK } from '../ui/download'
import { Heading } from '../ui/heading'
import { ended, JobProgress } from '../ui/job'
import { Listed } from '../ui/listed'
import { Loaded } from '../ui/loaded'
import { Notice, ProblemNotice } from '../ui/notice'
import { dayText, instantText, numberText, words } from '../words'

type Campaign = Schemas['Campaign']

const PAGE = 50
const PART = 200

function save(file: Blob, name: string) {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(file)
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), 60000)
}

// Links are shown once, so what is saved or shown here is all there is of them.
function Letters(props: { campaign: Campaign }) {
  const { campaign, counts, job } = props.campaign
  const text = words().buyer.campaigns
  const touch = useTouch()
  const [shown, setShown] = useState<Schemas['Letters'] | null>(null)
  // Of one part of the letters, until they are here: an answer that was lost is given again.
  const once = useRef(crypto.randomUUID())
  const sheet = useAct(async () => {
    save(await campaignLetters.blob(WORKBOOK, { campaign, once: once.current }), `letters_${(counts?.written ?? 0) + 1}.xlsx`)
    once.current = crypto.randomUUID()
    await touch(campaignLetters, { campaign })
  })
  const print = useAct(async () => {
    setShown(await campaignLetters({ campaign, once: once.current }))
    once.current = crypto.randomUUID()
    await touch(campaignLetters, { campaign })
  })
  // A job sends them, whether this page stays open or not.
  const send = useCampaignSend()
  const sending = useJobGet({ job: job ?? '' }, { enabled: job !== null })
  const busy = sheet.isPending || print.isPending || (job !== null && !sending.isError && !ended(sending.data))
  const waiting = counts?.waiting ?? 0
  return (
    <section class="card">
      <h2>{text.letters}</h2>
      <ProblemNotice error={sheet.error ?? print.error} />
      {waiting > 0 ? (
        <>
          <p>{text.lettersLead(words().companies(numberText(Math.min(waiting, PART))))}</p>
          <div class="form-actions">
            <button type="button" class="primary" aria-disabled={busy} onClick={() => !busy && sheet.mutate(undefined)}>
              {text.sheet}
            </button>
            <button type="button" aria-disabled={busy} onClick={() => !busy && print.mutate(undefined)}>
              {text.show}
            </button>
            <Confirm
              kind=""
              label={text.send}
              lead={text.sendLead(words().companies(numberText(waiting)))}
              action={() => send.mutateAsync({ campaign })}
              offered={!busy}
            />
          </div>
        </>
      ) : (
        <p class="empty">{text.allWritten}</p>
      )}
      {job && <JobProgress job={job} title={text.sending} done={waiting > 0 ? text.sentSome(words().companies(numberText(waiting))) : text.sentAll} />}
      {send.data?.job === null && waiting > 0 && <Notice>{text.noneByMail}</Notice>}
      {shown && (
        <>
          <Notice>{text.onlyNow}</Notice>
          <button type="button" onClick={() => window.print()}>
            {text.print}
          </button>
          <div class="letters">
            {shown.items.map((letter) => (
              <pre key={letter.relationship} class="letter-page" tabIndex={0}>
                {letter.letter}
              </pre>
            ))}
          </div>
        </>
      )}
    </section>
  )
}

function Progress(props: { campaign: Campaign }) {
  const { campaign, name, counts } = props.campaign
  const text = words().buyer.campaigns
  const [, go] = useLocation()
  const remind = useCampaignAdd((made) => go(`/campaigns/${made.campaign}`))
  const silent = (counts?.written ?? 0) + (counts?.opened ?? 0)
  return (
    <section class="card">
      <h2>{text.progress}</h2>
      <ul class="figures">
        {Object.entries(words().recipientOutcome).map(([code, label]) => (
          <li key={code}>
            <strong>{numberText(counts?.[code as 'written'] ?? 0)}</strong>
            {label}
          </li>
        ))}
      </ul>
      {silent > 0 && (
        <Allowed right="buyer:write">
          <Confirm
            label={text.remind}
            lead={text.remindLead(words().companies(numberText(silent)))}
            kind="primary"
            action={() => remind.mutateAsync({ body: { name: text.reminderOf(name).slice(0, 100), reminds: campaign } })}
          />
        </Allowed>
      )}
    </section>
  )
}

// What became of its letter by mail, or why none can go.
function mailText(item: Schemas['Recipient']): string {
  if (item.mail) return words().mailState[item.mail]
  return item.not_by_mail ? words().notByMail[item.not_by_mail] : '–'
}

function Recipients(props: { campaign: string }) {
  const text = words().buyer.campaigns
  const pages = usePages(campaignRecipientList, { campaign: props.campaign, limit: PAGE }, (page) =>
    page.next_cursor ? { cursor: page.next_cursor } : undefined,
  )
  return (
    <Listed
      pages={pages}
      caption={text.recipients}
      columns={[text.columns.name, text.columns.outcome, text.columns.mail, text.columns.written, text.columns.opened, text.columns.answered]}
      none={text.none}
      row={(item) => (
        <tr key={item.relationship}>
          <th scope="row" data-label={text.columns.name}>
            <Link href={`/suppliers/${item.relationship}`}>{item.name}</Link>
          </th>
          <td data-label={text.columns.outcome}>{words().recipientOutcome[item.outcome]}</td>
          <td data-label={text.columns.mail}>{mailText(item)}</td>
          <td data-label={text.columns.written}>{item.written_at ? instantText(item.written_at) : '–'}</td>
          <td data-label={text.columns.opened}>{item.opened_at ? instantText(item.opened_at) : '–'}</td>
          <td data-label={text.columns.answered}>{dayText(item.answered_on) || '–'}</td>
        </tr>
      )}
    />
  )
}

export default function CampaignPage() {
  const { campaign } = useParams<{ campaign: string }>()
  const found = useCampaignGet({ campaign })
  return (
    <Loaded query={found}>
      {(one) => (
        <>
          <Heading title={one.name}>
            <Link href="/campaigns">{words().buyer.campaigns.title}</Link>
          </Heading>
          <div class="cards">
            <Progress campaign={one} />
            <Allowed right="buyer:write">
              <Letters key={one.campaign} campaign={one} />
            </Allowed>
          </div>
          <Recipients campaign={campaign} />
        </>
      )}
    </Loaded>
  )
}
