// SPDX-License-Identifier: Apache-2.0
// node embed.mjs DIST OUT.c APP.tsx: the built files as arrays, with their entity tags and packed forms,
// and the addresses of which the app has a page.
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { extname, join, relative } from 'node:path'
import { gzipSync } from 'node:zlib'

const [dist, out, app] = process.argv.slice(2)
const TYPES = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
}

function filesOf(folder) {
  return readdirSync(folder)
    .sort()
    .map((name) => join(folder, name))
    .flatMap((path) => (statSync(path).isDirectory() ? filesOf(path) : [path]))
}

function array(name, bytes) {
  return `static const unsigned char ${name}[] = {${[...bytes].join(',')}};\n`
}

let arrays = ''
let rows = ''
let index = -1
filesOf(dist).forEach((path, i) => {
  const bytes = readFileSync(path)
  const packed = gzipSync(bytes, { level: 9 })
  const worth = packed.length < bytes.length
  const name = '/' + relative(dist, path)
  const type = TYPES[extname(path)]
  if (!type) throw new Error(`no media type for ${name}`)
  if (name === '/index.html') index = i
  arrays += array(`plain_${i}`, bytes) + (worth ? array(`gzip_${i}`, packed) : '')
  const tag = createHash('sha256').update(bytes).digest('hex').slice(0, 20)
  rows += `    {"${name}", "${type}", plain_${i}, sizeof plain_${i}, ${worth ? `gzip_${i}, sizeof gzip_${i}` : 'NULL, 0'}, "${tag}", ${name.startsWith('/assets/')}},\n`
})
if (index < 0) throw new Error('there is no index.html')
const addresses = new Set(readFileSync(app, 'utf8').match(/(?<=path="|path: ')\/[a-z-]*/g))
if (!addresses.has('/invitations')) throw new Error(`no addresses of pages in ${app}`)
writeFileSync(
  out,
  `/* SPDX-License-Identifier: Apache-2.0 */
#include "dashboard.h"

${arrays}
static const struct page_file files[] = {
${rows}};

static const char *const addresses[] = {${[...addresses].map((address) => `"${address}", `).join('')}NULL};

const struct pages dashboard = {files, sizeof files / sizeof *files, &files[${index}], addresses};
`,
)
