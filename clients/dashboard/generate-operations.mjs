// SPDX-License-Identifier: Apache-2.0
// node generate-operations.mjs CONTRACT.yaml FOLDER: each operation of the contract as a function and as a hook
// (operations.ts), what each PUT replaces (put-members.ts), and what a field may hold (limits.ts).
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { load } from 'js-yaml'

const [source, folder] = process.argv.slice(2)
const contract = load(readFileSync(source, 'utf8'))
const METHODS = ['get', 'post', 'put', 'patch', 'delete']

function resolved(value) {
  if (!value?.$ref) return value
  return resolved(
    value.$ref
      .slice(2)
      .split('/')
      .reduce((at, step) => at[step], contract),
  )
}

// supplier_get: supplierGet
function camel(id) {
  return id.replace(/_(\w)/g, (_, letter) => letter.toUpperCase())
}

function traits(item, operation) {
  const parameters = [...(item.parameters ?? []), ...(operation.parameters ?? [])].map(resolved)
  const once = parameters.some((parameter) => parameter.in === 'header' && parameter.name === 'Idempotency-Key')
  const pages = parameters.some((parameter) => parameter.in === 'query' && parameter.name === 'cursor')
  const [type] = Object.keys(resolved(operation.requestBody)?.content ?? {})
  return { ...(once && { once }), ...(pages && { pages }), ...(type && type !== 'application/json' && operation.operationId.endsWith('_patch') && { type }) }
}

// The members that a PUT takes: each is replaced, so that a form must send them all.
const members = Object.values(contract.paths).flatMap((item) => {
  const schema = resolved(resolved(item.put?.requestBody)?.content?.['application/json']?.schema)
  return schema ? [`  ${item.put.operationId}: ${JSON.stringify(Object.keys(schema.properties ?? {}))},`] : []
})

// The numbers, patterns and defaults of what is sent, by schema and member.
const LIMITS = {
  default: 'default',
  minimum: 'minimum',
  maximum: 'maximum',
  minLength: 'minLength',
  pattern: 'pattern',
  'x-days-max': 'daysMax',
  'x-days-default': 'daysDefault',
}

function limitsOf(given) {
  const schema = resolved(given)
  const own = Object.entries(schema).flatMap(([name, value]) => (name in LIMITS ? [[LIMITS[name], value]] : []))
  const inner = Object.entries(resolved(schema.items)?.properties ?? schema.properties ?? {}).map(([name, member]) => [name, limitsOf(member)])
  return Object.fromEntries([...own, ...inner.filter(([, value]) => Object.keys(value).length > 0)])
}

const limited = ([name, schema]) => {
  const limits = limitsOf(schema)
  return Object.keys(limits).length > 0 ? [`export const ${name} = ${JSON.stringify(limits)} as const`] : []
}
const limits = [
  ...Object.entries(contract.components.schemas).filter(([, schema]) => schema.additionalProperties === false),
  ['Parameters', { properties: Object.fromEntries(Object.values(contract.components.parameters).map(({ name, schema }) => [name, schema])) }],
].flatMap(limited)

const lines = Object.entries(contract.paths)
  .filter(([path]) => path.startsWith('/v1/'))
  .flatMap(([path, item]) =>
    METHODS.filter((method) => item[method]).flatMap((method) => {
      const operation = item[method]
      const name = camel(operation.operationId)
      const hook = `use${name[0].toUpperCase()}${name.slice(1)}`
      const made = [operation.operationId, method.toUpperCase(), path].map((text) => `'${text}'`).join(', ')
      return [
        `export const ${name} = /*#__PURE__*/ operation(${made}, ${JSON.stringify(traits(item, operation))})`,
        `export const ${hook} = /*#__PURE__*/ ${method === 'get' ? 'reading' : 'changing'}(${name})`,
      ]
    }),
  )

writeFileSync(
  join(folder, 'operations.ts'),
  `// Generated from the contract by generate-operations.mjs.
import { operation } from './api'
import { changing, reading } from './queries'

${lines.join('\n')}
`,
)
writeFileSync(join(folder, 'limits.ts'), `// Generated from the contract by generate-operations.mjs.\n${limits.join('\n')}\n`)
writeFileSync(
  join(folder, 'put-members.ts'),
  `// Generated from the contract by generate-operations.mjs.
export const PUT_MEMBERS = {
${members.join('\n')}
} as const
`,
)
