/** Who caused an error. Decides the log level and whether the breaker and the retry logic look at it. */
export type ErrorSource = 'client' | 'upstream' | 'gateway';

/** One row of the error table. */
export interface ErrorRow {
  /** HTTP status of the answer. */
  readonly status: number;
  readonly source: ErrorSource;
  /** Whether the same request may succeed when it is sent again unchanged. */
  readonly retryable: boolean;
  /** What the client reads when the thrower has nothing more exact to say. */
  readonly message: string;
}

const client = (status: number, message: string): ErrorRow => ({ status, source: 'client', retryable: false, message });
const busy = (status: number, source: ErrorSource, message: string): ErrorRow => ({
  status,
  source,
  retryable: true,
  message,
});

/**
 * Every error code the gateway answers with. Codes and statuses are those of Amazon S3
 * ("Error responses" in the S3 API reference); `docs/errors.md` lists the same set, checked by a test.
 */
export const S3_ERRORS = {
  AccessDenied: client(403, 'Access Denied'),
  // S3's answers to a preflight (S3 user guide, "Troubleshooting CORS").
  AccessForbidden: client(403, 'CORSResponse: CORS is not enabled for this bucket.'),
  AuthorizationHeaderMalformed: client(400, 'The authorization header that you provided is not valid.'),
  AuthorizationQueryParametersError: client(400, 'The authorization query parameters that you provided are not valid.'),
  BadDigest: client(
    400,
    'The Content-MD5 or checksum value that you specified did not match what the server received.',
  ),
  BadRequest: client(400, 'Bad Request'),
  BucketAlreadyOwnedByYou: client(409, 'The bucket that you tried to create already exists, and you own it.'),
  ConditionalRequestConflict: {
    status: 409,
    source: 'client',
    retryable: true,
    message: 'A conflicting operation occurred during a conditional write. Send the request again.',
  },
  EntityTooLarge: client(400, 'Your proposed upload exceeds the maximum allowed size'),
  EntityTooSmall: client(400, 'Your proposed upload is smaller than the minimum allowed size'),
  ExpiredToken: client(400, 'The provided token has expired.'),
  // Not a code of S3, which is never behind itself; the status is what SDKs and load balancers go by.
  GatewayTimeout: busy(504, 'upstream', 'The storage behind this bucket did not answer in time. Please try again.'),
  IncompleteBody: client(400, 'The request body terminated unexpectedly'),
  InsufficientStorage: busy(507, 'upstream', 'The store has no space left for this object.'),
  InternalError: busy(500, 'gateway', 'We encountered an internal error. Please try again.'),
  InvalidAccessKeyId: client(403, 'The AWS Access Key Id you provided does not exist in our records.'),
  InvalidArgument: client(400, 'Invalid Argument'),
  InvalidChunkSizeError: client(400, 'Only the last chunk is allowed to have a size less than 8192 bytes'),
  InvalidDigest: client(400, 'The Content-Md5 you specified is not valid.'),
  InvalidPart: client(
    400,
    "One or more of the specified parts could not be found.  The part may not have been uploaded, or the specified entity tag may not match the part's entity tag.",
  ),
  InvalidPartNumber: client(416, 'The requested partnumber is not satisfiable.'),
  InvalidPartOrder: client(400, 'The list of parts was not in ascending order. Parts must be ordered by part number.'),
  InvalidPolicyDocument: client(
    400,
    'The content of the form does not meet the conditions specified in the policy document.',
  ),
  InvalidRange: client(416, 'The requested range is not satisfiable.'),
  InvalidRequest: client(400, 'Invalid Request'),
  InvalidTag: client(400, 'The tag provided was not a valid tag.'),
  InvalidToken: client(400, 'The provided token is malformed or otherwise invalid.'),
  InvalidURI: client(400, "Couldn't parse the specified URI."),
  KeyTooLongError: client(400, 'Your key is too long.'),
  MalformedPOSTRequest: client(400, 'The body of your POST request is not well-formed multipart/form-data.'),
  MalformedTrailerError: client(
    400,
    'The request contained trailing data that was not well-formed or did not conform to our published schema.',
  ),
  MalformedXML: client(
    400,
    'The XML you provided was not well-formed or did not validate against our published schema.',
  ),
  MaxMessageLengthExceeded: client(400, 'Your request was too large.'),
  MaxPostPreDataLengthExceeded: client(400, 'Your POST request fields preceding the upload file were too large.'),
  MetadataTooLarge: client(400, 'Your metadata headers exceed the maximum allowed metadata size'),
  MethodNotAllowed: client(405, 'The specified method is not allowed against this resource.'),
  MissingContentLength: client(411, 'You must provide the Content-Length HTTP header.'),
  NoSuchBucket: client(404, 'The specified bucket does not exist.'),
  NoSuchKey: client(404, 'The specified key does not exist.'),
  NoSuchUpload: client(
    404,
    'The specified multipart upload does not exist. The upload ID may be invalid, or the upload may have been aborted or completed.',
  ),
  NotImplemented: client(
    501,
    'A header or query parameter that you provided implies functionality that is not implemented.',
  ),
  OperationAborted: {
    status: 409,
    source: 'client',
    retryable: true,
    message: 'A conflicting operation is in progress against this resource. Please try again.',
  },
  PreconditionFailed: client(412, 'At least one of the pre-conditions you specified did not hold.'),
  RequestHeaderSectionTooLarge: client(400, 'Your request header section exceeds the maximum allowed size.'),
  RequestTimeout: client(
    400,
    'Your socket connection to the server was not read from or written to within the timeout period.',
  ),
  RequestTimeTooSkewed: client(403, "The difference between the request time and the server's time is too large."),
  ServiceUnavailable: busy(503, 'upstream', 'The storage behind this bucket is not available. Please try again.'),
  SignatureDoesNotMatch: client(
    403,
    'The request signature we calculated does not match the signature you provided. Check your key and signing method.',
  ),
  SlowDown: busy(503, 'upstream', 'Please reduce your request rate.'),
  XAmzContentSHA256Mismatch: client(
    400,
    "The provided 'x-amz-content-sha256' header does not match what was computed.",
  ),
} as const satisfies Record<string, ErrorRow>;

/** A code of the table above. */
export type S3ErrorCode = keyof typeof S3_ERRORS;
