import { createPublicKey } from 'node:crypto';
import { forgeAsymmetric, forgeHmac, part } from '../forge-token.js';
import { goodClaims, tokenOf } from '../identity-provider.js';
import { hmac, HS256, INVALID, SECRET } from './attack.js';
import type { Attack } from './attack.js';

/** Tokens that choose how they want to be verified. */
export const algorithmAttacks: readonly Attack[] = [
  ...['none', 'None', 'NONE', 'nOnE', '', 'hs256', 'HS256 ', 'HS1', 'A128KW', 'dir'].flatMap((alg): Attack[] => [
    [`alg "${alg}" without signature`, INVALID, (t) => t.bearer('hs', `${part({ alg })}.${part(goodClaims())}.`)],
    [`alg "${alg}" with a right signature`, INVALID, (t) => t.bearer('hs', hmac(goodClaims(), { alg }))],
  ]),
  ['no alg', INVALID, (t) => t.bearer('hs', hmac(goodClaims(), { typ: 'JWT' }))],
  ['alg is a list', INVALID, (t) => t.bearer('hs', hmac(goodClaims(), { alg: ['HS256'] }))],
  [
    'HS512 where HS256 is accepted',
    INVALID,
    (t) => t.bearer('hs', forgeHmac({ alg: 'HS512' }, goodClaims(), SECRET, 'sha512')),
  ],
  ['RS256 where HS256 is accepted', INVALID, (t) => tokenOf(t.rsa).then((token) => t.bearer('hs', token))],
  ['HS256 with the public key as secret', INVALID, (t) => t.bearer('pem', hmac(goodClaims(), HS256, t.pem))],
  [
    'HS256 with the public key less its line end',
    INVALID,
    (t) => t.bearer('pem', hmac(goodClaims(), HS256, t.pem.trim())),
  ],
  [
    'HS256 with the public key as DER',
    INVALID,
    (t) => t.bearer('pem', hmac(goodClaims(), HS256, createPublicKey(t.pem).export({ type: 'spki', format: 'der' }))),
  ],
  [
    'HS256 with a published key as secret',
    INVALID,
    (t) => t.bearer('jwks', hmac(goodClaims(), { ...HS256, kid: 'rsa-1' }, t.pem)),
  ],
  [
    'PS256 where RS256 is accepted',
    INVALID,
    (t) => tokenOf({ ...t.rsa, algorithm: 'PS256' }).then((token) => t.bearer('jwks', token)),
  ],
  [
    'RS512 where RS256 is accepted',
    INVALID,
    (t) => tokenOf({ ...t.rsa, algorithm: 'RS512' }).then((token) => t.bearer('pem', token)),
  ],
  [
    'RS256 header over an EC signature',
    INVALID,
    (t) => t.bearer('jwks', forgeAsymmetric({ alg: 'RS256', kid: 'ec-1' }, goodClaims(), t.ec.privateKey)),
  ],
  [
    'ES256 with r and s of zero',
    INVALID,
    (t) =>
      t.bearer(
        'jwks',
        `${part({ alg: 'ES256', kid: 'ec-1' })}.${part(goodClaims())}.${Buffer.alloc(64).toString('base64url')}`,
      ),
  ],
];
