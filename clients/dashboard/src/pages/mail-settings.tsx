// SPDX-License-Identifier: Apache-2.0
// From whom this buyer's letters go by mail, what stands above them, and when suppliers that stay silent are reminded.
import { useState } from 'preact/hooks'
import type { Schemas } from '../api'
import { mailSettingsForm } from '../forms'
import { MailReminders, MailSettingsInput } from '../limits'
import { mailSettingsGet, useMailSettingsPreview, useMailSettingsPut } from '../operations'
import { useKnown } from '../queries'
import { useRights } from '../session'
import { useDraft } from '../ui/draft'
import { Facts } from '../ui/facts'
import { Choice, DropDraft, fieldsOf, Form, TextArea, TextField } from '../ui/form'
import { Heading } from '../ui/heading'
import { Loaded } from '../ui/loaded'
import { MailShown } from '../ui/mail-shown'
import { MailOff } from '../ui/mailto'
import { Notice, ProblemNotice } from '../ui/notice'
import { Refused } from '../ui/versioned'
import { words } from '../words'

const POINTERS = ['/sender_name', '/sender_department', '/sender_telephone', '/reply_to', '/introduction', '/reminders/after_days', '/reminders/times']
const LETTERS = ['invitation', 'reminder', 'demand_reminder'] as const

// What is shown is what would go: once anything else is typed, it is shown no more.
function Preview(props: { settings: Schemas['MailSettingsInput'] }) {
  const text = words().buyer.mailSettings
  const preview = useMailSettingsPreview()
  const now = JSON.stringify(props.settings)
  const [asked, setAsked] = useState('')
  const isOf = asked === now
  const show = (kind: (typeof LETTERS)[number]) => {
    setAsked(now)
    preview.mutate({ body: { kind, settings: props.settings } })
  }
  const shown = isOf ? preview.data : undefined
  return (
    <section class="card">
      <h2>{text.preview}</h2>
      <p>{text.previewLead}</p>
      <ProblemNotice error={isOf ? preview.error : null} />
      <div class="form-actions">
        {LETTERS.map((kind) => (
          <button key={kind} type="button" aria-disabled={preview.isPending} onClick={() => !preview.isPending && show(kind)}>
            {text.shows[kind]}
          </button>
        ))}
      </div>
      {preview.data && !isOf && <p role="status">{text.changed}</p>}
      {shown && <MailShown mail={shown} />}
    </section>
  )
}

function textsOf(draft: ReturnType<typeof mailSettingsForm.draftOf>): [name: string, value: string][] {
  const text = words().buyer.mailSettings
  return [
    [text.department, draft.sender_department],
    [text.name, draft.sender_name],
    [text.telephone, draft.sender_telephone],
    [text.replyTo, draft.reply_to],
    [text.introduction, draft.introduction],
    [text.reminders, draft.remind === 'yes' ? text.rule(Number(draft.after_days), Number(draft.times)) : text.remind.no],
  ]
}

function Edit(props: { settings: Schemas['MailSettings']; tag: string }) {
  const now = mailSettingsForm.draftOf(props.settings)
  const { draft, replaces, change, send, typed, drop } = useDraft(now, 'mail-settings', props.tag)
  const put = useMailSettingsPut()
  const text = words().buyer.mailSettings
  const input = mailSettingsForm.inputOf(draft, props.settings)
  const edit = (part: Partial<typeof draft>) => {
    put.reset()
    change(part)
  }
  const save = (over: string) => send(put.mutateAsync({ body: input, replaces: over }))
  const field = fieldsOf(draft, edit, put.error)
  return (
    <>
      <section class="card narrow">
        <Form printed busy={put.isPending} submit={words().save} onSubmit={() => save(replaces)} extra={typed && <DropDraft onDrop={drop} />}>
          <Refused change={put} known={POINTERS} mine={draft} theirs={now} textsOf={textsOf} onMine={() => save(props.tag)} onTheirs={drop} />
          {put.isSuccess && <Notice kind="good">{text.saved}</Notice>}
          <TextField label={text.department} optional {...field('sender_department')} />
          <TextField label={text.name} optional {...field('sender_name')} />
          <TextField label={text.telephone} limits={MailSettingsInput.sender_telephone} optional {...field('sender_telephone')} />
          <TextField label={text.replyTo} hint={text.replyToHint} type="email" optional {...field('reply_to')} />
          <TextArea label={text.introduction} hint={text.introductionHint} rows={6} optional {...field('introduction')} />
          <Choice
            legend={text.reminders}
            hint={text.remindersHint}
            options={[
              ['no', text.remind.no],
              ['yes', text.remind.yes],
            ]}
            value={draft.remind}
            onValue={(remind) => edit({ remind })}
          />
          {draft.remind === 'yes' && (
            <>
              <TextField label={text.afterDays} type="number" limits={MailReminders.after_days} {...field('after_days', '/reminders/after_days')} />
              <TextField label={text.times} type="number" limits={MailReminders.times} {...field('times', '/reminders/times')} />
            </>
          )}
        </Form>
      </section>
      <Preview settings={input} />
    </>
  )
}

function Shown(props: { settings: Schemas['MailSettings'] }) {
  const text = words().buyer.mailSettings
  const { sender_department, sender_name, sender_telephone, reply_to, introduction, reminders } = props.settings
  const facts: [string, string | null][] = [
    [text.department, sender_department],
    [text.name, sender_name],
    [text.telephone, sender_telephone],
    [text.replyTo, reply_to],
    [text.introduction, introduction],
    [text.reminders, reminders ? text.rule(reminders.after_days, reminders.times) : text.remind.no],
  ]
  return (
    <section class="card narrow">
      <Facts of={facts.map(([name, value]) => [name, value ?? words().none])} />
    </section>
  )
}

export default function MailSettingsPage() {
  const settings = useKnown(mailSettingsGet, {})
  const mayChange = useRights().has('buyer:write')
  const text = words().buyer.mailSettings
  return (
    <>
      <Heading title={text.title} />
      <p>{text.lead}</p>
      <MailOff />
      <Loaded query={settings}>{(found) => (mayChange ? <Edit settings={found!.data} tag={found!.tag} /> : <Shown settings={found!.data} />)}</Loaded>
    </>
  )
}
