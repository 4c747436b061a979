// SPDX-License-Identifier: Apache-2.0
// How this buyer's statuses are decided.
import type { Schemas } from '../api'
import { settingsForm } from '../forms'
import { SettingsInput } from '../limits'
import { settingsGet, useSettingsPut } from '../operations'
import { useKnown } from '../queries'
import { useRights } from '../session'
import { useDraft } from '../ui/draft'
import { Facts } from '../ui/facts'
import { fieldsOf, Form, TextField } from '../ui/form'
import { Heading } from '../ui/heading'
import { Loaded } from '../ui/loaded'
import { Notice } from '../ui/notice'
import { Refused } from '../ui/versioned'
import { words } from '../words'

function textsOf(draft: ReturnType<typeof settingsForm.draftOf>): [name: string, value: string][] {
  const text = words().buyer.settings
  return [
    [text.expiring, draft.expiring_days],
    [text.recheck, draft.recheck_months],
  ]
}

function Edit(props: { settings: Schemas['Settings']; tag: string }) {
  const now = settingsForm.draftOf(props.settings)
  const { draft, replaces, change, send, drop } = useDraft(now, undefined, props.tag)
  const put = useSettingsPut()
  const text = words().buyer.settings
  const field = fieldsOf(
    draft,
    (part) => {
      put.reset()
      change(part)
    },
    put.error,
  )
  const save = (over: string) => send(put.mutateAsync({ body: settingsForm.inputOf(draft, props.settings), replaces: over }))
  return (
    <Form printed busy={put.isPending} submit={words().save} onSubmit={() => save(replaces)}>
      <Refused
        change={put}
        known={['/expiring_days', '/recheck_months']}
        mine={draft}
        theirs={now}
        textsOf={textsOf}
        onMine={() => save(props.tag)}
        onTheirs={drop}
      />
      {put.isSuccess && <Notice kind="good">{text.saved}</Notice>}
      <TextField label={text.expiring} hint={text.expiringHint} type="number" limits={SettingsInput.expiring_days} {...field('expiring_days')} />
      <TextField label={text.recheck} hint={text.recheckHint} type="number" limits={SettingsInput.recheck_months} optional {...field('recheck_months')} />
    </Form>
  )
}

function Shown(props: { settings: Schemas['Settings'] }) {
  const text = words().buyer.settings
  const { expiring_days, recheck_months } = props.settings
  return (
    <Facts
      of={[
        [text.expiring, expiring_days],
        [text.recheck, recheck_months ?? text.never],
      ]}
    />
  )
}

export default function Settings() {
  const settings = useKnown(settingsGet, {})
  const mayChange = useRights().has('buyer:write')
  const text = words().buyer.settings
  return (
    <>
      <Heading title={text.title} />
      <p>{text.lead}</p>
      <section class="card narrow">
        <Loaded query={settings}>{(found) => (mayChange ? <Edit settings={found!.data} tag={found!.tag} /> : <Shown settings={found!.data} />)}</Loaded>
      </section>
    </>
  )
}
