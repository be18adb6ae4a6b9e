import { AUDIENCE, goodClaims, ISSUER } from '../identity-provider.js';
import { EXPIRED, hmac, INVALID, NOW } from './attack.js';
import type { Attack } from './attack.js';

/** Tokens that are signed rightly and say the wrong thing. */
export const claimAttacks: readonly Attack[] = (
  [
    ['expired', EXPIRED, { exp: NOW - 3600 }],
    ['expired beyond the tolerance', EXPIRED, { exp: NOW - 31 }],
    ['exp at the beginning of time', EXPIRED, { exp: 0 }],
    ['exp is negative', EXPIRED, { exp: -1 }],
    ['no exp', INVALID, { exp: undefined }],
    ['exp is null', INVALID, { exp: null }],
    ['exp is a text', INVALID, { exp: '9999999999' }],
    ['exp is a list', INVALID, { exp: [9999999999] }],
    ['not valid yet', INVALID, { nbf: NOW + 3600 }],
    ['nbf is a text', INVALID, { nbf: '0' }],
    ['issued in the future', INVALID, { iat: NOW + 3600 }],
    ['iat is a text', INVALID, { iat: 'now' }],
    ['another issuer', INVALID, { iss: 'https://evil.example.com' }],
    ['an issuer with a slash more', INVALID, { iss: `${ISSUER}/` }],
    ['an issuer in other case', INVALID, { iss: ISSUER.toUpperCase() }],
    ['a list of issuers', INVALID, { iss: [ISSUER] }],
    ['no issuer', INVALID, { iss: undefined }],
    ['another audience', INVALID, { aud: 'other' }],
    ['other audiences', INVALID, { aud: ['other', 'mizuchi'] }],
    ['no audience', INVALID, { aud: undefined }],
    ['an empty list of audiences', INVALID, { aud: [] }],
    ['an audience that contains ours', INVALID, { aud: `${AUDIENCE}-test` }],
    ['an audience that is a mapping', INVALID, { aud: { [AUDIENCE]: true } }],
    ['no subject', INVALID, { sub: undefined }],
    ['an empty subject', INVALID, { sub: '' }],
    ['a subject that is a number', INVALID, { sub: 7 }],
    ['a subject with a line break', INVALID, { sub: 'a\nb' }],
    ['a subject longer than anyone has', INVALID, { sub: 'a'.repeat(1025) }],
  ] as const
).map(([name, verdict, claims]) => [name, verdict, (t) => t.bearer('hs', hmac(goodClaims(claims)))]);
