import { readFileSync } from 'node:fs';

/** Paths of PEM files, and the name to verify, as a `tls` block of the configuration has them. */
export interface TlsFiles {
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
  readonly server_name?: string;
}

/** PEM texts, and the name to verify the certificate against when it is not the host's. */
export interface TlsMaterial {
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
  readonly serverName?: string;
}

/** Reads the PEM files of a TLS block, once. @throws the error of Node when one cannot be read */
export function readTlsMaterial({ ca, cert, key, server_name: serverName }: TlsFiles): TlsMaterial {
  return {
    ...(ca !== undefined && { ca: readFileSync(ca, 'utf8') }),
    ...(cert !== undefined && { cert: readFileSync(cert, 'utf8') }),
    ...(key !== undefined && { key: readFileSync(key, 'utf8') }),
    ...(serverName !== undefined && { serverName }),
  };
}
