// SPDX-License-Identifier: Apache-2.0
// At which provider of OpenID Connect the organisation's people sign in, and whom it gives which rights.
import type { Schemas } from '../api'
import { oidcForm } from '../forms'
import { oidcSettingsGet, useOidcSettingsPut, useOidcSettingsRemove, useUserList } from '../operations'
import { useKnown } from '../queries'
import { rightsOf, useMe } from '../session'
import { Copy } from '../ui/actions'
import { useDraft } from '../ui/draft'
import { Facts } from '../ui/facts'
import { Choice, fieldsOf, Form, SelectField, TextField } from '../ui/form'
import { Heading } from '../ui/heading'
import { Loaded } from '../ui/loaded'
import { Notice } from '../ui/notice'
import { Remove } from '../ui/remove'
import { RightsField } from '../ui/rights'
import { Refused } from '../ui/versioned'
import { listText, words } from '../words'

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

type Draft = ReturnType<typeof oidcForm.draftOf>

// A secret is shown to nobody.
function shownOf(draft: Draft, users: Schemas['User'][]): [string, string][] {
  const { oidc: text, rights } = words().organisation
  return [
    [text.issuer, draft.issuer],
    [text.clientId, draft.client_id],
    [text.required, text.requiredOptions[draft.required ? 'yes' : 'no']],
    [text.exempt, draft.required ? (users.find(({ user }) => user === draft.exempt)?.name ?? '') : ''],
    ...draft.rules.map((rule, at): [string, string] => [
      text.rule(at + 1),
      `${rule.claim} ${rule.value} ${listText(rule.rights.map((right) => rights[right]))}`,
    ]),
  ]
}

function textsOf(draft: Draft, users: Schemas['User'][]): [string, string][] {
  const text = words().organisation.oidc
  return [...shownOf(draft, users), [text.secret, draft.client_secret ? text.secretEntered : text.secretUnchanged]]
}

function Edit(props: { settings: Schemas['OidcSettings']; tag: string; users: Schemas['User'][] }) {
  const { settings, tag, users } = props
  const now = oidcForm.draftOf(settings)
  const { draft, replaces, change, send, drop } = useDraft(now, undefined, tag)
  const text = words().organisation.oidc
  const put = useOidcSettingsPut()
  const remove = useOidcSettingsRemove(drop)
  const edit = (part: Partial<Draft>) => {
    put.reset()
    change(part)
  }
  const save = (over: string) => send(put.mutateAsync({ body: oidcForm.inputOf(draft, settings), replaces: over }))
  const field = fieldsOf(draft, edit, put.error)
  const keepers = users.filter((user) => user.sign_in.includes('password') && user.rights.includes('keys:write'))
  return (
    <section class="card narrow">
      {settings.provider && <Notice kind={settings.provider === 'away' ? 'bad' : 'info'}>{text.provider[settings.provider]}</Notice>}
      <Form busy={put.isPending} submit={words().save} onSubmit={() => save(replaces)}>
        <Refused
          change={put}
          known={['/issuer', '/client_id', '/client_secret', '/exempt']}
          mine={draft}
          theirs={now}
          textsOf={(one) => textsOf(one, users)}
          onMine={() => save(tag)}
          onTheirs={drop}
        />
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
      {settings.issuer && (
        <Remove of={oidcSettingsGet} input={{}} label={text.remove} lead={text.removeLead} action={(replaces) => remove.mutateAsync({ replaces })}>
          {(found) => <Facts of={shownOf(oidcForm.draftOf(found), users).map(([name, value]) => [name, value || words().none])} />}
        </Remove>
      )}
    </section>
  )
}

export default function CompanyAccounts() {
  const settings = useKnown(oidcSettingsGet, {})
  const users = useUserList()
  const text = words().organisation.oidc
  return (
    <>
      <Heading title={text.title} />
      <p>{text.lead}</p>
      <Loaded query={settings}>
        {(known) => {
          const found = known!.data
          return found.issuers.length === 0 ? (
            <Notice kind="info">{text.none}</Notice>
          ) : (
            <>
              <section class="card narrow">
                <p>{text.register}</p>
                <p class="link-text">{found.sign_in_url}</p>
                <Copy text={found.sign_in_url} />
              </section>
              <Loaded query={users}>{({ items }) => <Edit settings={found} tag={known!.tag} users={items} />}</Loaded>
            </>
          )
        }}
      </Loaded>
    </>
  )
}
