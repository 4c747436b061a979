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
import { Choice, Form, SelectField } from '../ui/form'
import { JobProgress } from '../ui/job'
import { Heading } from '../ui/heading'
import { headingsOf, IgnoredColumns, refusedIn, sentHeadings } from '../ui/ignored-columns'
import { Notice, ProblemNotice } from '../ui/notice'
import { OWN_SOURCE, readSheet, type Sheet, SHEET_FILES } from '../ui/sheet'
import { listText, numberText, words } from '../words'

type Result = Schemas['ImportResult']
// Not what has ended.
const present = { state: ['invited' as const, 'active' as const, 'declined' as const] }

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

// What stands of a row that differs from what was changed by hand: its line with what was seen on file.
type Settled = ReadonlyMap<number, { stands: Stands; seen: string }>
type Stands = 'over' | 'keep'

function conflictsOf(rows: Schemas['ImportRow'][]): { line: number; seen: string }[] {
  return rows.flatMap((row) =>
    row.outcome === 'conflict' && row.line !== null && row.faults[0] ? [{ line: row.line, seen: String(row.faults[0].params.seen) }] : [],
  )
}

// Null again once something was changed after what was seen.
function stood(settled: Settled | undefined, line: number, seen: string): Stands | null {
  const one = settled?.get(line)
  return one?.seen === seen ? one.stands : null
}

function settling(settled: Settled) {
  const lines = (stands: Stands, named: (line: number, seen: string) => string) => {
    const chosen = [...settled].filter(([, one]) => one.stands === stands)
    return chosen.length > 0 ? chosen.map(([line, one]) => named(line, one.seen)) : undefined
  }
  return { over: lines('over', (line, seen) => `${line}:${seen}`), keep: lines('keep', String) }
}

function Rows(props: {
  title: string
  rows: Schemas['ImportRow'][]
  said: 'faults' | 'notes'
  sheet: Sheet
  settled?: Settled
  settle?: ((rows: Schemas['ImportRow'][], stands: Stands) => void) | undefined
}) {
  const text = words().buyer.sheet
  const settle = props.settle
  if (props.rows.length === 0) return null
  return (
    <>
      <h3>{props.title}</h3>
      {settle && conflictsOf(props.rows).length > 1 && (
        <div class="form-actions">
          {(['over', 'keep'] as const).map((stands) => (
            <button key={stands} type="button" onClick={() => settle(props.rows, stands)}>
              {text.all[stands]}
            </button>
          ))}
        </div>
      )}
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
            {settle &&
              conflictsOf([row]).map(({ line, seen }) => (
                <Choice
                  key={line}
                  legend={text.stands}
                  options={[
                    ['over', text.standing.over],
                    ['keep', text.standing.keep],
                  ]}
                  value={stood(props.settled, line, seen)}
                  onValue={(stands) => settle([row], stands)}
                />
              ))}
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
  const [settled, setSettled] = useState<Settled>(new Map())
  const touch = useTouch()
  const text = words().buyer.sheet
  const send = (dry_run: boolean) => supplierImport({ source: OWN_SOURCE, mode, absent, ignore, dry_run, ...settling(settled), file: sheet!.file })
  const trial = useAct(() => send(true))
  const real = useAct(
    () => send(false),
    () => touch(supplierImport),
  )
  const forget = () => {
    setSettled(new Map())
    trial.reset()
    real.reset()
  }
  // Once more after an import that was refused: what is chosen stays, what was changed meanwhile is to be chosen again.
  const preview = () => {
    if (!sheet) return
    real.reset()
    trial.mutate(undefined)
  }
  const result = real.data ?? trial.data
  const running = real.data && (real.data.state === 'queued' || real.data.state === 'running')
  const ended = trial.data?.counts.ended ?? 0
  const conflicts = conflictsOf(trial.data?.problems ?? [])
  const chosen = conflicts.filter(({ line, seen }) => stood(settled, line, seen)).length
  const unsettled = (trial.data?.counts.conflict ?? 0) - chosen
  const wrong = mode === 'atomic' && (trial.data?.counts.refused ?? 0) > 0
  const blocked = wrong || (mode === 'atomic' && unsettled > 0)
  const settle = (rows: Schemas['ImportRow'][], stands: Stands) =>
    setSettled(new Map([...settled, ...conflictsOf(rows).map(({ line, seen }) => [line, { stands, seen }] as const)]))
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
        <Form busy={trial.isPending} submit={text.dryRun} onSubmit={preview}>
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
          <IgnoredColumns
            key={choose.submittedAt}
            hint={text.ignoreHint}
            headings={sheet ? headingsOf(sheet.lines) : []}
            refused={refusedIn(trial.error)}
            disabled={real.isPending}
            value={ignore ?? sentHeadings(result?.ignored ?? [])}
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
          <Rows title={text.problems} rows={result.problems} said="faults" sheet={sheet} settled={settled} settle={real.data ? undefined : settle} />
          <Rows title={text.notes} rows={result.notes} said="notes" sheet={sheet} />
          <ProblemNotice error={real.error} />
          {!real.data && wrong && <Notice>{text.blocked}</Notice>}
          {!real.data && unsettled > 0 && (
            <Notice>
              {text.unsettled(numberText(unsettled))} {chosen === conflicts.length && text.next}
            </Notice>
          )}
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
