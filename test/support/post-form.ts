import { createHmac } from 'node:crypto';

export const FORM_BOUNDARY = 'form-boundary-of-the-tests';
export const FORM_TYPE = `multipart/form-data; boundary=${FORM_BOUNDARY}`;

export type FormPart = readonly [name: string, value: string, filename?: string];

/** A form as it goes over the wire, one latin1 character per byte. */
export function formBody(parts: readonly FormPart[], closing = `--${FORM_BOUNDARY}--\r\n`): string {
  return parts.map(([name, value, filename]) => formPart(name, value, filename)).join('') + closing;
}

export function formPart(name: string, value: string, filename?: string): string {
  const file = filename === undefined ? '' : `; filename="${filename}"\r\nContent-Type: application/octet-stream`;
  return `--${FORM_BOUNDARY}\r\nContent-Disposition: form-data; name="${name}"${file}\r\n\r\n${value}\r\n`;
}

export interface Signer {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly region?: string;
}

/** `YYYYMMDDTHHMMSSZ`. */
export function amzDate(at = new Date()): string {
  return at.toISOString().replace(/[-:]|\.\d+/g, '');
}

/** HMAC chain of Signature Version 4 over the text, written down here once more so that it does not share a mistake. */
export function signPolicy(policy: string, { secretAccessKey, region = 'us-east-1' }: Signer, day: string): string {
  const hmac = (key: string | Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest();
  const key = [day, region, 's3', 'aws4_request'].reduce<string | Buffer>(hmac, `AWS4${secretAccessKey}`);
  return hmac(key, policy).toString('hex');
}

export interface PolicyOptions {
  /** Fields of the form; the policy has a condition for each. */
  readonly fields?: Readonly<Record<string, string>>;
  /** Further conditions. */
  readonly conditions?: readonly unknown[];
  /** In place of the whole document. */
  readonly document?: unknown;
  readonly bucket?: string;
  readonly date?: string;
  readonly sessionToken?: string;
  readonly expires?: string;
}

/** The fields of a form whose policy permits exactly them. */
export function signedFields(signer: Signer, options: PolicyOptions = {}): Record<string, string> {
  const { fields = {}, conditions = [], bucket = 'uploads', date = amzDate() } = options;
  const { accessKeyId, region = 'us-east-1' } = signer;
  const day = date.slice(0, 8);
  const all = {
    ...fields,
    'x-amz-algorithm': 'AWS4-HMAC-SHA256',
    'x-amz-credential': `${accessKeyId}/${day}/${region}/s3/aws4_request`,
    'x-amz-date': date,
    ...(options.sessionToken !== undefined && { 'x-amz-security-token': options.sessionToken }),
  };
  const document = options.document ?? {
    expiration: options.expires ?? new Date(Date.now() + 600_000).toISOString(),
    conditions: [{ bucket }, ...Object.entries(all).map(([name, value]) => ({ [name]: value })), ...conditions],
  };
  const text = typeof document === 'string' ? document : JSON.stringify(document);
  const policy = Buffer.from(text).toString('base64');
  return { ...all, policy, 'x-amz-signature': signPolicy(policy, signer, day) };
}
