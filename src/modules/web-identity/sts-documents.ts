import { element, XML_DECLARATION } from '../../common/s3/xml/xml-writer.js';
import type { GatewayError } from '../../common/errors/gateway-error.js';
import type { AssumedRole } from './assume-role.js';
import type { AssumeRoleRequest } from './assume-role-request.js';

/** Namespace of every answer of AWS STS. */
const NAMESPACE = 'https://sts.amazonaws.com/doc/2011-06-15/';

/** Answer to AssumeRoleWithWebIdentity. */
export function assumeRoleDocument(
  { account, role, sessionName }: AssumeRoleRequest,
  { credentials, identity, expiresAt }: AssumedRole,
  requestId: string,
): string {
  const result =
    element('SubjectFromWebIdentityToken', identity.subject) +
    '<AssumedRoleUser>' +
    element('Arn', `arn:aws:sts::${account}:assumed-role/${role}/${sessionName}`) +
    element('AssumedRoleId', `${credentials.accessKeyId}:${sessionName}`) +
    '</AssumedRoleUser><Credentials>' +
    element('AccessKeyId', credentials.accessKeyId) +
    element('SecretAccessKey', credentials.secretAccessKey) +
    element('SessionToken', credentials.sessionToken) +
    element('Expiration', new Date(expiresAt).toISOString()) +
    '</Credentials>';
  return stsDocument(
    'AssumeRoleWithWebIdentityResponse',
    `<AssumeRoleWithWebIdentityResult>${result}</AssumeRoleWithWebIdentityResult>` +
      `<ResponseMetadata>${element('RequestId', requestId)}</ResponseMetadata>`,
  );
}

/** An error as AWS STS writes it. */
export function stsErrorDocument({ code, message, status }: GatewayError, requestId: string): string {
  const type = status < 500 ? 'Sender' : 'Receiver';
  const content = element('Type', type) + element('Code', code) + element('Message', message);
  return stsDocument('ErrorResponse', `<Error>${content}</Error>${element('RequestId', requestId)}`);
}

function stsDocument(root: string, content: string): string {
  return `${XML_DECLARATION}<${root} xmlns="${NAMESPACE}">${content}</${root}>`;
}
