import { errorCode } from '../../../common/errors/classify.js';
import type { ConfigFault, FaultList } from '../config-fault.js';
import type { ConfigPath } from '../config-path.js';
import { parseCredentials } from '../credentials-file.js';
import type { Sigv4Credential } from '../gateway-config.js';
import type { ConfigSource } from '../source/config-source.js';

/** What the credentials files of a configuration hold. */
export interface CredentialsFiles {
  /** By the index of the bucket. */
  readonly credentials: ReadonlyMap<number, readonly Sigv4Credential[]>;
  /** What is wrong inside the files. That one cannot be read is a fault of the configuration. */
  readonly faults: readonly ConfigFault[];
}

/** Reads every `credentials_file`, so that what is wrong in one is known before anything is started. */
export function checkCredentialsFiles(
  source: ConfigSource,
  readFile: (path: string) => string,
  faults: FaultList,
): CredentialsFiles {
  const credentials = new Map<number, readonly Sigv4Credential[]>();
  const inside: ConfigFault[] = [];
  const buckets = source.valueAt(['buckets']);
  for (const index of Array.isArray(buckets) ? buckets.keys() : []) {
    const sigv4: ConfigPath = ['buckets', index, 'auth', 'sigv4'];
    const path = [...sigv4, 'credentials_file'];
    const file = source.textAt(path);
    if (file === undefined || file === '') continue;
    let text: string;
    try {
      text = readFile(file);
    } catch (error) {
      faults.add(source.positionOf(path), path, `the file cannot be read (${errorCode(error) ?? 'unknown reason'})`);
      continue;
    }
    // The place is named by its key: a value is not repeated.
    const result = parseCredentials(text, `credentials_file of buckets[${index}]`, writtenKeys(source, sigv4));
    if (result.ok) credentials.set(index, result.credentials);
    else inside.push(...result.faults);
  }
  return { credentials, faults: inside };
}

function writtenKeys(source: ConfigSource, sigv4: ConfigPath): ReadonlySet<string> {
  const list = source.valueAt([...sigv4, 'credentials']);
  const entries = Array.isArray(list) ? [...list.keys()].map((index) => [...sigv4, 'credentials', index]) : [];
  const keys = [sigv4, ...entries].map((mapping) => source.textAt([...mapping, 'access_key']));
  return new Set(keys.filter((key) => key !== undefined));
}
