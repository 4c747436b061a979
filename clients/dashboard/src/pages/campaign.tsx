// SPDX-License-Identifier: Apache-2.0
// One campaign: its letters, by mail, for print or a mail merge, and what became of each recipient.
import { useRef, useState } from 'preact/hooks'
import { Link, useLocation, useParams } from 'wouter'
import type { Schemas } from '../api'
import { IncludeRecent, leftOf, SendByMail, useSending } from '../campaigns/sending'
import { campaignLetters, campaignRecipientList, mailSettingsGet, mailSettingsPreview, useCampaignAdd, useCampaignGet } from '../operations'
import { useAct, usePages, useTouch } from '../queries'
import { useMail, useRights } from '../session'
import { chosenCount, isChosen, type Selection, toggled, whom } from '../suppliers/selection'
import { Allowed } from '../ui/allowed'
import { ChooseAll } from '../ui/choose-all'
import { Confirm } from '../ui/confirm'
import { WORKBOOK } from '../ui/download'
import { type SetFilter, useFilters } from '../ui/filters'
import { SelectField } from '../ui/form'
import { Heading } from '../ui/heading'
import { JobProgress } from '../ui/job'
import { Listed } from '../ui/listed'
import { Loaded } from '../ui/loaded'
import { MailShown } from '../ui/mail-shown'
import { MailOff } from '../ui/mailto'
import { Notice, ProblemNotice } from '../ui/notice'
import { Typed } from '../ui/typed'
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

// Of one part of the letters, until they are here: an answer that was lost is given again. Other recipients are another part.
function usePart(include: boolean) {
  const kept = useRef(new Map<boolean, string>())
  return {
    once: () => {
      const once = kept.current.get(include) ?? crypto.randomUUID()
      kept.current.set(include, once)
      return once
    },
    arrived: () => kept.current.delete(include),
  }
}

// Links are shown once, so what is saved or shown here is all there is of them.
function Invitations(props: { campaign: Campaign }) {
  const { campaign, counts, job } = props.campaign
  const text = words().buyer.campaigns
  const touch = useTouch()
  const [shown, setShown] = useState<Schemas['Letters'] | null>(null)
  const [include, setInclude] = useState(false)
  const part = usePart(include)
  const sheet = useAct(async () => {
    save(await campaignLetters.blob(WORKBOOK, { campaign, include_recent: include, once: part.once() }), `letters_${(counts?.written ?? 0) + 1}.xlsx`)
    part.arrived()
    await touch(campaignLetters, { campaign })
  })
  const print = useAct(async () => {
    setShown(await campaignLetters({ campaign, include_recent: include, once: part.once() }))
    part.arrived()
    await touch(campaignLetters, { campaign })
  })
  const { goesOn, nobody, send } = useSending(props.campaign, include)
  const busy = sheet.isPending || print.isPending || goesOn
  const waiting = leftOf(props.campaign, include)
  const mail = useMail()
  return (
    <section class="card">
      <h2>{text.letters}</h2>
      <MailOff />
      <ProblemNotice error={sheet.error ?? print.error} />
      <IncludeRecent campaign={props.campaign} include={include} onInclude={setInclude} />
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
            {mail && (
              <SendByMail
                campaign={props.campaign}
                include={include}
                kind=""
                lead={text.sendLead(words().companies(numberText(waiting)))}
                send={send}
                offered={!busy}
              />
            )}
          </div>
        </>
      ) : (
        <p class="empty">{counts?.recently_written ? text.othersWritten : text.allWritten}</p>
      )}
      {job && <JobProgress job={job} title={text.sending} done={sentText(counts, text.sentSome)} />}
      {nobody && waiting > 0 && <Notice>{text.noneByMail}</Notice>}
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

// What a job has left, whoever is meant next.
function sentText(counts: Campaign['counts'], some: (left: string) => string): string {
  const left = counts?.waiting ?? 0
  return left > 0 ? some(words().companies(numberText(left))) : words().buyer.campaigns.sentAll
}

// What a mail of this kind says, by the settings of mail.
function Sample() {
  const text = words().buyer.campaigns
  const sample = useAct(async () => {
    const { recorded_at: _, ...settings } = await mailSettingsGet({})
    return mailSettingsPreview({ body: { kind: 'demand_reminder', settings } })
  })
  return (
    <>
      <p class="aside">
        {text.settings.before}
        <Link href="/mail-settings">{words().buyer.mailSettings.title}</Link>
        {text.settings.after}
      </p>
      <button type="button" aria-disabled={sample.isPending} onClick={() => !sample.isPending && sample.mutate(undefined)}>
        {text.sample}
      </button>
      <ProblemNotice error={sample.error} />
      {sample.data && <MailShown mail={sample.data} />}
    </>
  )
}

