// SPDX-License-Identifier: Apache-2.0
// A provider of OpenID Connect for tests: prints its issuer, signs with a new key after each line "rotate".
import { generateKeyPairSync, randomUUID } from 'node:crypto'
import { createServer } from 'node:http'
import { createInterface } from 'node:readline'
import Provider from 'oidc-provider'

const [secret, ...redirects] = process.argv.slice(2)

function key() {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  return { ...privateKey.export({ format: 'jwk' }), kid: randomUUID(), use: 'sig', alg: 'RS256' }
}

function provider(issuer) {
  const made = new Provider(issuer, {
    clients: [{ client_id: 'hoshitori', client_secret: secret, redirect_uris: redirects, response_types: ['code'], grant_types: ['authorization_code'] }],
    jwks: { keys: [key()] },
    cookies: { keys: ['test'] },
    conformIdTokenClaims: false,
    claims: { openid: ['sub', 'groups'], email: ['email'], profile: ['name'] },
    pkce: { required: () => true },
    findAccount: (_, id) => ({
      accountId: id,
      claims: () => ({ sub: id, email: `${id.split('+')[0]}@example.jp`, name: '鈴木 一郎', groups: id.split('+').slice(1) }),
    }),
  })
  return made.callback()
}

let answer
const server = createServer((request, response) => answer(request, response))
server.listen(0, '127.0.0.1', () => {
  const issuer = `http://127.0.0.1:${server.address().port}`
  answer = provider(issuer)
  console.log(issuer)
  createInterface({ input: process.stdin }).on('line', () => {
    answer = provider(issuer)
    console.log('rotated')
  })
})
