// SPDX-License-Identifier: Apache-2.0
// One status and a page of them by Fastify and pg; what it is asked to do stands in ../run.
import Fastify from 'fastify'
import pg from 'pg'

function setting(name) {
  const value = process.env[name]
  if (value === undefined) throw new Error(`${name} is not set`)
  return value
}

const who = setting('PEER_WHO').split('|')
const pool = new pg.Pool({ connectionString: setting('PEER_DATABASE'), max: Number(setting('PEER_POOL')) })

function item(row) {
  return { ...row, step: JSON.parse(row.step), tags: JSON.parse(row.tags) }
}

// pg sends a statement when the one before has been answered, so the exchanges are four.
async function ask(name, values) {
  const client = await pool.connect()
  try {
    await client.query('begin')
    await client.query({ name: 'enter', text: setting('PEER_ENTER'), values: who })
    const answer = await client.query({ name, text: setting(`PEER_${name.toUpperCase()}`), values })
    await client.query('commit')
    return answer.rows.map(item)
  } finally {
    client.release()
  }
}

const peer = Fastify()
peer.get('/v1/suppliers/:supplier/status', async (request) => {
  const rows = await ask('status', [who[0], request.params.supplier, 'buyer', who[5], null])
  return rows[0]
})
peer.get('/v1/statuses', async () => {
  const values = Array(21).fill(null)
  Object.assign(values, { 0: who[0], 1: 'buyer', 2: who[5], 14: '', 15: setting('PEER_FIRST'), 16: '51', 18: 'seed', 20: 'name' })
  return { items: (await ask('page', values)).slice(0, 50) }
})
console.log(await peer.listen({ host: '127.0.0.1', port: 0 }))
