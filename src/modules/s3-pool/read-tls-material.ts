import { readFileSync } from 'node:fs';
import type { S3TlsConfig } from '../config/index.js';
import type { TlsMaterial } from './connections/dial.js';

/** Reads the PEM files of a TLS block, once. @throws the error of Node when one cannot be read */
export function readTlsMaterial({ ca, cert, key, server_name: serverName }: S3TlsConfig): TlsMaterial {
  return {
    ...(ca !== undefined && { ca: readFileSync(ca, 'utf8') }),
    ...(cert !== undefined && { cert: readFileSync(cert, 'utf8') }),
    ...(key !== undefined && { key: readFileSync(key, 'utf8') }),
    ...(serverName !== undefined && { serverName }),
  };
}
