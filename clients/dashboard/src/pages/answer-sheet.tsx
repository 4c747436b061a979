// SPDX-License-Identifier: Apache-2.0
// The answers as a file: for the expert who confirms them, and filled in elsewhere.
import { useState } from 'preact/hooks'
import { Problem, type Schemas } from '../api'
import { assessmentAnswersPut, assessmentSheet } from '../operations'
import { useAct, useTouch } from '../queries'
import { Download, WORKBOOK } from '../ui/download'
import { Form } from '../ui/form'
import { headingsOf, IgnoredColumns, refusedIn } from '../ui/ignored-columns'
import { ProblemNotice } from '../ui/notice'
import { readSheet, SHEET_FILES } from '../ui/sheet'
import { language, words } from '../words'

// Each fault with its place in the sheet: /rows/<line>/<column>.
function Faults(props: { faults: Problem['faults'] }) {
  const sheet = words().buyer.sheet
  const columns = words().supplier.answerSheet.columns
  return (
    <ul class="problems" tabIndex={0}>
      {props.faults.map((fault) => {
        const [, , line, column = ''] = fault.pointer.split('/')
        const name = columns[column as keyof typeof columns] as string | undefined
        return (
          <li key={`${fault.pointer} ${fault.code}`}>
            {line && <strong>{sheet.line(Number(line))}</strong>} {name && sheet.column(name)}
            {fault.text}
          </li>
        )
      })}
    </ul>
  )
}

function Intake(props: { assessment: string; waits: boolean; onRead: (read: Schemas['AssessmentSummary']) => Promise<unknown> }) {
  const [ignore, setIgnore] = useState('')
  const choose = useAct(async (file: File | undefined) => (file ? readSheet(file) : null))
  const touch = useTouch()
  const text = words().supplier.answerSheet
  const { assessment } = props
  const take = useAct(
    () => assessmentAnswersPut({ assessment, file: choose.data!.file, ...(ignore.trim() && { ignore }) }),
    async (read) => {
      await touch(assessmentAnswersPut, { assessment })
      await props.onRead(read)
    },
  )
  // Answers given on the page are saved first, so that those of the sheet come last.
  const busy = take.isPending || props.waits
  const faults = take.error instanceof Problem ? take.error.faults : []
  return (
    <Form busy={busy} submit={text.read} onSubmit={() => choose.data && take.mutate(undefined)}>
      <div class="field">
        <label for="answer-sheet">{words().buyer.sheet.file}</label>
        <input
          id="answer-sheet"
          type="file"
          accept={SHEET_FILES}
          required
          onChange={(event) => {
            take.reset()
            choose.mutate(event.currentTarget.files?.[0])
          }}
        />
      </div>
      <IgnoredColumns
        key={choose.submittedAt}
        hint={text.ignoreHint}
        headings={headingsOf(choose.data?.lines ?? [])}
        refused={refusedIn(take.error)}
        value={ignore}
        onValue={setIgnore}
      />
      <p class="aside">{text.lead}</p>
      <ProblemNotice error={choose.error ?? take.error} known={faults.map(({ pointer }) => pointer)} />
      <Faults faults={faults} />
    </Form>
  )
}

// `onRead`: answers came in, and are on file. `waits`: answers given on the page are still to be saved.
export function AnswerSheet(props: {
  assessment: Schemas['Assessment']
  readOnly: boolean
  waits: boolean
  onRead: (read: Schemas['AssessmentSummary']) => Promise<unknown>
}) {
  const { assessment } = props.assessment
  const text = words().supplier.answerSheet
  const sheet = (type: string) => assessmentSheet.blob(type, { assessment, language: language.value })
  return (
    <section class="card">
      <details>
        <summary>{text.title}</summary>
        <div class="form-actions">
          <Download rows={() => sheet(WORKBOOK)} name="answers.xlsx" label={text.excel} />
          <Download rows={() => sheet('text/csv')} name="answers.csv" label={text.csv} />
        </div>
        {!props.readOnly && <Intake assessment={assessment} waits={props.waits} onRead={props.onRead} />}
      </details>
    </section>
  )
}
