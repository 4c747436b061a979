// SPDX-License-Identifier: Apache-2.0
// Fields with their label, hint and fault tied together for screen readers.
import type { ComponentChildren, JSX } from 'preact'
import { useEffect, useRef, useState } from 'preact/hooks'
import { useId } from '../ids'
import { Problem } from '../api'
import { useLatest } from '../latest'
import { dayText, words } from '../words'

type FieldProps = {
  label: string
  hint?: string | undefined
  error?: unknown // the request's refusal
  pointer?: string // the member in it
  optional?: boolean
  fault?: string | undefined // of what was entered, before it is sent
}

function faultOf(props: FieldProps): string | undefined {
  return props.fault ?? (props.pointer && props.error instanceof Problem ? props.error.at(props.pointer) : undefined)
}

function Wrapped(props: FieldProps & { id: string; children: ComponentChildren }) {
  const fault = faultOf(props)
  return (
    <div class={`field${fault ? ' field-wrong' : ''}`}>
      <label for={props.id}>
        {props.label}
        {props.optional && <span class="field-optional">{words().optional}</span>}
      </label>
      {props.hint && (
        <p class="field-hint" id={`${props.id}-hint`}>
          {props.hint}
        </p>
      )}
      {props.children}
      {fault && (
        <p class="field-fault" id={`${props.id}-fault`} role={props.fault ? 'alert' : undefined}>
          {fault}
        </p>
      )}
    </div>
  )
}

function described(props: FieldProps, id: string): Record<string, unknown> {
  const fault = faultOf(props)
  const by = [props.hint && `${id}-hint`, fault && `${id}-fault`].filter(Boolean).join(' ')
  return { 'aria-describedby': by || undefined, 'aria-invalid': fault ? true : undefined }
}

// What the contract says of a member. How long a text may be is not held to in the field, which would cut what is pasted
// without a word: the server names what is too long.
type Limits = { minimum?: number; maximum?: number; minLength?: number; pattern?: string }

function attributes(limits: Limits | undefined) {
  const { minimum, maximum, minLength, pattern } = limits ?? {}
  return {
    ...(minimum !== undefined && { min: minimum }),
    ...(maximum !== undefined && { max: maximum }),
    ...(minLength !== undefined && { minLength }),
    // HTML's pattern is of the whole text, the contract's of any part of it.
    ...(pattern !== undefined && { pattern: /^\^.*\$$/.test(pattern) ? pattern : `.*(?:${pattern}).*` }),
  }
}

type Own<T> = FieldProps & Omit<T, keyof FieldProps | 'label'> & { onValue: (value: string) => void }

type TextOf<D> = string & { [K in keyof D]: D[K] extends string ? K : never }[keyof D]

// What a field of a draft needs. `pointer`: the member that it becomes, where it is called otherwise.
export function fieldsOf<D extends object>(draft: D, change: (part: Partial<D>) => void, error: unknown) {
  return <N extends TextOf<D>>(name: N, pointer = `/${name}`) => ({
    value: draft[name] as string,
    onValue: (value: string) => change({ [name]: value } as Partial<D>),
    error,
    pointer,
  })
}

// The server reads more spellings of addresses than browsers let through (full-width letters, mailto:) and says what is wrong
// in the page's language: it judges alone, and the keyboard is that of the kind.
function judgedByServer(type: JSX.InputHTMLAttributes['type']): JSX.InputHTMLAttributes {
  if (type !== 'email' && type !== 'url') return { type }
  return { type: 'text', inputMode: type, autoCapitalize: 'none', autoCorrect: 'off', spellcheck: false }
}

const SHOWN_CHARACTERS = 40

function shortened(text: string): string {
  const characters = [...text.slice(0, 2 * SHOWN_CHARACTERS + 2)]
  return characters.length > SHOWN_CHARACTERS ? `${characters.slice(0, SHOWN_CHARACTERS).join('')}…` : text
}

// Fetched as soon as a field of days is entered, for what may be pasted there.
const readDays = () => import('../read-day')

