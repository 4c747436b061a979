// SPDX-License-Identifier: Apache-2.0
// What is done with the chosen suppliers at once: looked at first, then carried out as it was shown.
import type { ComponentChildren } from 'preact'
import { useRef, useState } from 'preact/hooks'
import { Link, useLocation } from 'wouter'
import type { Schemas } from '../api'
import { type RequirementDraft, requirementOfMany, tagList } from '../forms'
import { campaignAdd, supplierChange, supplierExport, useJobGet } from '../operations'
import { useAct, useTouch } from '../queries'
import { today, useMail } from '../session'
import { Allowed } from '../ui/allowed'
import { Dialog } from '../ui/actions'
import { RequirementFields } from '../ui/demand'
import { Download, WORKBOOK } from '../ui/download'
import { Facts } from '../ui/facts'
import { Form, TextField } from '../ui/form'
import { JobProgress } from '../ui/job'
import { LabelsAlike } from '../ui/labels-alike'
import { Notice, ProblemNotice } from '../ui/notice'
import { dayText, numberText, words } from '../words'
import { chosenCount, type Selection, whom } from './selection'

type Change = Schemas['SupplierChange']
type Result = Schemas['SupplierChangeResult']
type Counts = Schemas['ImportCounts']
type Kind = 'demand' | 'taken_back' | 'tags' | 'category' | 'owner'

const KINDS: Kind[] = ['demand', 'taken_back', 'tags', 'category', 'owner']
const SHOWN = ['changed', 'unchanged', 'refused', 'conflict'] as const

function Problems(props: { rows: Schemas['ImportRow'][] }) {
  if (props.rows.length === 0) return null
  return (
    <ul class="rows problems" tabIndex={0}>
      {props.rows.map((row) => (
        <li key={row.relationship}>
          <strong>{[row.code, row.name].filter(Boolean).join(' ')}</strong>
          {row.faults.map((fault) => (
            <p key={fault.code + fault.column}>{fault.text}</p>
          ))}
        </li>
      ))}
    </ul>
  )
}

function Figures(props: { counts: Counts }) {
  const text = words().buyer.bulk
  return <Facts of={SHOWN.map((code) => [text.counts[code], words().companies(numberText(props.counts[code]))])} />
}

// Counts and problems of a change, once its job is done.
function Done(props: { result: Result; done: string; children?: (counts: Counts) => ComponentChildren }) {
  const { result } = props
  const waits = result.state !== 'done'
  const job = useJobGet({ job: result.job }, { enabled: waits })
  const counts = waits ? (job.data?.state === 'done' ? (job.data.detail as { counts?: Counts }).counts : undefined) : result.counts
  return (
    <>
      {waits && <JobProgress job={result.job} done={props.done} />}
      {counts && (
        <>
          {!waits && !result.dry_run && <Notice kind="good">{props.done}</Notice>}
          <Figures counts={counts} />
          <Problems rows={result.problems} />
          {counts.refused + counts.conflict > result.problems.length && (
            <p>
              <Link href={`/jobs/${result.job}`}>{words().buyer.bulk.all}</Link>
            </p>
          )}
          {props.children?.(counts)}
        </>
      )}
    </>
  )
}

type Editing = { busy: boolean; error: unknown; onChange: (change: Change) => void; onCancel: () => void }

function DemandForm(props: Editing) {
  const [draft, setDraft] = useState<RequirementDraft>(requirementOfMany.draft)
  const change = (part: Partial<RequirementDraft>) => setDraft((last) => ({ ...last, ...part }))
  return (
    <Form
      busy={props.busy}
      submit={words().buyer.bulk.preview}
      onSubmit={() => props.onChange({ demand: requirementOfMany.inputOf(draft) })}
      onCancel={props.onCancel}
    >
      <p class="aside">{words().buyer.bulk.kept}</p>
      <RequirementFields draft={draft} kept={undefined} many error={props.error} at="/change/demand" onChange={change} />
    </Form>
  )
}

