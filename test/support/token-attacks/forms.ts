import { forgeHmac, part } from '../forge-token.js';
import { goodClaims } from '../identity-provider.js';
import { hmac, HS256, INVALID, NOW, SECRET, SEVERAL } from './attack.js';
import type { Attack } from './attack.js';

/** What is no token, or more than one. */
export const formAttacks: readonly Attack[] = [
  [
    'an unknown critical extension',
    INVALID,
    (t) => t.bearer('hs', hmac(goodClaims(), { ...HS256, crit: ['x'], x: 1 })),
  ],
  ['a critical exp', INVALID, (t) => t.bearer('hs', hmac(goodClaims(), { ...HS256, crit: ['exp'], exp: NOW }))],
  ['an empty list of critical extensions', INVALID, (t) => t.bearer('hs', hmac(goodClaims(), { ...HS256, crit: [] }))],
  ['an unencoded payload', INVALID, (t) => t.bearer('hs', hmac(goodClaims(), { ...HS256, crit: ['b64'], b64: false }))],
  ['b64 that is not critical', INVALID, (t) => t.bearer('hs', hmac(goodClaims(), { ...HS256, b64: false }))],
  [
    'five parts, as if encrypted',
    INVALID,
    (t) => t.bearer('hs', `${part({ alg: 'dir', enc: 'A128GCM' })}..${part('x')}.${part('y')}.${part('z')}`),
  ],
  ['two parts', INVALID, (t) => t.bearer('hs', hmac(goodClaims()).split('.').slice(0, 2).join('.'))],
  ['one part', INVALID, (t) => t.bearer('hs', 'token')],
  ['four parts', INVALID, (t) => t.bearer('hs', `${hmac(goodClaims())}.x`)],
  ['no token behind Bearer', INVALID, (t) => t.put('/hs/key', { Authorization: 'Bearer' })],
  ['a signature that is cut', INVALID, (t) => t.bearer('hs', hmac(goodClaims()).slice(0, -1))],
  ['a signature with one character more', INVALID, (t) => t.bearer('hs', `${hmac(goodClaims())}A`)],
  [
    'a changed payload',
    INVALID,
    (t) => t.bearer('hs', exchanged(hmac(goodClaims()), 1, part(goodClaims({ sub: 'root' })))),
  ],
  ['a changed header', INVALID, (t) => t.bearer('hs', exchanged(hmac(goodClaims()), 0, part({ ...HS256, x: 1 })))],
  ['a header that is no JSON', INVALID, (t) => t.bearer('hs', forgeHmac('{', goodClaims(), SECRET))],
  ['a header that is a list', INVALID, (t) => t.bearer('hs', forgeHmac([HS256], goodClaims(), SECRET))],
  ['a payload that is no JSON', INVALID, (t) => t.bearer('hs', forgeHmac(HS256, 'hello', SECRET))],
  ['a payload that is a list', INVALID, (t) => t.bearer('hs', forgeHmac(HS256, [goodClaims()], SECRET))],
  ['a payload that is null', INVALID, (t) => t.bearer('hs', forgeHmac(HS256, 'null', SECRET))],
  [
    'an infinite exp',
    INVALID,
    (t) => t.bearer('hs', forgeHmac(HS256, JSON.stringify(goodClaims()).replace(/"exp":\d+/, '"exp":1e999'), SECRET)),
  ],
  [
    'claims a thousand deep',
    INVALID,
    (t) =>
      t.bearer(
        'hs',
        forgeHmac(
          HS256,
          JSON.stringify(goodClaims({ x: 0 })).replace('"x":0', `"x":${'['.repeat(1000)}${']'.repeat(1000)}`),
          SECRET,
        ),
      ),
  ],
  ['12 KiB', INVALID, (t) => t.bearer('hs', hmac(goodClaims({ x: 'x'.repeat(9000) })))],
  ['64 KiB', '400 RequestHeaderSectionTooLarge', (t) => t.bearer('hs', hmac(goodClaims({ x: 'x'.repeat(49_000) })))],
  ['JSON serialization', SEVERAL, (t) => t.bearer('hs', JSON.stringify({ payload: 'x', signatures: [{}, {}] }))],
];

function exchanged(token: string, index: number, by: string): string {
  return token.split('.').with(index, by).join('.');
}