export function TextField({ label, hint, error, pointer, optional, onValue, limits, type, ...rest }: Own<JSX.InputHTMLAttributes> & { limits?: Limits }) {
  const id = useId()
  // Told until something is entered, or the field has another value.
  const [noDay, setNoDay] = useState<{ pasted: string; kept: string }>()
  const value = typeof rest.value === 'string' ? rest.value : ''
  const fault = noDay?.kept === value ? words().noDay(shortened(noDay.pasted), dayText(value)) : undefined
  const input = useRef<HTMLInputElement>(null)
  const latest = useLatest(onValue)
  useEffect(() => input.current?.setCustomValidity(fault ?? ''), [fault])
  const pasted = (event: JSX.TargetedClipboardEvent<HTMLInputElement>) => {
    const text = event.clipboardData?.getData('text') ?? ''
    event.preventDefault()
    const told = (day: string | null) => {
      setNoDay(day ? undefined : { pasted: text.trim(), kept: value })
      if (day) latest.current(day)
    }
    readDays().then(
      ({ readDay }) => told(readDay(text)),
      () => told(null),
    )
  }
  const field = { label, hint, error, pointer, optional, fault } as FieldProps
  return (
    <Wrapped {...field} id={id}>
      <input
        ref={input}
        id={id}
        required={!optional}
        {...attributes(limits)}
        {...judgedByServer(type)}
        {...rest}
        {...described(field, id)}
        {...(type === 'date' && { onFocus: () => void readDays(), onPaste: pasted })}
        onInput={(event) => {
          setNoDay(undefined)
          onValue(event.currentTarget.value)
        }}
      />
    </Wrapped>
  )
}

export function TextArea({ label, hint, error, pointer, optional, onValue, ...rest }: Own<JSX.TextareaHTMLAttributes>) {
  const id = useId()
  const field = { label, hint, error, pointer, optional } as FieldProps
  return (
    <Wrapped {...field} id={id}>
      <textarea id={id} required={!optional} rows={3} {...rest} {...described(field, id)} onInput={(event) => onValue(event.currentTarget.value)} />
    </Wrapped>
  )
}

export function SelectField({
  label,
  hint,
  error,
  pointer,
  optional,
  onValue,
  options,
  ...rest
}: Own<JSX.SelectHTMLAttributes> & { options: [value: string, text: string][] }) {
  const id = useId()
  const field = { label, hint, error, pointer, optional } as FieldProps
  return (
    <Wrapped {...field} id={id}>
      <select id={id} {...rest} {...described(field, id)} onChange={(event) => onValue(event.currentTarget.value)}>
        {options.map(([value, text]) => (
          <option key={value} value={value}>
            {text}
          </option>
        ))}
      </select>
    </Wrapped>
  )
}

// One of a few, all in sight: yes/no, answers of a self-check.
export function Choice<T extends string>(props: {
  legend: string
  options: [value: T, text: string][]
  value: T | null
  onValue: (value: T) => void
  hint?: string
  disabled?: boolean
  required?: boolean
}) {
  const id = useId()
  return (
    <fieldset class="choice" disabled={props.disabled} aria-describedby={props.hint ? `${id}-hint` : undefined}>
      <legend>{props.legend}</legend>
      {props.hint && (
        <p class="field-hint" id={`${id}-hint`}>
          {props.hint}
        </p>
      )}
      <div class="choice-options">
        {props.options.map(([value, text]) => (
          <label key={value} class={props.value === value ? 'chosen' : ''}>
            <input type="radio" name={id} value={value} required={props.required} checked={props.value === value} onChange={() => props.onValue(value)} />
            {text}
          </label>
        ))}
      </div>
    </fieldset>
  )
}

// For a form whose draft is kept: it begins anew with what is on file.
export function DropDraft(props: { onDrop: () => void }) {
  return (
    <button type="button" onClick={props.onDrop}>
      {words().dropDraft}
    </button>
  )
}

// A form that is sent once at a time, with what was entered in the same moment: whoever fills in for people (password managers, readers of
// codes) sends at once, before a rendering knows of it. `printed`: on paper it is what the page is about, with its values.
export function Form(props: {
  onSubmit: () => void
  busy: boolean
  submit: string
  danger?: boolean
  printed?: boolean
  children: ComponentChildren
  onCancel?: () => void
  extra?: ComponentChildren
}) {
  const latest = useLatest(props)
  return (
    <form
      class={props.printed ? 'printed' : undefined}
      noValidate={false}
      onSubmit={(event) => {
        event.preventDefault()
        queueMicrotask(() => !latest.current.busy && latest.current.onSubmit())
      }}
    >
      {props.children}
      <div class="form-actions">
        <button type="submit" class={props.danger ? 'danger' : 'primary'} aria-disabled={props.busy}>
          {props.submit}
        </button>
        {props.extra}
        {props.onCancel && (
          <button type="button" onClick={props.onCancel}>
            {words().cancel}
          </button>
        )}
      </div>
    </form>
  )
}
