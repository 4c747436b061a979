// SPDX-License-Identifier: Apache-2.0
// Where anybody checks a statement, by the code on paper or by the signed text. No key is needed, and nothing else is shown.
import { useEffect, useState } from 'preact/hooks'
import { StatementVerify } from '../limits'
import { statementVerify } from '../operations'
import { useAct, useAsked } from '../queries'
import { Door } from '../shell'
import { Form, TextArea } from '../ui/form'
import { Heading } from '../ui/heading'
import { Loaded } from '../ui/loaded'
import { ProblemNotice } from '../ui/notice'
import { words } from '../words'
import { Claims, Sentence, Withdrawal } from './statement-shown'

const CODE = new RegExp(StatementVerify.code.pattern)

function bodyOf(text: string): { code: string } | { jws: string } {
  const given = text.trim()
  return CODE.test(given) ? { code: given } : { jws: given }
}

function Shown(props: { seen: Awaited<ReturnType<typeof statementVerify>> }) {
  return (
    <>
      <p>{words().statements.genuine}</p>
      <Withdrawal seen={props.seen} />
      <Sentence claims={props.seen.claims} />
      <Claims claims={props.seen.claims} />
    </>
  )
}

function Ask() {
  const text = words().statements
  const [given, setGiven] = useState('')
  const verify = useAct(() => statementVerify({ body: bodyOf(given) }))
  return (
    <>
      <p>{text.verifyLead}</p>
      <Form busy={verify.isPending} submit={text.verify} onSubmit={() => verify.mutate(undefined)}>
        <ProblemNotice error={verify.error} known={['/jws', '/code']} />
        <TextArea
          label={text.given}
          hint={text.givenHint}
          rows={5}
          value={given}
          onValue={(value) => {
            verify.reset()
            setGiven(value)
          }}
          error={verify.error}
          pointer="/jws"
        />
      </Form>
      {verify.data && <Shown seen={verify.data} />}
    </>
  )
}

function ByCode(props: { code: string }) {
  const seen = useAsked(statementVerify, { body: { code: props.code } })
  return <Loaded query={seen}>{(found) => <Shown seen={found} />}</Loaded>
}

function codeInAddress(): string | null {
  return new URLSearchParams(location.hash.slice(1)).get('code')
}

export default function Verify() {
  const [code, setCode] = useState(codeInAddress)
  // Another statement's link, opened in the same tab, loads no page.
  useEffect(() => {
    const turn = () => setCode(codeInAddress())
    addEventListener('hashchange', turn)
    return () => removeEventListener('hashchange', turn)
  }, [])
  return (
    <Door>
      <Heading title={words().statements.verifyTitle} />
      {code ? <ByCode code={code} /> : <Ask />}
    </Door>
  )
}
