// SPDX-License-Identifier: Apache-2.0
// The company's basic policy: a draft from what was answered, edited here, taken as text or PDF, and published at an address of
// this server for a company without a web site.
import { useState } from 'preact/hooks'
import { Link } from 'wouter'
import type { Schemas } from '../api'
import { dayOf } from '../day'
import { policyForm } from '../forms'
import { policyGet, policyPage, usePaperAdd, usePaperList, usePolicyPublish, usePolicyPut, usePolicySuggest, usePolicyWithdraw } from '../operations'
import { useKnown } from '../queries'
import { useRights } from '../session'
import { Allowed } from '../ui/allowed'
import { Confirm, ConfirmDialog } from '../ui/confirm'
import { Download } from '../ui/download'
import { useDraft } from '../ui/draft'
import { DropDraft, fieldsOf, Form, SelectField, TextArea, TextField } from '../ui/form'
import { Heading } from '../ui/heading'
import { Loaded } from '../ui/loaded'
import { Notice, ProblemNotice } from '../ui/notice'
import { Refused } from '../ui/versioned'
import { dayText, instantText, language, LANGUAGES, words } from '../words'

type Policy = Schemas['Policy']
type Suggestion = Schemas['PolicySuggestion']
type PolicyDraft = ReturnType<typeof policyForm.draftOf>

// What a draft has where nothing was filled in, in both languages.
const BLANKS = /〇年〇月〇日|（代表者の役職・氏名）|\(day\)|\(name and position of the representative\)/

// What is filled in besides the answers. `replaces`: there is typing that the draft would take away.
function Suggest(props: { replaces: boolean; onMade: (made: Suggestion) => void }) {
  const text = words().supplier.policy
  const [asked, setAsked] = useState({
    representative: '',
    day: '',
    language: language.value,
  })
  const [asking, setAsking] = useState(false)
  const suggest = usePolicySuggest(props.onMade)
  const field = fieldsOf(asked, (part) => setAsked((last) => ({ ...last, ...part })), suggest.error)
  const body: Schemas['PolicySuggest'] = {
    language: asked.language,
    ...(asked.representative && { representative: asked.representative }),
    ...(asked.day && { day: asked.day }),
  }
  return (
    <Form busy={suggest.isPending} submit={text.make} onSubmit={() => (props.replaces ? setAsking(true) : suggest.mutate({ body }))}>
      <p class="aside">
        {text.makeLead} <Link href="/self-check?star=2">{text.toSelfCheck}</Link>
      </p>
      <ProblemNotice error={suggest.error} known={['/representative', '/day']} />
      <TextField label={text.representative} hint={text.representativeHint} optional {...field('representative')} />
      <TextField label={text.day} type="date" optional {...field('day')} />
      <SelectField label={text.language} {...field('language')} options={LANGUAGES} />
      <ConfirmDialog
        label={text.make}
        lead={text.overwrites}
        kind="primary"
        open={asking}
        onClose={() => setAsking(false)}
        action={() => suggest.mutateAsync({ body })}
      />
    </Form>
  )
}

function LeftOut(props: { suggestion: Suggestion }) {
  const text = words().supplier.policy
  if (props.suggestion.left_out.length === 0) return <p class="aside">{text.allStand}</p>
  return (
    <details>
      <summary>{text.leftOut(props.suggestion.left_out.length)}</summary>
      <ul class="reasons">
        {props.suggestion.left_out.map((one) => (
          <li key={one.text}>
            {one.text} <span class="aside">{text.items(one.criteria)}</span>
          </li>
        ))}
      </ul>
    </details>
  )
}

function Edit(props: { policy: Policy; tag: string; writing: ReturnType<typeof useDraft<PolicyDraft>>; unsaved: boolean }) {
  const { policy, unsaved } = props
  const { draft, replaces, change, send, typed, drop } = props.writing
  const text = words().supplier.policy
  const [made, setMade] = useState<Suggestion>()
  const put = usePolicyPut()
  const save = (over: string) => send(put.mutateAsync({ body: policyForm.inputOf(draft, policy), replaces: over }))
  const field = fieldsOf(draft, change, put.error)
  return (
    <>
      <details open={policy.text === null}>
        <summary>{text.fromAnswers}</summary>
        <Suggest
          replaces={unsaved}
          onMade={(found) => {
            setMade(found)
            change({ text: found.text, language: found.language })
          }}
        />
      </details>
      {made && <LeftOut suggestion={made} />}
      <Form busy={put.isPending} submit={text.save} onSubmit={() => save(replaces)} extra={typed && <DropDraft onDrop={drop} />}>
        <Refused
          change={put}
          known={['/text']}
          mine={draft}
          theirs={policyForm.draftOf(policy)}
          textsOf={(one) => [[text.text, one.text]]}
          onMine={() => save(props.tag)}
          onTheirs={drop}
        />
        <TextArea label={text.text} hint={text.textHint} rows={22} {...field('text')} />
      </Form>
      <pre class="letter-page on-paper" lang={draft.language}>
        {draft.text}
      </pre>
      <p class="aside" role="status">
        {unsaved ? text.unsaved : policy.recorded_at && text.saved(instantText(policy.recorded_at))}
      </p>
    </>
  )
}

