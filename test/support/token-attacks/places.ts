import { createHmac } from 'node:crypto';
import { goodClaims, tokenOf } from '../identity-provider.js';
import { hmac, INVALID, NONE, SEVERAL } from './attack.js';
import type { Attack } from './attack.js';
import type { RawHeaders } from '../raw-request.js';

/** Tokens in the wrong place, several credentials, and claims that are not enough. */
export const placeAttacks: readonly Attack[] = [
  ['no token', NONE, (t) => t.put('/hs/key')],
  ['Basic', NONE, (t) => t.put('/hs/key', { Authorization: 'Basic dXNlcjpwYXNz' })],
  ['a token without scheme', NONE, (t) => t.put('/hs/key', { Authorization: hmac(goodClaims()) })],
  [
    'a query parameter that is no source',
    '501 NotImplemented',
    (t) => t.put(`/bearer/key?token=${hmac(goodClaims())}`),
  ],
  ['a query parameter in other case', '501 NotImplemented', (t) => t.put(`/hs/key?Token=${hmac(goodClaims())}`)],
  ['a header that is no source', NONE, (t) => t.put('/bearer/key', { 'X-Auth-Token': `Token ${hmac(goodClaims())}` })],
  ['a cookie that is no source', NONE, (t) => t.put('/bearer/key', { Cookie: `session=${hmac(goodClaims())}` })],
  ['a cookie of a longer name', NONE, (t) => t.put('/hs/key', { Cookie: `xsession=${hmac(goodClaims())}` })],
  ['Bearer that is no source', NONE, (t) => t.put('/both/key', { Authorization: `Bearer ${hmac(goodClaims())}` })],
  ['a header without its prefix', NONE, (t) => t.put('/hs/key', { 'X-Auth-Token': hmac(goodClaims()) })],
  ['a session token without signature', NONE, (t) => t.put('/hs/key', { 'x-amz-security-token': hmac(goodClaims()) })],
  [
    'two Authorization headers',
    SEVERAL,
    (t) => t.put('/hs/key', { Authorization: [`Bearer ${hmac(goodClaims())}`, `Bearer ${hmac(goodClaims())}`] }),
  ],
  [
    'Basic before Bearer',
    SEVERAL,
    (t) => t.put('/hs/key', { Authorization: ['Basic eDp5', `Bearer ${hmac(goodClaims())}`] }),
  ],
  [
    'Bearer before Basic',
    SEVERAL,
    (t) => t.put('/hs/key', { Authorization: [`Bearer ${hmac(goodClaims())}`, 'Basic eDp5'] }),
  ],
  ['two query parameters', SEVERAL, (t) => t.put(`/hs/key?token=${hmac(goodClaims())}&token=x`)],
  ['two headers', SEVERAL, (t) => t.put('/hs/key', { 'X-Auth-Token': [`Token ${hmac(goodClaims())}`, 'Token x'] })],
  ['two cookies of the name', SEVERAL, (t) => t.put('/hs/key', { Cookie: `session=x; session=${hmac(goodClaims())}` })],
  ['an empty query parameter', INVALID, (t) => t.put('/hs/key?token=')],
  [
    'a wrong bearer token before a right query parameter',
    INVALID,
    (t) => t.put(`/hs/key?token=${hmac(goodClaims())}`, { Authorization: 'Bearer x' }),
  ],
  ['a signature and a token', SEVERAL, (t) => t.put(`/both/key?token=${hmac(goodClaims())}`, signatureHeaders())],
  [
    'a signature and a token where tokens alone count',
    SEVERAL,
    (t) => t.put(`/hs/key?token=${hmac(goodClaims())}`, signatureHeaders()),
  ],
  ['a presigned URL with a token', SEVERAL, (t) => t.put(`/both/key?token=${hmac(goodClaims())}&X-Amz-Signature=x`)],
  ['a signature where tokens alone count', NONE, (t) => t.put('/bearer/key', signatureHeaders())],
  ['the token of another bucket', INVALID, (t) => tokenOf(t.rsa).then((token) => t.bearer('hs', token))],
  ['claims that the rules refuse', '403 AccessDenied', (t) => t.bearer('hs', hmac(goodClaims({ tenant: 'globex' })))],
  ['claims that the rules miss', '403 AccessDenied', (t) => t.bearer('hs', hmac(goodClaims()))],
  [
    'a claim of another name that would do',
    '403 AccessDenied',
    (t) => t.bearer('hs', hmac(goodClaims({ Tenant: 'acme', __proto__: { tenant: 'acme' } }))),
  ],
];

/** Well-formed; whether it is right is not even looked at. */
function signatureHeaders(): RawHeaders {
  const date = new Date().toISOString().replace(/[-:]|\.\d+/g, '');
  const credential = `AK/${date.slice(0, 8)}/us-east-1/s3/aws4_request`;
  return {
    Authorization: `AWS4-HMAC-SHA256 Credential=${credential}, SignedHeaders=host;x-amz-date, Signature=${createHmac('sha256', 'x').digest('hex')}`,
    'x-amz-date': date,
    'x-amz-content-sha256': 'UNSIGNED-PAYLOAD',
  };
}
