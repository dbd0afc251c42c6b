// A certified provider (oidc-provider), and the broken answers that a hostile one would give.
//
// Starts on 127.0.0.1 and a free port, prints {"issuer","clientId"}, and ends with its standard input.
// A line on standard input names a case of cases.mjs; it holds for all answers until the next line.

import { createServer } from 'node:http'
import { createInterface } from 'node:readline'
import * as jose from 'jose'
import { Provider } from 'oidc-provider'
import { cases } from './cases.mjs'

const clientId = 'usher-test'
const key = await jose.generateKeyPair('RS256', { extractable: true })
const keys = {
  own: key.privateKey,
  ownPublic: key.publicKey,
  foreign: (await jose.generateKeyPair('RS256')).privateKey,
  curve: (await jose.generateKeyPair('ES256')).privateKey,
}
const jwk = { ...(await jose.exportJWK(key.privateKey)), kid: 'k1', use: 'sig', alg: 'RS256' }

// Standard output is for answers to orders alone.
console.info = console.warn = console.error

let broken = cases.none

const server = createServer()
await new Promise((listening) => server.listen(0, '127.0.0.1', listening))
const issuer = `http://127.0.0.1:${server.address().port}`
const provider = new Provider(issuer, {
  clients: [
    {
      client_id: clientId,
      application_type: 'native',
      token_endpoint_auth_method: 'none',
      redirect_uris: ['http://127.0.0.1/'],
      grant_types: ['authorization_code', 'refresh_token'],
      response_types: ['code'],
    },
  ],
  jwks: { keys: [jwk] },
  cookies: { keys: ['only for tests'] },
  pkce: { required: () => true },
  rotateRefreshToken: true,
  conformIdTokenClaims: false,
  claims: { openid: ['sub'], email: ['email', 'email_verified'] },
  findAccount: (_, id) => ({
    accountId: id,
    claims: () => ({ sub: id, email: `${id}@brightwater.example`, email_verified: true }),
  }),
})

provider.use(async (context, next) => {
  await next()
  const { body, path } = context
  if (path === '/token' && body?.id_token) {
    const refreshed = context.oidc?.params?.grant_type === 'refresh_token'
    const change = refreshed ? broken.refreshed : broken.token
    if (change) await change(body, keys, jose)
  }
  if (path === '/.well-known/openid-configuration' && broken.metadata) broken.metadata(body)
  if (broken.answer && typeof body === 'string' && body.includes('Submitting Callback')) {
    context.body = broken.answer(body)
  }
})
server.on('request', provider.callback())
console.log(JSON.stringify({ issuer, clientId }))

for await (const name of createInterface({ input: process.stdin })) {
  broken = cases[name]
  console.log(JSON.stringify({ case: broken ? name : null }))
}
process.exit(0)