function Draft(props: { policy: Policy; tag: string; writing: ReturnType<typeof useDraft<PolicyDraft>>; unsaved: boolean }) {
  const { policy, unsaved } = props
  const { draft } = props.writing
  const text = words().supplier.policy
  const mayWrite = useRights().has('supplier:write')
  return (
    <section class="card">
      <h2>{text.draft}</h2>
      {mayWrite ? (
        <Edit {...props} />
      ) : policy.text === null ? (
        <p class="empty">{words().none}</p>
      ) : (
        <pre class="letter-page" lang={policy.language ?? undefined} tabIndex={0}>
          {policy.text}
        </pre>
      )}
      {draft.text && (
        <div class="form-actions">
          <Download rows={() => Promise.resolve(new Blob([`${draft.text}\n`], { type: 'text/plain' }))} name="policy.txt" label={text.asText} />
          {policy.text !== null && !unsaved && <Download rows={() => policyPage.blob('application/pdf', {})} name="policy.pdf" label={text.asPdf} />}
        </div>
      )}
    </section>
  )
}

// The address as what stands behind the declaration.
function AsPaper(props: { url: string; day: string }) {
  const text = words().supplier.policy
  const papers = usePaperList({ kind: 'policy_publication' })
  const add = usePaperAdd()
  return (
    <Loaded query={papers}>
      {({ items }) =>
        items.some(({ url, withdrawn_on }) => url === props.url && !withdrawn_on) ? (
          <p>
            {text.isPaper} <Link href="/stars">{words().nav.stars}</Link>
          </p>
        ) : (
          <Allowed right="supplier:write">
            <Confirm
              kind="primary"
              label={text.addPaper}
              lead={text.addPaperLead(dayText(props.day))}
              action={() =>
                add.mutateAsync({
                  body: {
                    kind: 'policy_publication',
                    dated_on: props.day,
                    url: props.url,
                  },
                })
              }
            />
          </Allowed>
        )
      }
    </Loaded>
  )
}

function Published(props: { policy: Policy; tag: string; unsaved: boolean }) {
  const { url, versions, changed, withdrawn_at, text: saved } = props.policy
  const text = words().supplier.policy
  const publish = usePolicyPublish()
  const withdraw = usePolicyWithdraw()
  const latest = versions[0]
  return (
    <section class="card">
      <h2>{text.published}</h2>
      <p>{text.publishedLead}</p>
      {url && (
        <p class="entry">
          <a href={url} target="_blank" rel="noopener">
            {url}
          </a>
        </p>
      )}
      {!url && withdrawn_at && <Notice>{text.withdrawn(instantText(withdrawn_at))}</Notice>}
      {versions.length > 0 && (
        <ul class="rows">
          {versions.map((version) => (
            <li key={version.number}>
              {text.version(version.number, instantText(version.published_at), version.withdrawn_at && instantText(version.withdrawn_at))}
            </li>
          ))}
        </ul>
      )}
      {url && latest && <AsPaper url={url} day={dayOf(latest.published_at)} />}
      {saved === null ? (
        <p class="empty">{text.saveFirst}</p>
      ) : (
        <Allowed right="supplier:write">
          {props.unsaved && <p class="aside">{text.saveChanges}</p>}
          <div class="form-actions">
            {(changed || !url || props.unsaved) && (
              <Confirm
                kind="primary"
                label={latest ? text.publishNext : text.publish}
                lead={text.publishLead}
                action={() => publish.mutateAsync({ replaces: props.tag })}
                offered={!props.unsaved}
              >
                {BLANKS.test(saved) && <Notice>{text.blanks}</Notice>}
              </Confirm>
            )}
            {url && <Confirm label={text.withdraw} lead={text.withdrawLead} action={() => withdraw.mutateAsync({})} />}
          </div>
        </Allowed>
      )}
    </section>
  )
}

function Both(props: { policy: Policy; tag: string }) {
  const { policy, tag } = props
  const writing = useDraft(policyForm.draftOf(policy), 'policy', tag)
  const { draft } = writing
  const unsaved = draft.text !== (policy.text ?? '') || (policy.language !== null && draft.language !== policy.language)
  return (
    <>
      <Draft policy={policy} tag={tag} writing={writing} unsaved={unsaved} />
      <Published policy={policy} tag={tag} unsaved={unsaved} />
    </>
  )
}

export default function PolicyPage() {
  const text = words().supplier.policy
  const policy = useKnown(policyGet, {})
  return (
    <>
      <Heading title={text.title}>
        <p class="aside">{text.lead}</p>
      </Heading>
      <Loaded query={policy}>{(found) => <Both policy={found!.data} tag={found!.tag} />}</Loaded>
    </>
  )
}
