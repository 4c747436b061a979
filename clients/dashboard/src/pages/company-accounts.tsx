// SPDX-License-Identifier: Apache-2.0
// At which provider of OpenID Connect the organisation's people sign in, and whom it gives which rights.
import { useState } from 'preact/hooks'
import type { Schemas } from '../api'
import { oidcForm } from '../forms'
import { useOidcSettingsGet, useOidcSettingsPut, useOidcSettingsRemove, useUserList } from '../operations'
import { rightsOf, useMe } from '../session'
import { Copy } from '../ui/actions'
import { Confirm } from '../ui/confirm'
import { Choice, fieldsOf, Form, SelectField, TextField } from '../ui/form'
import { Heading } from '../ui/heading'
import { Loaded } from '../ui/loaded'
import { Notice, ProblemNotice } from '../ui/notice'
import { RightsField } from '../ui/rights'
import { words } from '../words'

type Rule = Schemas['OidcRule']

function Rules(props: { rules: Rule[]; error: Error | null; onRules: (rules: Rule[]) => void }) {
  const mine = rightsOf(useMe().data!)
  const text = words().organisation.oidc
  const { rules } = props
  const change = (at: number, part: Partial<Rule>) => props.onRules(rules.map((rule, i) => (i === at ? { ...rule, ...part } : rule)))
  return (
    <>
      <h2>{text.rules}</h2>
      <p>{text.rulesLead}</p>
      {rules.map((rule, at) => (
        <fieldset key={at} class="choice">
          <legend>{text.rule(at + 1)}</legend>
          <TextField label={text.claim} value={rule.claim} onValue={(claim) => change(at, { claim })} error={props.error} pointer={`/rules/${at}/claim`} />
          <TextField label={text.value} value={rule.value} onValue={(value) => change(at, { value })} error={props.error} pointer={`/rules/${at}/value`} />
          <RightsField legend={text.rights} hint={text.rightsHint} mine={mine} value={rule.rights} onValue={(rights) => change(at, { rights })} />
          <p>
            <button type="button" onClick={() => props.onRules(rules.filter((_, i) => i !== at))}>
              {text.removeRule}
            </button>
          </p>
        </fieldset>
      ))}
      <p>
        <button type="button" onClick={() => props.onRules([...rules, { claim: '', value: '', rights: [] }])}>
          {text.addRule}
        </button>
      </p>
    </>
  )
}

function Edit(props: { settings: Schemas['OidcSettings']; users: Schemas['User'][] }) {
  const { settings } = props
  const [draft, setDraft] = useState(oidcForm.draftOf(settings))
  const text = words().organisation.oidc
  const put = useOidcSettingsPut(() => setDraft((now) => ({ ...now, client_secret: '' })))
  const remove = useOidcSettingsRemove((left) => setDraft(oidcForm.draftOf(left)))
  const edit = (part: Partial<typeof draft>) => {
    put.reset()
    setDraft({ ...draft, ...part })
  }
  const field = fieldsOf(draft, edit, put.error)
  const keepers = props.users.filter((user) => user.sign_in.includes('password') && user.rights.includes('keys:write'))
  return (
    <section class="card narrow">
      {settings.provider && <Notice kind={settings.provider === 'away' ? 'bad' : 'info'}>{text.provider[settings.provider]}</Notice>}
      <Form busy={put.isPending} submit={words().save} onSubmit={() => put.mutate({ body: oidcForm.inputOf(draft, settings) })}>
        <ProblemNotice error={put.error} known={['/issuer', '/client_id', '/client_secret', '/exempt']} />
        {put.isSuccess && <Notice kind="good">{text.saved}</Notice>}
        <SelectField label={text.issuer} {...field('issuer')} options={['', ...settings.issuers].map((one): [string, string] => [one, one])} />
        <TextField label={text.clientId} autoComplete="off" {...field('client_id')} />
        <TextField
          label={text.secret}
          hint={settings.client_secret_set ? text.secretKept : text.secretHint}
          type="password"
          autoComplete="off"
          optional
          {...field('client_secret')}
        />
        <Choice
          legend={text.required}
          options={(['no', 'yes'] as const).map((value): ['no' | 'yes', string] => [value, text.requiredOptions[value]])}
          value={draft.required ? 'yes' : 'no'}
          onValue={(value) => edit({ required: value === 'yes' })}
        />
        {draft.required && (
          <SelectField
            label={text.exempt}
            hint={text.exemptHint}
            {...field('exempt')}
            options={[['', ''], ...keepers.map((one): [string, string] => [one.user, `${one.name} ${one.email}`])]}
          />
        )}
        <Rules rules={draft.rules} error={put.error} onRules={(rules) => edit({ rules })} />
      </Form>
      {settings.issuer && <Confirm label={text.remove} lead={text.removeLead} action={() => remove.mutateAsync({})} />}
    </section>
  )
}

export default function CompanyAccounts() {
  const settings = useOidcSettingsGet()
  const users = useUserList()
  const text = words().organisation.oidc
  return (
    <>
      <Heading title={text.title} />
      <p>{text.lead}</p>
      <Loaded query={settings}>
        {(found) =>
          found.issuers.length === 0 ? (
            <Notice kind="info">{text.none}</Notice>
          ) : (
            <>
              <section class="card narrow">
                <p>{text.register}</p>
                <p class="link-text">{found.sign_in_url}</p>
                <Copy text={found.sign_in_url} />
              </section>
              <Loaded query={users}>{({ items }) => <Edit settings={found} users={items} />}</Loaded>
            </>
          )
        }
      </Loaded>
    </>
  )
}