function TagsForm(props: Editing) {
  const text = words().buyer.bulk
  const [add, setAdd] = useState('')
  const [remove, setRemove] = useState('')
  const change: Change = {
    ...(tagList(add).length > 0 && { tags_add: tagList(add) }),
    ...(tagList(remove).length > 0 && { tags_remove: tagList(remove) }),
  }
  return (
    <Form busy={props.busy} submit={text.preview} onSubmit={() => props.onChange(change)} onCancel={props.onCancel}>
      <ProblemNotice error={props.error} />
      <TextField label={text.tagsAdd} hint={words().buyer.add.tagsHint} optional={remove !== ''} value={add} onValue={setAdd} autoComplete="off" />
      {tagList(add).map((tag) => (
        <LabelsAlike key={tag} selector="tag" entered={tag} />
      ))}
      <TextField label={text.tagsRemove} hint={words().buyer.add.tagsHint} optional={add !== ''} value={remove} onValue={setRemove} autoComplete="off" />
    </Form>
  )
}

function TextForm(props: Editing & { name: 'category' | 'owner' }) {
  const text = words().buyer.add
  const [value, setValue] = useState('')
  return (
    <Form busy={props.busy} submit={words().buyer.bulk.preview} onSubmit={() => props.onChange({ [props.name]: value || null })} onCancel={props.onCancel}>
      <ProblemNotice error={props.error} known={[`/change/${props.name}`]} />
      <TextField
        label={text[props.name]}
        hint={words().buyer.bulk.empty}
        optional
        type={props.name === 'owner' ? 'email' : 'text'}
        value={value}
        onValue={setValue}
        error={props.error}
        pointer={`/change/${props.name}`}
        autoComplete="off"
      />
      {props.name === 'category' && <LabelsAlike selector="category" entered={value} />}
    </Form>
  )
}

function TakenBackForm(props: Editing) {
  const text = words().buyer.bulk
  return (
    <Form busy={props.busy} submit={text.preview} onSubmit={() => props.onChange({ demand: null })} onCancel={props.onCancel}>
      <ProblemNotice error={props.error} />
      <p>{text.takenBackLead}</p>
    </Form>
  )
}

function KindForm({ kind, ...editing }: Editing & { kind: Kind }) {
  if (kind === 'demand') return <DemandForm {...editing} />
  if (kind === 'taken_back') return <TakenBackForm {...editing} />
  if (kind === 'tags') return <TagsForm {...editing} />
  return <TextForm {...editing} name={kind} />
}

function ChangeDialog(props: { kind: Kind; selection: Selection; search: URLSearchParams; onClose: () => void; onDone: () => void }) {
  const { kind } = props
  const text = words().buyer.bulk
  const touch = useTouch()
  const { query, body } = whom(props.selection, props.search)
  const preview = useAct((change: Change) => supplierChange({ ...query, dry_run: true, body: { ...body, change } }))
  // Of one preview: an answer that was lost is given again, and nothing is done twice.
  const once = useRef('')
  const carryOut = useAct(
    (job: string) => supplierChange({ body: { preview: job }, once: once.current }),
    () => touch(supplierChange),
  )
  const look = (change: Change) => {
    once.current = crypto.randomUUID()
    preview.mutate(change)
  }
  const editing: Editing = { busy: preview.isPending, error: preview.error, onChange: look, onCancel: props.onClose }
  return (
    <Dialog title={text.kinds[kind]} open onClose={carryOut.data ? props.onDone : props.onClose}>
      {carryOut.data ? (
        <>
          <Done result={carryOut.data} done={text.done} />
          <button type="button" class="primary" onClick={props.onDone}>
            {words().close}
          </button>
        </>
      ) : (
        <>
          {preview.data && (
            <>
              <p>{text.lead}</p>
              <Done result={preview.data} done={text.previewed}>
                {({ changed }) => (
                  <>
                    <ProblemNotice error={carryOut.error} />
                    <div class="form-actions">
                      {changed > 0 && (
                        <button
                          type="button"
                          class="primary"
                          aria-disabled={carryOut.isPending}
                          onClick={() => !carryOut.isPending && carryOut.mutate(preview.data.job)}
                        >
                          {text.apply(words().companies(numberText(changed)))}
                        </button>
                      )}
                      <button type="button" onClick={() => preview.reset()}>
                        {text.back}
                      </button>
                    </div>
                  </>
                )}
              </Done>
            </>
          )}
          <div hidden={preview.data !== undefined}>
            <KindForm kind={kind} {...editing} />
          </div>
        </>
      )}
    </Dialog>
  )
}

