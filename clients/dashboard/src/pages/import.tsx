// SPDX-License-Identifier: Apache-2.0
// One sheet: tried first, with each fault beside its row, then carried out.
import { useState } from 'preact/hooks'
import { Link } from 'wouter'
import type { Schemas } from '../api'
import { supplierImport, supplierList, useJobList } from '../operations'
import { useAct, useTouch } from '../queries'
import { AllowedPage } from '../ui/allowed'
import { Confirm } from '../ui/confirm'
import { Download, WORKBOOK } from '../ui/download'
import { Form, SelectField, TextField } from '../ui/form'
import { JobProgress } from '../ui/job'
import { Heading } from '../ui/heading'
import { Notice, ProblemNotice } from '../ui/notice'
import { readSheet, type Sheet, SHEET_FILES } from '../ui/sheet'
import { listText, numberText, words } from '../words'

type Result = Schemas['ImportResult']
// Not what has ended.
const present = { state: ['invited' as const, 'active' as const, 'declined' as const] }

const SOURCE = 'dashboard'
// Jobs come newest first; what goes on is among the first of them.
const RECENT = 50

type Mode = 'atomic' | 'per_row'
type Absent = 'keep' | 'end'

function Counts(props: { result: Result }) {
  const text = words().buyer.sheet.counts
  return (
    <ul class="figures">
      {(Object.keys(text) as (keyof typeof text)[])
        .filter((name) => props.result.counts[name] > 0)
        .map((name) => (
          <li key={name}>
            <strong>{numberText(props.result.counts[name])}</strong>
            {text[name]}
          </li>
        ))}
    </ul>
  )
}

function Rows(props: { title: string; rows: Schemas['ImportRow'][]; said: 'faults' | 'notes'; sheet: Sheet }) {
  const text = words().buyer.sheet
  if (props.rows.length === 0) return null
  return (
    <>
      <h3>{props.title}</h3>
      <ul class="problems" tabIndex={0}>
        {props.rows.map((row, i) => (
          <li key={`${row.line} ${i}`}>
            <p>
              <strong>{row.line !== null && text.line(row.line)}</strong> <code>{row.line !== null && props.sheet.lines[row.line - 1]}</code>
            </p>
            <ul class="reasons">
              {row[props.said].map((fault) => (
                <li key={`${fault.column} ${fault.text}`}>
                  {fault.column && text.column(text.columns[fault.column as keyof typeof text.columns] ?? fault.column)}
                  {fault.text}
                </li>
              ))}
            </ul>
          </li>
        ))}
      </ul>
    </>
  )
}

// What is done next with those that came in.
function Done() {
  const text = words().buyer.sheet
  return (
    <>
      {text.done} <Link href="/campaigns?task=send_invitation">{text.letters}</Link>
    </>
  )
}

// Imports that go on although this page was left; each shows its end as long as the page stays open.
function Running(props: { except: string | undefined }) {
  const text = words().buyer.sheet
  const jobs = useJobList({ kind: 'import', limit: RECENT })
  // Those that went on when the page was opened; one that ends meanwhile says so.
  const items = (jobs.data?.items ?? []).filter((one) => one.job !== props.except && (one.state === 'queued' || one.state === 'running'))
  if (items.length === 0) return null
  return (
    <section class="card narrow">
      {items.map((one) => (
        <JobProgress key={one.job} job={one.job} title={text.recent} done={text.done} />
      ))}
    </section>
  )
}

export default function Import() {
  // The file that was chosen last; one that is moved or changed after that can no longer be read.
  const choose = useAct(async (file: File | undefined) => (file ? readSheet(file) : null))
  const sheet = choose.data ?? null
  const [mode, setMode] = useState<Mode>('atomic')
  const [absent, setAbsent] = useState<Absent>('keep')
  // Untouched it is what the sheet before this one left out.
  const [ignore, setIgnore] = useState<string>()
  const touch = useTouch()
  const text = words().buyer.sheet
  const send = (dry_run: boolean) => supplierImport({ source: SOURCE, mode, absent, ignore, dry_run, file: sheet!.file })
  const trial = useAct(() => send(true))
  const real = useAct(
    () => send(false),
    () => touch(supplierImport),
  )
  const forget = () => {
    trial.reset()
    real.reset()
  }
  const result = real.data ?? trial.data
  const running = real.data && (real.data.state === 'queued' || real.data.state === 'running')
  const ended = trial.data?.counts.ended ?? 0
  const blocked = mode === 'atomic' && (trial.data?.counts.refused ?? 0) + (trial.data?.counts.conflict ?? 0) > 0
  return (
    <AllowedPage right="buyer:write" title={text.title}>
      <Heading title={text.title} />
      <Running except={real.data?.job} />
      <section class="card narrow">
        <p>{text.lead}</p>
        <p class="aside">{text.template}</p>
        <div class="form-actions">
          <Download rows={() => supplierList.blob(WORKBOOK, present)} name="suppliers.xlsx" label={text.excel} />
          <Download rows={() => supplierList.blob('text/csv', present)} name="suppliers.csv" label={text.csv} />
        </div>
        <Form busy={trial.isPending} submit={text.dryRun} onSubmit={() => sheet && trial.mutate(undefined)}>
          <div class="field">
            <label for="sheet">{text.file}</label>
            <input
              id="sheet"
              type="file"
              accept={SHEET_FILES}
              required
              disabled={real.isPending}
              onChange={(event) => {
                forget()
                choose.mutate(event.currentTarget.files?.[0])
              }}
            />
          </div>
          <SelectField
            label={text.mode}
            disabled={real.isPending}
            value={mode}
            onValue={(value) => {
              forget()
              setMode(value as Mode)
            }}
            options={Object.entries(text.modes)}
          />
          <SelectField
            label={text.absent}
            disabled={real.isPending}
            value={absent}
            onValue={(value) => {
              forget()
              setAbsent(value as Absent)
            }}
            options={Object.entries(text.absents)}
          />
          <TextField
            label={text.ignore}
            optional
            hint={text.ignoreHint}
            disabled={real.isPending}
            value={ignore ?? result?.ignored.join(',') ?? ''}
            onValue={(value) => {
              forget()
              setIgnore(value)
            }}
          />
          <ProblemNotice error={choose.error ?? trial.error} />
        </Form>
      </section>
      {result && sheet && (
        <section class="card" aria-live="polite">
          {running ? (
            <JobProgress job={result.job} title={text.running} done={<Done />} />
          ) : real.data ? (
            <Notice kind={real.data.applied ? 'good' : 'bad'}>{real.data.applied ? <Done /> : text.notApplied}</Notice>
          ) : (
            <h2>{text.trial}</h2>
          )}
          <Counts result={result} />
          {result.ignored.length > 0 && <p class="aside">{text.ignored(listText(result.ignored))}</p>}
          <Rows title={text.problems} rows={result.problems} said="faults" sheet={sheet} />
          <Rows title={text.notes} rows={result.notes} said="notes" sheet={sheet} />
          <ProblemNotice error={real.error} />
          {!real.data && blocked && <Notice>{text.blocked}</Notice>}
          {!real.data &&
            !blocked &&
            (ended > 0 ? (
              <Confirm label={text.apply} lead={text.endLead(numberText(ended))} action={() => real.mutateAsync(undefined)} />
            ) : (
              <button type="button" class="primary" aria-disabled={real.isPending} onClick={() => !real.isPending && real.mutate(undefined)}>
                {text.apply}
              </button>
            ))}
        </section>
      )}
    </AllowedPage>
  )
}