function Reminders(props: { campaign: Campaign }) {
  const { counts, job } = props.campaign
  const text = words().buyer.campaigns
  const [include, setInclude] = useState(false)
  const { goesOn, nobody, send } = useSending(props.campaign, include)
  const waiting = leftOf(props.campaign, include)
  const left = words().companies(numberText(waiting))
  const mail = useMail()
  if (!mail)
    return (
      <section class="card">
        <h2>{text.letters}</h2>
        <Notice>{text.demandMailOff}</Notice>
      </section>
    )
  return (
    <section class="card">
      <h2>{text.letters}</h2>
      <IncludeRecent campaign={props.campaign} include={include} onInclude={setInclude} />
      {waiting > 0 ? (
        <>
          <p>{text.demandLettersLead(left)}</p>
          <div class="form-actions">
            <SendByMail campaign={props.campaign} include={include} kind="primary" lead={text.demandSendLead(left)} send={send} offered={!goesOn} />
          </div>
        </>
      ) : (
        <p class="empty">{counts?.recently_written ? text.othersWritten : text.demandAllWritten}</p>
      )}
      {job && <JobProgress job={job} title={text.sending} done={sentText(counts, text.demandSentSome)} />}
      {nobody && waiting > 0 && <Notice>{text.demandNoneByMail}</Notice>}
      <Sample />
    </section>
  )
}

const OUTCOMES = {
  invitation: ['waiting', 'recently_written', 'written', 'opened', 'accepted', 'declined', 'ended'],
  demand_reminder: ['waiting', 'recently_written', 'written', 'answered', 'not_needed', 'declined', 'ended'],
} as const

const isSilent = (item: Schemas['Recipient']) => item.outcome === 'written' || item.outcome === 'opened'

// Who is silent no more is neither reminded nor spared.
function silentAlone(selection: Selection, items: readonly Schemas['Recipient'][]): Selection {
  const others = new Set(items.filter((item) => !isSilent(item)).map(({ relationship }) => relationship))
  return { all: selection.all, ids: new Set([...selection.ids].filter((id) => !others.has(id))) }
}

// How many can be reminded: of a demand nobody is without mail, for nothing is printed of it.
function useSilent({ purpose, counts }: Campaign): number {
  const mail = useMail()
  return purpose === 'invitation' || mail ? (counts?.written ?? 0) + (counts?.opened ?? 0) : 0
}

