// SPDX-License-Identifier: Apache-2.0
// The contract, readable: from the same file by which the server checks requests.
import { useState } from 'preact/hooks'
import { useContract } from '../queries'
import { Door } from '../shell'
import { TextField } from '../ui/form'
import { Heading } from '../ui/heading'
import { Loaded } from '../ui/loaded'
import { Prose } from '../ui/prose'
import { words } from '../words'

type Json = null | boolean | number | string | Json[] | { [name: string]: Json }
type Schema = { [name: string]: Json }
type Ends = { deprecated?: boolean; 'x-deprecation'?: { since: string; sunset?: string; link: string } }
type Parameter = Ends & { name: string; in: string; required?: boolean; description?: string; schema?: Schema }
type Media = { schema?: Schema; examples?: Record<string, { value?: Json }> }
type Response = { description?: string; content?: Record<string, Media> }
type Operation = Ends & {
  operationId: string
  summary?: string
  description?: string
  tags: string[]
  'x-rights': string[]
  parameters?: Parameter[]
  requestBody?: { content: Record<string, Media> }
  responses: Record<string, Response>
}
type Contract = {
  info: { title: string; version: string; description?: string }
  tags: { name: string; description?: string }[]
  paths: Record<string, Record<string, Operation>>
}
type Entry = { method: string; path: string; operation: Operation }

const METHODS = ['get', 'post', 'put', 'patch', 'delete']

// What `$ref` points at; the contract is one document.
function resolved<T>(contract: Contract, value: unknown): T {
  const reference = (value as { $ref?: string } | undefined)?.$ref
  if (!reference) return value as T
  const found = reference
    .slice(2)
    .split('/')
    .reduce((at: unknown, step) => (at as Record<string, unknown>)[step.replaceAll('~1', '/').replaceAll('~0', '~')], contract)
  return resolved(contract, found)
}

function entries(contract: Contract): Entry[] {
  return Object.entries(contract.paths).flatMap(([path, item]) =>
    METHODS.flatMap((method) => (item[method] ? [{ method, path, operation: item[method] }] : [])),
  )
}

function typeText(contract: Contract, schema: Schema | undefined): string {
  const found = resolved<Schema>(contract, schema ?? {})
  if (Array.isArray(found.enum)) return found.enum.map(String).join(' | ')
  if (Array.isArray(found.anyOf)) return found.anyOf.map((one) => typeText(contract, one as Schema)).join(' | ')
  if (found.type === 'array') return `${typeText(contract, found.items as Schema)}[]`
  const type = [(found.type ?? []) as string | string[]].flat().join(' | ')
  return typeof found.format === 'string' ? `${type} (${found.format})` : type
}

function Deprecated({ of }: { of: Ends }) {
  const ends = of['x-deprecation']
  if (!ends) return null
  return (
    <>
      {' '}
      <a href={ends.link}>{words().docs.deprecated(ends.since, ends.sunset)}</a>
    </>
  )
}

