// SPDX-License-Identifier: Apache-2.0
// The contract as the tests read it, and values that fit its schemas.
import { readFileSync } from 'node:fs'
import { load } from 'js-yaml'

export type Schema = Record<string, unknown> & {
  type?: string | string[]
  enum?: unknown[]
  properties?: Record<string, Schema>
  items?: Schema
  anyOf?: Schema[]
  oneOf?: Schema[]
  format?: string
  minimum?: number
  default?: unknown
}
type Body = { content?: Record<string, { schema: Schema }> }
type Operation = { operationId: string; requestBody?: Body; responses: Record<string, Body> }

const contract = load(readFileSync(process.env.HOSHITORI_CONTRACT ?? '../../api/openapi.yaml', 'utf8')) as {
  paths: Record<string, Record<string, Operation>>
}

export function resolved<T>(value: unknown): T {
  const reference = (value as { $ref?: string } | undefined)?.$ref
  if (!reference) return value as T
  return resolved(
    reference
      .slice(2)
      .split('/')
      .reduce((at, step) => (at as Record<string, unknown>)[step], contract as unknown),
  )
}

type Entry = { id: string; method: string; path: string; operation: Operation }

export const ENTRIES: Entry[] = Object.entries(contract.paths)
  .filter(([path]) => path.startsWith('/v1/'))
  .flatMap(([path, item]) =>
    ['get', 'post', 'put', 'patch', 'delete'].flatMap((method) => {
      const operation = item[method]
      return operation ? [{ id: operation.operationId, method, path, operation }] : []
    }),
  )

export function jsonSchema(body: Body | undefined): Schema | undefined {
  return resolved<Schema | undefined>(resolved<Body | undefined>(body)?.content?.['application/json']?.schema)
}

// A value that a form would hardly begin with by itself: all members, the last choice, the other truth.
export function sample(given: Schema): unknown {
  const schema = resolved<Schema>(given)
  if (schema.enum) return schema.enum.filter((value) => value !== null).at(-1)
  if (schema.anyOf ?? schema.oneOf) return sample((schema.anyOf ?? schema.oneOf)![0]!)
  const type = [schema.type ?? 'object'].flat().find((one) => one !== 'null')
  if (type === 'object') return Object.fromEntries(Object.entries(schema.properties ?? {}).map(([name, member]) => [name, sample(member)]))
  if (type === 'array') return [sample(schema.items!)]
  if (type === 'boolean') return schema.default !== true && schema.default !== undefined
  if (type === 'integer') return (schema.minimum ?? 0) + 3
  if (schema.format === 'date') return '2027-03-05'
  if (schema.format === 'date-time') return '2027-03-05T00:00:00Z'
  return 'text'
}
