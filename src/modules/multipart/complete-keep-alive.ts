/**
 * Provide a number of milliseconds under this token to have CompleteMultipartUpload keep its connection busy at another
 * pace. Not a configuration key: the pace is S3's, and only tests have no time for it.
 */
export const COMPLETE_KEEP_ALIVE = Symbol('COMPLETE_KEEP_ALIVE');

/** Milliseconds that a Complete may take in silence: shorter than the idle limits of common proxies (30 to 60 s). */
export const COMPLETE_KEEP_ALIVE_MS = 10_000;
