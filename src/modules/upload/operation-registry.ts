import { GatewayError } from '../../common/errors/gateway-error.js';
import { OFFERED_OPERATIONS } from '../../common/s3/operation-names.js';
import type { S3Operation } from '../runtime/index.js';

/** The classes that carry out operations, by S3 name. */
export class OperationRegistry {
  private readonly operations: ReadonlyMap<string, S3Operation>;

  /** @throws Error when an operation that a bucket may offer has no class: found at start, not at a request */
  constructor(operations: readonly S3Operation[]) {
    this.operations = new Map(operations.map((operation) => [operation.name, operation]));
    const missing = OFFERED_OPERATIONS.filter((name) => !this.operations.has(name));
    if (missing.length > 0) throw new Error(`No class for the operations ${missing.join(', ')}`);
  }

  get(name: string): S3Operation {
    const operation = this.operations.get(name);
    if (operation === undefined) throw new GatewayError('NotImplemented');
    return operation;
  }
}