function Members(props: { contract: Contract; schema: Schema | undefined }) {
  const schema = resolved<Schema>(props.contract, props.schema ?? {})
  const members = (schema.properties ?? {}) as Record<string, Schema>
  const required = (schema.required ?? []) as string[]
  if (Object.keys(members).length === 0) return null
  return (
    <table>
      <tbody>
        {Object.entries(members).map(([name, member]) => (
          <tr key={name}>
            <th scope="row">
              <code>{name}</code> {required.includes(name) && <span class="field-optional">{words().required}</span>}
            </th>
            <td>
              <code>{typeText(props.contract, member)}</code>
              <Deprecated of={member} />
              <Prose text={resolved<{ description?: string }>(props.contract, member).description} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function Content(props: { contract: Contract; content: Record<string, Media> | undefined }) {
  return (
    <>
      {Object.entries(props.content ?? {}).map(([type, media]) => {
        const example = Object.values(media.examples ?? {})[0]
        const shown = resolved<{ value?: Json } | undefined>(props.contract, example)?.value
        return (
          <div key={type}>
            <p class="aside">{type}</p>
            <Members contract={props.contract} schema={media.schema} />
            {shown !== undefined && (
              <pre class="example" tabIndex={0}>
                {typeof shown === 'string' ? shown : JSON.stringify(shown, null, 2)}
              </pre>
            )}
          </div>
        )
      })}
    </>
  )
}

function Parameters(props: { contract: Contract; parameters: Parameter[] | undefined }) {
  if (!props.parameters?.length) return null
  return (
    <>
      <h3>{words().docs.parameters}</h3>
      <table>
        <tbody>
          {props.parameters.map((one) => {
            const parameter = resolved<Parameter>(props.contract, one)
            return (
              <tr key={parameter.in + parameter.name}>
                <th scope="row">
                  <code>{parameter.name}</code> <span class="field-optional">{parameter.in}</span>
                </th>
                <td>
                  <code>{typeText(props.contract, parameter.schema)}</code>
                  <Deprecated of={parameter} />
                  <Prose text={parameter.description} />
                </td>
              </tr>
            )
          })}
        </tbody>
      </table>
    </>
  )
}

function Operation(props: { contract: Contract; entry: Entry }) {
  const [open, setOpen] = useState(location.hash === `#${props.entry.operation.operationId}`)
  const { contract, entry } = props
  const { operation } = entry
  const text = words().docs
  return (
    <details class="operation" id={operation.operationId} open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        <span class={`method method-${entry.method}`}>{entry.method.toUpperCase()}</span> <code>{entry.path}</code> <span>{operation.summary}</span>
      </summary>
      {open && (
        <div>
          <Prose text={operation.description} />
          <p class="aside">
            {text.rights} {operation['x-rights'].length > 0 ? operation['x-rights'].join(', ') : text.open} <code class="apart">{operation.operationId}</code>
            <Deprecated of={operation} />
          </p>
          <Parameters contract={contract} parameters={operation.parameters} />
          {operation.requestBody && (
            <>
              <h3>{text.body}</h3>
              <Content contract={contract} content={operation.requestBody.content} />
            </>
          )}
          <h3>{text.answers}</h3>
          {Object.entries(operation.responses).map(([status, one]) => {
            const response = resolved<Response>(contract, one)
            return (
              <div key={status} class="answer">
                <p>
                  <strong>{status}</strong> {response.description}
                </p>
                {status.startsWith('2') && <Content contract={contract} content={response.content} />}
              </div>
            )
          })}
        </div>
      )}
    </details>
  )
}

export default function Docs() {
  const [typed, setTyped] = useState('')
  const contract = useContract<Contract>()
  const text = words().docs
  const wanted = typed.trim().toLowerCase()
  return (
    <Door wide>
      <Loaded query={contract}>
        {(found) => (
          <>
            <Heading title={text.title}>
              <div class="heading-actions">
                <a href="/openapi.json">openapi.json</a>
                <a href="/">{words().docs.back}</a>
              </div>
            </Heading>
            <p class="aside">{text.lead}</p>
            <details>
              <summary>{text.basics}</summary>
              <Prose text={found.info.description} />
            </details>
            <TextField label={text.search} type="search" required={false} value={typed} onValue={setTyped} />
            {found.tags.map((tag) => {
              const shown = entries(found).filter(
                ({ path, operation }) =>
                  operation.tags.includes(tag.name) && `${path} ${operation.operationId} ${operation.summary}`.toLowerCase().includes(wanted),
              )
              return (
                shown.length > 0 && (
                  <section key={tag.name}>
                    <h2>
                      {tag.name} <span class="aside">{tag.description}</span>
                    </h2>
                    {shown.map((entry) => (
                      <Operation key={entry.operation.operationId} contract={found} entry={entry} />
                    ))}
                  </section>
                )
              )
            })}
          </>
        )}
      </Loaded>
    </Door>
  )
}
