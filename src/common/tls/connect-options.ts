import { readTlsMaterial } from './tls-material.js';
import type { TlsFiles, TlsMaterial } from './tls-material.js';

/** What `tls.connect` of Node takes of a TLS block. */
export interface TlsConnectOptions extends Omit<TlsMaterial, 'serverName'> {
  readonly servername?: string;
}

/** Reads the PEM files of a TLS block, once. @throws the error of Node when one cannot be read */
export function tlsConnectOptions(files: TlsFiles = {}): TlsConnectOptions {
  const { serverName, ...pem } = readTlsMaterial(files);
  return { ...pem, ...(serverName !== undefined && { servername: serverName }) };
}
