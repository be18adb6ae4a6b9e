import type { SignedWire } from './signable-request.js';

/** One change to a signed request; undefined where it has nothing of that kind to change. */
export type WireMutation = (wire: SignedWire, place: number) => SignedWire | undefined;

/** Changes that no signature may survive, whatever signed it. */
const OF_ANY: Readonly<Record<string, WireMutation>> = {
  method: (wire) => ({ ...wire, method: wire.method === 'PUT' ? 'DELETE' : 'PUT' }),
  'longer path': (wire) => ({ ...wire, path: `${wire.path}x` }),
  'slash in the path': (wire) => ({ ...wire, path: wire.path.replace('/b/', '/b%2F') }),
  'doubled slash': (wire) => ({ ...wire, path: wire.path.replace('/b/', '/b//') }),
  'more query': (wire) => ({ ...wire, query: wire.query === '' ? 'acl' : `${wire.query}&acl` }),
  host: (wire) => withHeader(wire, 'host', 'elsewhere.example'),
  'host gone': (wire) => withoutHeader(wire, 'host'),
  'header that was not signed': (wire) => withHeader(wire, 'x-amz-acl', 'public-read'),
  'metadata value': (wire) => changedHeader(wire, metadataOf(wire), (value) => `${value}x`),
  'metadata gone': (wire) => {
    const name = metadataOf(wire);
    return name === undefined ? undefined : withoutHeader(wire, name);
  },
};

export const HEADER_MUTATIONS: Readonly<Record<string, WireMutation>> = {
  ...OF_ANY,
  'payload hash': (wire) => withHeader(wire, 'x-amz-content-sha256', 'b'.repeat(64)),
  'payload hash gone': (wire) => withoutHeader(wire, 'x-amz-content-sha256'),
  date: (wire) => changedHeader(wire, 'x-amz-date', nextSecond),
  'date gone': (wire) => withoutHeader(wire, 'x-amz-date'),
  'session token': (wire) => changedHeader(wire, 'x-amz-security-token', flippedEnd),
  signature: (wire, place) => ofAuthorization(wire, /Signature=[0-9a-f]{64}/, (text) => flippedDigit(text, place)),
  'signature in capitals': (wire) => ofAuthorization(wire, /Signature=[0-9a-f]{64}/, inCapitals),
  'shorter signature': (wire) => ofAuthorization(wire, /Signature=[0-9a-f]{64}/, (text) => text.slice(0, -1)),
  'date of the scope': (wire) => ofAuthorization(wire, /\/\d{8}\//, otherDay),
  'region of the scope': (wire) => ofAuthorization(wire, /us-east-1/, () => 'us-east-2'),
  'service of the scope': (wire) => ofAuthorization(wire, /\/s3\//, () => '/s4/'),
  'end of the scope': (wire) => ofAuthorization(wire, /aws4_request/, () => 'aws5_request'),
  'access key': (wire) => ofAuthorization(wire, /AKID/, () => 'AKIE'),
  'name not signed': (wire) => ofAuthorization(wire, /SignedHeaders=host;/, () => 'SignedHeaders='),
  'name signed besides': (wire) => ofAuthorization(wire, /SignedHeaders=/, (text) => `${text}accept;`),
};

export const QUERY_MUTATIONS: Readonly<Record<string, WireMutation>> = {
  ...OF_ANY,
  'payload hash': (wire) =>
    ofQuery(wire, /X-Amz-Content-Sha256=[^&]*/, () => `X-Amz-Content-Sha256=${'b'.repeat(64)}`) ??
    withHeader(wire, 'x-amz-content-sha256', 'b'.repeat(64)),
  expiry: (wire) => ofQuery(wire, /X-Amz-Expires=60/, () => 'X-Amz-Expires=61'),
  date: (wire) => ofQuery(wire, /(?<=X-Amz-Date=)\d{8}T\d{6}Z/, nextSecond),
  'session token': (wire) => ofQuery(wire, /X-Amz-Security-Token=[^&]*/, flippedEnd),
  signature: (wire, place) => ofQuery(wire, /X-Amz-Signature=[0-9a-f]{64}/, (text) => flippedDigit(text, place)),
  'signature in capitals': (wire) => ofQuery(wire, /X-Amz-Signature=[0-9a-f]{64}/, inCapitals),
  'date of the scope': (wire) => ofQuery(wire, /%2F\d{8}%2F/, otherDay),
  'region of the scope': (wire) => ofQuery(wire, /%2Fus-east-1%2F/, () => '%2Fus-east-2%2F'),
  'service of the scope': (wire) => ofQuery(wire, /%2Fs3%2F/, () => '%2Fs4%2F'),
  'access key': (wire) => ofQuery(wire, /AKID/, () => 'AKIE'),
  'name signed besides': (wire) => ofQuery(wire, /X-Amz-SignedHeaders=/, (text) => `${text}accept%3B`),
};

/** A header whose absence can be told from an empty value. */
function metadataOf({ headers }: SignedWire): string | undefined {
  return Object.keys(headers).find((name) => name.startsWith('x-amz-meta-') && headers[name]?.trim() !== '');
}

function withHeader(wire: SignedWire, name: string, value: string): SignedWire {
  return { ...wire, headers: { ...wire.headers, [name]: value } };
}

function withoutHeader(wire: SignedWire, name: string): SignedWire {
  return { ...wire, headers: Object.fromEntries(Object.entries(wire.headers).filter(([other]) => other !== name)) };
}

function changedHeader(wire: SignedWire, name: string | undefined, change: (value: string) => string) {
  const value = name === undefined ? undefined : wire.headers[name];
  return name === undefined || value === undefined ? undefined : withHeader(wire, name, change(value));
}

function ofAuthorization(wire: SignedWire, part: RegExp, change: (text: string) => string): SignedWire | undefined {
  return changedHeader(wire, 'authorization', (value) => value.replace(part, change));
}

function ofQuery(wire: SignedWire, part: RegExp, change: (text: string) => string): SignedWire | undefined {
  return part.test(wire.query) ? { ...wire, query: wire.query.replace(part, change) } : undefined;
}

function nextSecond(timestamp: string): string {
  const digit = timestamp.charAt(14);
  return `${timestamp.slice(0, 14)}${digit === '9' ? '0' : Number(digit) + 1}Z`;
}

function otherDay(date: string): string {
  return date.replace(/(\d)(?=\/|%2F)/, (digit) => (digit === '1' ? '2' : '1'));
}

function inCapitals(text: string): string {
  const [name = '', digits = ''] = text.split('=');
  return `${name}=${digits.toUpperCase()}`;
}

function flippedEnd(value: string): string {
  return `${value.slice(0, -1)}${value.endsWith('0') ? '1' : '0'}`;
}

/** @param place 0 to 63, from the end */
function flippedDigit(text: string, place: number): string {
  const at = text.length - 1 - place;
  return `${text.slice(0, at)}${text[at] === '0' ? '1' : '0'}${text.slice(at + 1)}`;
}
