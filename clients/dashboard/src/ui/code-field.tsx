// SPDX-License-Identifier: Apache-2.0
// A code of the second factor, beside the password. `factor`: its person is known to have one; it may have been set in another tab,
// which the refusal tells, or been taken away, so the field is never demanded.
import { Problem } from '../api'
import { OwnProof } from '../limits'
import { words } from '../words'
import { TextField } from './form'

export function CodeField(props: { factor: boolean; error: unknown; value: string; onValue: (code: string) => void }) {
  const { error, value } = props
  const text = words().signIn
  const refused = error instanceof Problem && (error.code === 'code_needed' || error.at('/code') !== undefined)
  if (!props.factor && value === '' && !refused) return null
  return (
    <TextField
      label={text.code}
      hint={text.codeHint}
      autoComplete="one-time-code"
      required={false}
      limits={OwnProof.code}
      value={value}
      onValue={props.onValue}
      error={error}
      pointer="/code"
    />
  )
}
