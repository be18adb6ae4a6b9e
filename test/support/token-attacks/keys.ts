import { exportJWK } from 'jose';
import { forgeHmac } from '../forge-token.js';
import { goodClaims, tokenOf } from '../identity-provider.js';
import { hmac, HS256, INVALID, OTHER_SECRET, SECRET } from './attack.js';
import type { Attack } from './attack.js';

/** Tokens that are signed with another key, or bring their own. */
export const keyAttacks: readonly Attack[] = [
  ['another secret', INVALID, (t) => t.bearer('hs', hmac(goodClaims(), HS256, OTHER_SECRET))],
  ['an empty secret', INVALID, (t) => t.bearer('hs', hmac(goodClaims(), HS256, ''))],
  [
    'a key of a t.stranger under a known id',
    INVALID,
    (t) => tokenOf(t.stranger).then((token) => t.bearer('jwks', token)),
  ],
  ['a key of a stranger', INVALID, (t) => tokenOf(t.stranger).then((token) => t.bearer('pem', token))],
  ['an unknown key id', INVALID, (t) => tokenOf({ ...t.rsa, kid: 'nobody' }).then((token) => t.bearer('jwks', token))],
  [
    'a symmetric key of the key set',
    INVALID,
    (t) => t.bearer('jwks', hmac(goodClaims(), { ...HS256, kid: 'published-secret' }, OTHER_SECRET)),
  ],
  [
    'a key for encryption',
    INVALID,
    (t) => tokenOf({ ...t.stranger, kid: 'for-encryption' }).then((token) => t.bearer('jwks', token)),
  ],
  [
    'a key for wrapping',
    INVALID,
    (t) => tokenOf({ ...t.stranger, kid: 'for-wrapping' }).then((token) => t.bearer('jwks', token)),
  ],
  [
    'a key for another algorithm',
    INVALID,
    (t) => tokenOf({ ...t.stranger, kid: 'for-pss' }).then((token) => t.bearer('jwks', token)),
  ],
  [
    'the key of another id',
    INVALID,
    (t) => t.bearer('keys', forgeHmac({ alg: 'HS256', kid: 'one' }, goodClaims(), OTHER_SECRET)),
  ],
  [
    'the algorithm of another id',
    INVALID,
    (t) => t.bearer('keys', forgeHmac({ alg: 'HS512', kid: 'one' }, goodClaims(), SECRET, 'sha512')),
  ],
  [
    'a key id of a path',
    INVALID,
    (t) => t.bearer('keys', hmac(goodClaims(), { ...HS256, kid: '../../../dev/null' }, '')),
  ],
  [
    'a key id of SQL',
    INVALID,
    (t) => t.bearer('keys', hmac(goodClaims(), { ...HS256, kid: "x' UNION SELECT 'k" }, 'k')),
  ],
  [
    'a key id with the name of a method',
    INVALID,
    (t) => t.bearer('keys', hmac(goodClaims(), { ...HS256, kid: 'constructor' })),
  ],
  ['a key id that is a list', INVALID, (t) => t.bearer('keys', hmac(goodClaims(), { ...HS256, kid: ['one'] }))],
  ['a key id that is a number', INVALID, (t) => t.bearer('hs', hmac(goodClaims(), { ...HS256, kid: 1 }))],
  [
    'an embedded key',
    INVALID,
    async (t) =>
      t.bearer('jwks', await tokenOf(t.stranger, goodClaims(), { jwk: await exportJWK(t.stranger.publicKey) })),
  ],
  [
    'an address of keys',
    INVALID,
    (t) =>
      tokenOf(t.stranger, goodClaims(), { jku: `${t.provider.url}?evil` }).then((token) => t.bearer('jwks', token)),
  ],
  [
    'an address of certificates',
    INVALID,
    (t) =>
      tokenOf(t.stranger, goodClaims(), { x5u: `${t.provider.url}?evil` }).then((token) => t.bearer('jwks', token)),
  ],
  [
    'a certificate',
    INVALID,
    (t) => tokenOf(t.stranger, goodClaims(), { x5c: ['MIIB'] }).then((token) => t.bearer('pem', token)),
  ],
];
