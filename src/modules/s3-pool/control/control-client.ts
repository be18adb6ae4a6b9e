import type {
  $Command,
  S3Client,
  S3ClientResolvedConfig,
  ServiceInputTypes,
  ServiceOutputTypes,
} from '@aws-sdk/client-s3';
import { isGatewayError } from '../../../common/errors/classify.js';
import { GatewayError } from '../../../common/errors/gateway-error.js';
import type { S3ErrorCode } from '../../../common/errors/s3-error-codes.js';
import type { SigningCredentials } from '../../../common/sigv4/request-signer.js';
import type { CorsInquiry, HeaderMap } from '../../storage/index.js';
import { corsHeaders, withOrigin } from '../answers/cors-headers.js';
import type { BackendErrorMapper } from '../answers/map-backend-error.js';
import { BackendFault, unavailable } from '../connections/backend-fault.js';
import { asSdkRequest, asSdkResponse, readBody, responseHeaders, withoutLeadingSpace } from './sdk-messages.js';
import type { SdkResponse } from './sdk-messages.js';
import { createSdkClient } from './create-sdk-client.js';
import type { SdkClientOptions } from './create-sdk-client.js';
import { sendableHeaders } from '../uploads/sendable-headers.js';

export interface ControlClientOptions extends Omit<SdkClientOptions, 'credentials'> {
  readonly errors: BackendErrorMapper;
}

/** One control call, beyond what its command says. */
export interface ControlCall {
  /** Client headers that go along as they are. */
  readonly headers?: HeaderMap;
  /** The code of a 404 that the backend does not explain. */
  readonly missing: S3ErrorCode;
  /** What a 304 means where it is no answer that a client may get. */
  readonly notModified?: S3ErrorCode;
  /** Milliseconds for the whole call; `response_timeout` when absent. */
  readonly timeout?: number;
  /** Of the page whose request this is. */
  readonly inquiry?: CorsInquiry;
}

/** Sends control calls. */
export interface ControlSender {
  /** @throws GatewayError */
  send<Input extends ServiceInputTypes, Output extends ServiceOutputTypes>(
    command: Command<Input, Output>,
    call: ControlCall,
  ): Promise<ControlAnswer<Output>>;
}

/** Status and headers as the backend sent them: the SDK's outputs name only the headers of its model. */
export interface ControlAnswer<Output> {
  readonly output: Output;
  readonly status: number;
  readonly headers: HeaderMap;
}

type Command<Input extends ServiceInputTypes, Output extends ServiceOutputTypes> = $Command<
  Input,
  Output,
  S3ClientResolvedConfig,
  ServiceInputTypes,
  ServiceOutputTypes
>;

/** Calls without a body of the client, through the SDK. Refusals come back as GatewayErrors. */
export class ControlClient implements ControlSender {
  readonly #client: S3Client;
  readonly #responseTimeout: number;
  readonly #errors: BackendErrorMapper;

  constructor(options: ControlClientOptions) {
    this.#client = createSdkClient({ ...options, credentials: () => this.credentials() });
    this.#responseTimeout = options.config.pool.response_timeout;
    this.#errors = options.errors;
  }

  /**
   * The keys to sign with; the SDK keeps them until shortly before they expire.
   * @throws GatewayError ServiceUnavailable when no provider has any
   */
  async credentials(): Promise<SigningCredentials> {
    try {
      return await this.#client.config.credentials();
    } catch (cause) {
      throw new GatewayError('ServiceUnavailable', { source: 'gateway', undone: true, cause });
    }
  }

  /** @throws GatewayError */
  async send<Input extends ServiceInputTypes, Output extends ServiceOutputTypes>(
    command: Command<Input, Output>,
    call: ControlCall,
  ): Promise<ControlAnswer<Output>> {
    const answer = { status: 0, headers: new Map<string, string>() };
    addHeaders(command, withOrigin(call.headers ?? new Map(), call.inquiry));
    command.middlewareStack.add(
      (next) => async (args) => {
        const result = await next(args);
        const response = asSdkResponse(result.response);
        answer.status = response.statusCode;
        answer.headers = responseHeaders(response);
        call.inquiry?.answered(corsHeaders(answer.headers));
        // Nobody reads headers from the SDK's output, and a date it cannot parse would make it throw.
        response.headers = {};
        await this.#examine(response, call);
        return result;
      },
      { step: 'deserialize', priority: 'low' },
    );
    const deadline = new AbortController();
    const timer = setTimeout(() => {
      deadline.abort();
    }, call.timeout ?? this.#responseTimeout);
    try {
      const output = await this.#client.send(command, { abortSignal: deadline.signal });
      return { output, ...answer };
    } catch (error) {
      if (isGatewayError(error)) throw error;
      throw unavailable(deadline.signal.aborted ? new BackendFault('RESPONSE_TIMEOUT') : error);
    } finally {
      clearTimeout(timer);
    }
  }

  /** The same, for the requests of one page. */
  forPage(inquiry: CorsInquiry): ControlSender {
    return { send: (command, call) => this.send(command, { ...call, inquiry }) };
  }

  close(): void {
    this.#client.destroy();
  }

  /** Looks at an answer before the SDK does. @throws GatewayError for every refusal, a late one under 200 included */
  async #examine(response: SdkResponse, { missing, notModified }: ControlCall): Promise<void> {
    if (response.statusCode === 304) {
      if (notModified !== undefined) throw new GatewayError(notModified);
      // The client's condition held. The SDK would call it an error; its output is not used here.
      response.statusCode = 200;
      return;
    }
    const body = withoutLeadingSpace(await readBody(response.body));
    if (response.statusCode >= 300) throw this.#errors.refusal({ status: response.statusCode, body }, missing);
    const late = this.#errors.inSuccess(body);
    if (late !== undefined) throw late;
    response.body = body;
  }
}

function addHeaders<Input extends ServiceInputTypes, Output extends ServiceOutputTypes>(
  command: Command<Input, Output>,
  headers: HeaderMap,
): void {
  const sendable = sendableHeaders(headers);
  command.middlewareStack.add(
    (next) => (args) => {
      const request = asSdkRequest(args.request);
      for (const [name, value] of sendable) request.headers[name] = value;
      return next(args);
    },
    { step: 'build', priority: 'low' },
  );
}