// Whom letters are for, of the chosen.
const LETTERS = { invitation: 'invited', demand_reminder: 'active' } as const

// Those of the chosen are written to together that have not answered, or whose demand waits for them.
function Letters(props: { purpose: keyof typeof LETTERS; selection: Selection; search: URLSearchParams }) {
  const text = words().buyer.campaigns
  const [, go] = useLocation()
  const touch = useTouch()
  const state = LETTERS[props.purpose]
  const others = props.selection.all && (props.search.get('state') ?? state) !== state
  const make = useAct(
    async () => {
      const { query, body } = whom(props.selection, props.search, ['state'])
      return campaignAdd({ ...query, body: { ...body, name: text.nameOf[props.purpose](dayText(await today())), purpose: props.purpose } })
    },
    async ({ campaign }) => {
      await touch(campaignAdd)
      go(`/campaigns/${campaign}`)
    },
  )
  // All of another state: none of them is to be written to.
  if (others) return null
  return (
    <>
      <button type="button" aria-disabled={make.isPending} onClick={() => !make.isPending && make.mutate(undefined)}>
        {words().buyer.bulk.letters[props.purpose]}
      </button>
      <ProblemNotice error={make.error} />
    </>
  )
}

// Stands below the list as long as anybody is chosen.
export function BulkBar(props: { selection: Selection; choose: (next: Selection) => void; search: URLSearchParams; matching: number | null; more: boolean }) {
  const { selection } = props
  const text = words().buyer.bulk
  const [kind, setKind] = useState<Kind | null>(null)
  const mail = useMail()
  const count = chosenCount(selection, props.matching)
  if (count === 0) return null
  const nobody = { all: false, ids: new Set<string>() }
  const { query, body } = whom(selection, props.search)
  const exported = { ...query, body }
  return (
    <section class="bulk" aria-label={text.title}>
      <p role="status">
        {count === null ? text.chosenAll : text.chosen(words().companies(numberText(count)))}{' '}
        {!selection.all && props.more && (
          <button type="button" class="plain" onClick={() => props.choose({ all: true, ids: new Set() })}>
            {props.matching === null ? text.chooseAll : text.chooseAllOf(words().companies(numberText(props.matching)))}
          </button>
        )}
        <button type="button" class="plain" onClick={() => props.choose(nobody)}>
          {text.clear}
        </button>
      </p>
      <div class="bulk-actions">
        <Download rows={() => supplierExport.blob(WORKBOOK, exported)} name="suppliers.xlsx" label={text.excel} />
        <Download rows={() => supplierExport.blob('text/csv', exported)} name="suppliers.csv" label={text.csv} />
        <Allowed right="buyer:write">
          {KINDS.map((one) => (
            <button key={one} type="button" onClick={() => setKind(one)}>
              {text.kinds[one]}
            </button>
          ))}
          <Letters purpose="invitation" selection={selection} search={props.search} />
          {mail && <Letters purpose="demand_reminder" selection={selection} search={props.search} />}
        </Allowed>
      </div>
      {kind && (
        <ChangeDialog
          kind={kind}
          selection={selection}
          search={props.search}
          onClose={() => setKind(null)}
          onDone={() => {
            setKind(null)
            props.choose(nobody)
          }}
        />
      )}
    </section>
  )
}
