import { checkUniqueAccessKeys } from './checks/access-key-check.js';
import { checkSchema } from './checks/schema-check.js';
import { completeCredential } from './complete-auth.js';
import type { ConfigFault } from './config-fault.js';
import { FaultList } from './config-fault.js';
import type { Sigv4Credential } from './gateway-config.js';
import { credentialListSchema } from './schema/auth-schema.js';
import { readDocument } from './source/read-document.js';

export type CredentialsResult =
  | { readonly ok: true; readonly credentials: readonly Sigv4Credential[] }
  | { readonly ok: false; readonly faults: readonly ConfigFault[] };

/**
 * Reads the text of a `credentials_file`. Never throws: everything that is wrong is in `faults`, in file order.
 * @param file how faults name the file
 * @param taken access keys that stand in the configuration itself
 */
export function parseCredentials(text: string, file: string, taken: ReadonlySet<string>): CredentialsResult {
  const faults = new FaultList(file);
  // Nothing is substituted: the file is a secret already, and its text alone tells whether it has changed.
  const source = readDocument(text, undefined, faults, '[] stands for no key at all');
  if (source === undefined) return { ok: false, faults: faults.sorted() };
  const list = checkSchema(credentialListSchema, source, faults);
  checkUniqueAccessKeys(source, faults, [], taken);
  if (list === undefined || !faults.isEmpty) return { ok: false, faults: faults.sorted() };
  return { ok: true, credentials: list.map(completeCredential) };
}
