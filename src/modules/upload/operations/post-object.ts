import { Inject, Injectable } from '@nestjs/common';
import { MAX_SINGLE_UPLOAD_BYTES } from '../../../common/s3/limits.js';
import { inspected } from '../../../common/streams/head-inspection.js';
import { FormAuthentication } from '../../auth/index.js';
import { RequestAuthorization } from '../../authz/index.js';
import {
  checkPolicy,
  formAnswer,
  formBoundary,
  formKey,
  FormReader,
  objectHeaders,
  parsePostPolicy,
  spoolFile,
} from '../../form-post/index.js';
import type { FormFields, LengthRange } from '../../form-post/index.js';
import { chosenKeyHeader } from '../../runtime/index.js';
import type { RequestContext, S3Answer, S3Operation } from '../../runtime/index.js';
import { SPOOL } from '../../spool/index.js';
import type { Spool, SpooledBytes } from '../../spool/index.js';
import type { WriteResult } from '../../storage/index.js';
import { admitObject } from '../admit-object.js';
import { declaredIntegrity, receiveForm, SpooledBody } from '../../upload-body/index.js';

/** What the fields of a form ask for, once its sender may ask for it. */
interface WantedObject {
  readonly fields: FormFields;
  readonly key: string;
  readonly length: LengthRange;
}

/**
 * S3 API reference: POST Object. The form of a browser, whose fields carry what other requests have in their headers,
 * the credentials too. The length of the file is known when it has ended, so it waits in the spool for that.
 */
@Injectable()
export class PostObject implements S3Operation {
  readonly name = 'PostObject';

  constructor(
    private readonly authentication: FormAuthentication,
    private readonly authorization: RequestAuthorization,
    @Inject(SPOOL) private readonly spool: Spool,
  ) {}

  async handle(context: RequestContext): Promise<S3Answer> {
    const boundary = formBoundary(context.headers.get('content-type'));
    const body = receiveForm(context);
    const stream = body.open();
    const gone = new AbortController();
    // A form that waits for room must not keep its place when its client has left.
    stream.once('error', (error) => {
      gone.abort(error);
    });
    try {
      const reader = new FormReader(stream, boundary);
      const { fields, filename } = await reader.start();
      const wanted = await this.wantedObject(context, fields, filename);
      const spooled = await this.spool.reserve(Math.min(wanted.length.max, body.length), gone.signal);
      try {
        const inspection = context.routed.bucket.policy.inspection(context.forwarded.get('content-type'));
        const file = inspection === undefined ? reader.file() : inspected(reader.file(), inspection);
        await spoolFile(file, spooled, wanted.length, (count) => {
          context.bytesReceived += count;
        });
        return answerTo(context, wanted, await store(context, wanted, spooled));
      } finally {
        await spooled.discard();
      }
    } finally {
      stream.destroy();
    }
  }

  /** Nothing of the fields counts before their sender is known, and nothing of the file is read before they are found right. */
  private async wantedObject(context: RequestContext, fields: FormFields, filename: string): Promise<WantedObject> {
    const { bucket, bucketName } = context.routed;
    const texts = fields.texts();
    this.authentication.authenticate(context, texts);
    const key = formKey(texts.get('key'), filename);
    context.key = key;
    const policyText = texts.get('policy');
    // An open bucket needs no policy; one that is there is kept to all the same.
    const policy = policyText === undefined ? undefined : parsePostPolicy(policyText);
    if (policy !== undefined) checkPolicy(policy, { bucket: bucketName, key, fields: texts }, Date.now());
    context.forwarded = objectHeaders(fields);
    declaredIntegrity(context.forwarded);
    await this.authorization.authorizeKey(context, key);
    admitObject(context, key, context.forwarded);
    context.forwarded = bucket.policy.protect(context.forwarded);
    const { min, max } = policy?.length ?? { min: 0, max: Infinity };
    const largest = Math.min(max, bucket.policy.largest(context.sizeLimit), MAX_SINGLE_UPLOAD_BYTES);
    return {
      fields,
      key: context.chosenKey ?? key,
      length: { min: Math.max(min, bucket.config.upload.min_size), max: largest },
    };
  }
}

function store(context: RequestContext, { key }: WantedObject, spooled: SpooledBytes): Promise<WriteResult> {
  const { bucket, bucketName } = context.routed;
  return bucket.store.putObject({
    address: { bucket: bucketName, key },
    headers: context.forwarded,
    body: new SpooledBody(spooled.length, spooled.read(), declaredIntegrity(context.forwarded)),
  });
}

function answerTo(context: RequestContext, { fields, key }: WantedObject, result: WriteResult): S3Answer {
  const { target, bucketName: bucket } = context.routed;
  const bucketUrl = `http://${context.headers.get('host') ?? ''}${target.rawPath.replace(/\/$/, '')}`;
  const headers = new Map([...result.headers, ...chosenKeyHeader(context)]);
  return formAnswer(fields, { bucket, key, bucketUrl, result: { ...result, headers } });
}
