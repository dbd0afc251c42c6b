// What a broken or hostile provider answers. `token` and `refreshed` change a token answer in place, `answer`
// the page that posts to the app, `metadata` the discovery document.

const now = () => Math.floor(Date.now() / 1000)

/** Signs the ID token again after `change` has had its claims and header. */
const signed = (change, { with: name = 'own' } = {}) =>
  async (answer, keys, jose) => {
    const claims = jose.decodeJwt(answer.id_token)
    const header = { ...jose.decodeProtectedHeader(answer.id_token) }
    change(claims, header)
    answer.id_token = await new jose.SignJWT(claims).setProtectedHeader(header).sign(keys[name])
  }

/** Leaves the signature as it is and changes what it covers. */
const unsigned = (change) => (answer, _, jose) => {
  const [header, , signature] = answer.id_token.split('.')
  const claims = jose.decodeJwt(answer.id_token)
  change(claims)
  answer.id_token = [header, jose.base64url.encode(JSON.stringify(claims)), signature].join('.')
}

const noAlgorithm = (answer, _, jose) => {
  const header = jose.base64url.encode(JSON.stringify({ alg: 'none' }))
  answer.id_token = `${header}.${answer.id_token.split('.')[1]}.`
}

/** The public key as the secret of HS256: the classic confusion of algorithms. */
const hs256 = async (answer, keys, jose) => {
  const secret = new TextEncoder().encode(await jose.exportSPKI(keys.ownPublic))
  const claims = jose.decodeJwt(answer.id_token)
  answer.id_token = await new jose.SignJWT(claims).setProtectedHeader({ alg: 'HS256', kid: 'k1' }).sign(secret)
}

const elsewhere = 'http://127.0.0.1:9'
const input = /<input type="hidden" name="iss"[^>]*>/
const callbackFields = /(<form method="post" action="[^"]*">)/

export const cases = {
  none: {},

  'wrong issuer': { token: signed((c) => (c.iss = elsewhere)) },
  'no issuer': { token: signed((c) => delete c.iss) },
  'wrong audience': { token: signed((c) => (c.aud = 'somebody-else')) },
  'one audience too many': { token: signed((c) => (c.aud = [c.aud, 'somebody-else'])) },
  'no audience': { token: signed((c) => delete c.aud) },
  'wrong nonce': { token: signed((c) => (c.nonce = 'another')) },
  'no nonce': { token: signed((c) => delete c.nonce) },
  expired: { token: signed((c) => Object.assign(c, { iat: now() - 1200, exp: now() - 600 })) },
  'no expiry': { token: signed((c) => delete c.exp) },
  'from the future': { token: signed((c) => (c.iat = now() + 600)) },
  'not valid yet': { token: signed((c) => (c.nbf = now() + 600)) },
  'no issue time': { token: signed((c) => delete c.iat) },
  'no subject': { token: signed((c) => delete c.sub) },
  'a foreign key under our name': { token: signed(() => {}, { with: 'foreign' }) },
  'a key nobody knows': { token: signed((_, h) => (h.kid = 'k2'), { with: 'foreign' }) },
  'changed after signing': { token: unsigned((c) => (c.sub = 'somebody-else')) },
  'no algorithm': { token: noAlgorithm },
  HS256: { token: hs256 },
  ES256: { token: signed((_, h) => (h.alg = 'ES256'), { with: 'curve' }) },
  'PS256 of the right key': { token: (answer) => (answer.id_token = answer.id_token.replace(/^[^.]*/, 'eyJhbGciOiJQUzI1NiIsImtpZCI6ImsxIn0')) },
  'an unknown critical header': { token: signed((_, h) => Object.assign(h, { crit: ['b64'], b64: true })) },
  'no ID token': { token: (answer) => delete answer.id_token },
  'an ID token that is none': { token: (answer) => (answer.id_token = 'not.a.token') },
  'another token type': { token: (answer) => (answer.token_type = 'mac') },

  'iss of another provider': { answer: (page) => page.replace(input, `<input type="hidden" name="iss" value="${elsewhere}"/>`) },
  'iss left out': { answer: (page) => page.replace(input, '') },
  'iss twice': { answer: (page) => page.replace(input, (found) => found + found) },
  'state of another trip': { answer: (page) => page.replace(/name="state" value="[^"]*"/, 'name="state" value="another"') },
  'code of another trip': { answer: (page) => page.replace(/name="code" value="[^"]*"/, 'name="code" value="another"') },

  'metadata of another issuer': { metadata: (document) => (document.issuer = elsewhere) },
  'a token endpoint elsewhere': { metadata: (document) => (document.token_endpoint = `${elsewhere}/token`) },
  'a sign-in page elsewhere': { metadata: (document) => (document.authorization_endpoint = 'https://login.microsoftonline.com/x') },
  'no S256': { metadata: (document) => (document.code_challenge_methods_supported = ['plain']) },

  'one audience in a list': { token: signed((c) => (c.aud = [c.aud])) },
  'no key id': { token: signed((_, h) => delete h.kid) },
  'bearer in small letters': { token: (answer) => (answer.token_type = 'bearer') },
  'no lifetime': { token: (answer) => delete answer.expires_in },
  'a clock four minutes behind': { token: signed((c) => Object.assign(c, { iat: now() - 3840, exp: now() - 240 })) },
  'a note beside the answer': { answer: (page) => page.replace(callbackFields, '$1<input type="hidden" name="note" value="hello"/>') },

  'refreshed for somebody else': { refreshed: signed((c) => (c.sub = 'somebody-else')) },
  'refreshed by another issuer': { refreshed: signed((c) => (c.iss = elsewhere)) },
  'refreshed for another client': { refreshed: signed((c) => (c.aud = 'somebody-else')) },
  'refreshed with a foreign key': { refreshed: signed(() => {}, { with: 'foreign' }) },
}
