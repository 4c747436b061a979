// SPDX-License-Identifier: Apache-2.0
// node readers.mjs PACKAGES CONTRACT...: what Redocly's rules say of each, a line each; the first contract, which is
// YAML, as js-yaml reads it, in the last line.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'

const [packages, ...contracts] = process.argv.slice(2)
const require = createRequire(join(packages, 'package.json'))
const { createConfig, lint } = require('@redocly/openapi-core')

const config = await createConfig({
  extends: ['recommended-strict'],
  rules: {
    'info-contact': 'error',
    'operation-description': 'error',
    // An object may be closed in one part of a schema and described in another.
    'no-invalid-media-type-examples': { severity: 'error', allowAdditionalProperties: true },
    // What is asked as long as the process runs is refused nothing.
    'operation-4xx-response': 'off',
    // x-every-operation uses them.
    'no-unused-components': 'off',
  },
})
for (const contract of contracts)
  for (const found of await lint({ ref: contract, config })) console.log(`${contract}: ${found.location[0].pointer}: ${found.message} (${found.ruleId})`)
console.log(JSON.stringify(require('js-yaml').load(readFileSync(contracts[0], 'utf8'))))