function Progress(props: { campaign: Campaign; selection: Selection }) {
  const { campaign, name, purpose, counts } = props.campaign
  const text = words().buyer.campaigns
  const again = text[purpose]
  const [, go] = useLocation()
  const remind = useCampaignAdd((made) => go(`/campaigns/${made.campaign}`))
  const silent = useSilent(props.campaign)
  const chosen = chosenCount(props.selection, silent) ?? 0
  const { body } = whom(props.selection, new URLSearchParams())
  return (
    <section class="card">
      <h2>{again.progress}</h2>
      <ul class="figures">
        {OUTCOMES[purpose]
          .filter((code) => code !== 'recently_written' || counts?.recently_written)
          .map((code) => (
            <li key={code} class={code === 'waiting' || code === 'written' ? undefined : 'lesser'}>
              <strong>{numberText(counts?.[code] ?? 0)}</strong>
              {words().recipientOutcome[code]}
            </li>
          ))}
      </ul>
      {silent > 0 && (
        <Allowed right="buyer:write">
          <p class="aside">{text.remindWhom}</p>
          <Confirm
            label={again.remind}
            lead={again.remindLead(words().companies(numberText(chosen)))}
            kind="primary"
            offered={chosen > 0}
            action={() => remind.mutateAsync({ body: { ...body, name: text.reminderOf(name).slice(0, 100), reminds: campaign } })}
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

type Filtering = { search: URLSearchParams; set: SetFilter }

function Filters(props: { purpose: Campaign['purpose'] } & Filtering) {
  const { search, set } = props
  const { all } = words().buyer.list
  const text = words().buyer.campaigns
  return (
    <form class="filter-form" role="search" onSubmit={(event) => event.preventDefault()}>
      <div class="filters">
        <Typed label={words().buyer.list.search} name="text" type="search" {...{ search, set }} />
        <SelectField
          label={text.columns.outcome}
          value={search.get('outcome') ?? ''}
          onValue={(value) => set('outcome', value)}
          options={[['', all], ...OUTCOMES[props.purpose].map((code): [string, string] => [code, words().recipientOutcome[code]])]}
        />
        <SelectField
          label={text.columns.mail}
          value={search.get('mail') ?? ''}
          onValue={(value) => set('mail', value)}
          options={[['', all], [FAILED, text.notArrived], ...Object.entries(words().mailState)]}
        />
      </div>
    </form>
  )
}

// Check boxes tell who of the silent is reminded.
function Recipients(props: { campaign: Campaign; filtering: Filtering; pages: RecipientPages; selection: Selection; choose: (next: Selection) => void }) {
  const { purpose } = props.campaign
  const { selection, choose } = props
  const text = words().buyer.campaigns
  const silent = useSilent(props.campaign)
  const mayRemind = useRights().has('buyer:write') && silent > 0
  const invites = purpose === 'invitation'
  const { name, outcome, mail, written, opened, answered } = text.columns
  const all = selection.all && selection.ids.size === 0
  const chooseAll = (chosen: boolean) => choose({ all: chosen, ids: new Set() })
  return (
    <>
      <Filters purpose={purpose} {...props.filtering} />
      {mayRemind && <ChooseAll label={text[purpose].remindAll} all={all} onAll={chooseAll} />}
      <Listed
        pages={props.pages}
        caption={text.recipients}
        columns={[name, outcome, mail, written, ...(invites ? [opened, answered] : [])]}
        pick={
          mayRemind && <input type="checkbox" aria-label={text[purpose].remindAll} checked={all} onChange={(event) => chooseAll(event.currentTarget.checked)} />
        }
        none={text.noRecipients}
        row={(item) => (
          <tr key={item.relationship}>
            {mayRemind && (
              <td class="pick">
                {isSilent(item) && (
                  <input
                    type="checkbox"
                    aria-label={text.remindOne(item.name)}
                    checked={isChosen(selection, item.relationship)}
                    onChange={(event) => choose(toggled(selection, [item.relationship], event.currentTarget.checked))}
                  />
                )}
              </td>
            )}
            <th scope="row" data-label={name}>
              <Link href={`/suppliers/${item.relationship}`}>{item.name}</Link>
            </th>
            <td data-label={outcome}>
              {words().recipientOutcome[item.outcome]}
              {item.recently_written_at && text.recentlyWritten(instantText(item.recently_written_at))}
            </td>
            <td data-label={mail}>{mailText(item)}</td>
            <td data-label={written}>{item.written_at ? instantText(item.written_at) : '–'}</td>
            {invites && <td data-label={opened}>{item.opened_at ? instantText(item.opened_at) : '–'}</td>}
            {invites && <td data-label={answered}>{dayText(item.answered_on) || '–'}</td>}
          </tr>
        )}
      />
    </>
  )
}

// What went by mail and did not get there.
const FAILED = 'refused,given_up,returned'

function useRecipients(campaign: string, search: URLSearchParams) {
  const listed = <T extends string>(name: string) => search.get(name)?.split(',') as T[] | undefined
  const filters = {
    outcome: listed<Schemas['RecipientOutcome']>('outcome'),
    mail: listed<Schemas['MailState']>('mail'),
    text: search.get('text') ?? undefined,
  }
  return usePages(campaignRecipientList, { campaign, ...filters, limit: PAGE }, (page) => (page.next_cursor ? { cursor: page.next_cursor } : undefined))
}

type RecipientPages = ReturnType<typeof useRecipients>

function Shown(props: { campaign: Campaign }) {
  const { campaign } = props
  const [chosen, choose] = useState<Selection>({ all: true, ids: new Set() })
  const [search, set] = useFilters()
  const pages = useRecipients(campaign.campaign, search)
  const selection = silentAlone(chosen, pages.data?.pages.flatMap(({ items }) => items) ?? [])
  return (
    <>
      <Heading title={campaign.name}>
        <Link href="/campaigns">{words().buyer.campaigns.title}</Link>
      </Heading>
      <div class="cards">
        <Progress campaign={campaign} selection={selection} />
        <Allowed right="buyer:write">{campaign.purpose === 'invitation' ? <Invitations campaign={campaign} /> : <Reminders campaign={campaign} />}</Allowed>
      </div>
      <Recipients campaign={campaign} filtering={{ search, set }} pages={pages} selection={selection} choose={choose} />
    </>
  )
}

export default function CampaignPage() {
  const { campaign } = useParams<{ campaign: string }>()
  const found = useCampaignGet({ campaign })
  return (
    <Loaded query={found} page={words().nav.campaigns}>
      {(one) => <Shown key={one.campaign} campaign={one} />}
    </Loaded>
  )
}
