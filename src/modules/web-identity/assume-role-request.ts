import { stsError } from './sts-error.js';

/** What a caller asks of STS. */
export interface AssumeRoleRequest {
  /** Account in the ARN, which means nothing here and is repeated in the answer. */
  readonly account: string;
  readonly role: string;
  readonly sessionName: string;
  readonly token: string;
  /** Milliseconds. */
  readonly duration: number;
}

const ACTION = 'AssumeRoleWithWebIdentity';
const VERSION = '2011-06-15';
const ROLE_ARN = /^arn:[\w-]{1,32}:iam::(\w{0,64}):role\/([\w+=,.@-]{1,64})$/;
const ROLE_NAME = /^[\w+=,.@-]{1,64}$/;
const SESSION_NAME = /^[\w+=,.@-]{2,64}$/;
/** In seconds, as AWS has them. */
const DURATION = { shortest: 900, usual: 3600, longest: 43_200 };
const NO_ACCOUNT = '000000000000';
const KNOWN = new Set(['Action', 'Version', 'RoleArn', 'RoleSessionName', 'WebIdentityToken', 'DurationSeconds']);

/**
 * Reads the form of AssumeRoleWithWebIdentity (AWS STS API reference). Parameters that would narrow the session, such
 * as `Policy`, are refused: a session without them could do more than was asked for.
 * @throws GatewayError InvalidAction, ValidationError
 */
export function readAssumeRoleRequest(body: string): AssumeRoleRequest {
  const form = new URLSearchParams(body);
  const action = form.get('Action') ?? '';
  if (action !== ACTION || form.get('Version') !== VERSION) {
    throw stsError('InvalidAction', `Only the action ${ACTION} of version ${VERSION} is available here.`);
  }
  for (const name of new Set(form.keys())) {
    if (!KNOWN.has(name)) throw invalid('The request has a parameter that is not supported here.');
    if (form.getAll(name).length > 1) throw invalid(`${name} is given more than once.`);
  }
  const sessionName = form.get('RoleSessionName') ?? '';
  if (!SESSION_NAME.test(sessionName)) throw invalid('RoleSessionName needs 2 to 64 letters, digits and _+=,.@-');
  const token = form.get('WebIdentityToken') ?? '';
  if (token === '') throw invalid('WebIdentityToken is missing.');
  return { ...readRole(form.get('RoleArn') ?? ''), sessionName, token, duration: readDuration(form) };
}

function readRole(text: string): Pick<AssumeRoleRequest, 'account' | 'role'> {
  if (ROLE_NAME.test(text)) return { account: NO_ACCOUNT, role: text };
  const [, account = '', role] = ROLE_ARN.exec(text) ?? [];
  if (role === undefined) throw invalid('RoleArn must be arn:aws:iam::ACCOUNT:role/NAME, or the name of the role.');
  return { account, role };
}

function readDuration(form: URLSearchParams): number {
  const text = form.get('DurationSeconds') ?? String(DURATION.usual);
  const seconds = /^\d{1,6}$/.test(text) ? Number(text) : NaN;
  if (seconds >= DURATION.shortest && seconds <= DURATION.longest) return seconds * 1000;
  throw invalid(`DurationSeconds must be from ${DURATION.shortest} to ${DURATION.longest}.`);
}

function invalid(message: string): Error {
  return stsError('ValidationError', message);
}
