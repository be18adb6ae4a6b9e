import { z } from 'zod';
import { path, text } from './field.js';

/** The block `tls` of everything that the gateway connects to. */
export const tlsSchema = z.strictObject({
  ca: path()
    .exactOptional()
    .describe('PEM file with the certificate authorities to trust instead of the built-in ones.'),
  cert: path().exactOptional().describe('PEM file with the client certificate. Needs `key`.'),
  key: path().exactOptional().describe('PEM file with the private key of the client certificate. Needs `cert`.'),
  server_name: text()
    .exactOptional()
    .describe('Name to ask for and to verify in the certificate instead of the host of the endpoint.'),
});
