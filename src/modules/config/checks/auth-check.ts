import type { FaultList } from '../config-fault.js';
import type { ConfigPath } from '../config-path.js';
import type { ConfigSource } from '../source/config-source.js';
import { isMapping } from '../source/config-source.js';
import { checkUniqueAccessKeys } from './access-key-check.js';
import { readBoolean } from '../values/boolean.js';
import { checkJwt } from './jwt-check.js';

const PAIR = ['access_key', 'secret_key'] as const;
const OF_THE_PAIR = [...PAIR, 'session_token', 'subject'] as const;

/** Checks that the `auth` of a bucket says whom to let in, once and without contradiction. */
export function checkAuth(source: ConfigSource, faults: FaultList, bucket: ConfigPath): void {
  const auth = [...bucket, 'auth'];
  if (!isMapping(source.valueAt(auth))) return;
  const enabled = readBoolean(source.valueAt([...auth, 'enabled']));
  const sigv4 = [...auth, 'sigv4'];
  const jwt = [...auth, 'jwt'];
  const webIdentity = [...auth, 'web_identity'];
  if (enabled.ok && enabled.value && !source.has(sigv4) && !source.has(jwt)) {
    const path = [...auth, 'enabled'];
    faults.add(source.positionOf(path), path, 'true needs jwt or sigv4, which say who may use the bucket');
  }
  for (const method of [jwt, sigv4, webIdentity]) {
    if (enabled.ok && !enabled.value && source.has(method)) {
      faults.add(source.keyPositionOf(method), method, 'has no effect while enabled is false');
    }
  }
  if (source.has(webIdentity) && !source.has(jwt)) {
    faults.add(source.keyPositionOf(webIdentity), webIdentity, 'needs jwt, which says whose tokens count');
  }
  if (isMapping(source.valueAt(sigv4))) checkCredentials(source, faults, sigv4);
  if (isMapping(source.valueAt(jwt))) checkJwt(source, faults, jwt);
}

function checkCredentials(source: ConfigSource, faults: FaultList, sigv4: ConfigPath): void {
  const list = [...sigv4, 'credentials'];
  if (source.has(list)) {
    for (const key of OF_THE_PAIR.filter((name) => source.has([...sigv4, name]))) {
      const path = [...sigv4, key];
      faults.add(
        source.keyPositionOf(path),
        path,
        'cannot stand beside credentials: write it into an entry of the list',
      );
    }
    checkUniqueAccessKeys(source, faults, list, new Set());
    return;
  }
  const missing = PAIR.filter((name) => !source.has([...sigv4, name]));
  const ofThePair = OF_THE_PAIR.some((name) => source.has([...sigv4, name]));
  if (
    missing.length === 0 ||
    (!ofThePair && (source.has([...sigv4, 'credentials_file']) || sessionsSign(source, sigv4)))
  ) {
    return;
  }
  const problem =
    missing.length === 2
      ? 'needs access_key and secret_key, or credentials, or credentials_file'
      : `needs ${missing.join('')} as well`;
  faults.add(source.positionOf(sigv4), sigv4, problem);
}

/** Whether `web_identity` hands out all keys that the bucket needs. */
function sessionsSign(source: ConfigSource, sigv4: ConfigPath): boolean {
  const auth = sigv4.slice(0, -1);
  const withPair = readBoolean(source.valueAt([...auth, 'jwt', 'sigv4_session']) ?? false);
  return source.has([...auth, 'web_identity']) && !(withPair.ok && withPair.value);
}
