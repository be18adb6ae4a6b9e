/**
 * Request headers that travel with an object, by lower-case name. Only headers that the operation table allows
 * are in it; values are as on the wire, one latin1 character per byte (RFC 9110 section 5.5).
 */
export type HeaderMap = ReadonlyMap<string, string>;
