import type { FaultList } from '../config-fault.js';
import type { ConfigPath } from '../config-path.js';
import type { ConfigSource } from '../source/config-source.js';
import { isMapping } from '../source/config-source.js';
import { readBoolean } from '../values/boolean.js';
import { readByteSize } from '../values/byte-size.js';

const OF_A_TOKEN = /\{claim\./;
const OF_THE_CALLER = /\{sub\}/;

/** Checks that the rules for new objects can hold, and that they can be enforced. */
export function checkUpload(source: ConfigSource, faults: FaultList, bucket: ConfigPath): void {
  const upload = [...bucket, 'upload'];
  if (!isMapping(source.valueAt(upload))) return;
  const fault = (path: ConfigPath, problem: string): void => {
    faults.add(source.positionOf(path), path, problem);
  };
  const [smallest, largest] = ['min_size', 'max_size'].map((key) => readByteSize(source.valueAt([...upload, key]), 0));
  if (smallest?.ok === true && largest?.ok === true && smallest.value > largest.value) {
    fault([...upload, 'min_size'], 'is larger than max_size: nothing could be uploaded');
  }
  checkCaller(source, bucket, upload, fault);
  checkCopies(source, bucket, upload, fault);
}

type Fault = (path: ConfigPath, problem: string) => void;

/** A value that no caller has would refuse everyone. */
function checkCaller(source: ConfigSource, bucket: ConfigPath, upload: ConfigPath, fault: Fault): void {
  const enabled = readBoolean(source.valueAt([...bucket, 'auth', 'enabled']));
  for (const key of ['key_pattern', 'key_template']) {
    const path = [...upload, key];
    const text = source.textAt(path) ?? '';
    if (OF_A_TOKEN.test(text) && !source.has([...bucket, 'auth', 'jwt'])) {
      fault(path, 'names a claim, but the bucket takes no tokens (auth.jwt)');
    }
    if (OF_THE_CALLER.test(text) && enabled.ok && !enabled.value) {
      fault(path, 'names the caller, but the bucket is open');
    }
  }
}

/** Not every backend decides about conditions when it copies. */
function checkCopies(source: ConfigSource, bucket: ConfigPath, upload: ConfigPath, fault: Fault): void {
  const overwrite = readBoolean(source.valueAt([...upload, 'overwrite']));
  const operations = source.valueAt([...bucket, 'operations']);
  if (!overwrite.ok || overwrite.value || !source.has([...bucket, 's3']) || !Array.isArray(operations)) return;
  if (operations.includes('CopyObject')) {
    fault(
      [...upload, 'overwrite'],
      'false cannot be kept for CopyObject, which an S3 backend may carry out regardless',
    );
  }
}
