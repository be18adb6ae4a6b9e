import { GatewayError } from '../../common/errors/gateway-error.js';
import type { SpooledBytes } from '../spool/index.js';
import type { LengthRange } from './policy-condition.js';

/**
 * Keeps the file of a form until its length is known.
 * @param limits bytes it may have; the upper one holds while it arrives
 * @param onBytes told the number of bytes of each piece
 * @throws GatewayError EntityTooLarge, EntityTooSmall, and what the form or the spool fails with
 */
export async function spoolFile(
  file: AsyncIterable<Buffer>,
  spooled: SpooledBytes,
  { min, max }: LengthRange,
  onBytes: (count: number) => void,
): Promise<void> {
  for await (const bytes of file) {
    const proposed = spooled.length + bytes.length;
    if (proposed > max) {
      throw new GatewayError('EntityTooLarge', { details: { ProposedSize: proposed, MaxSizeAllowed: max } });
    }
    await spooled.append(bytes);
    onBytes(bytes.length);
  }
  if (spooled.length < min) {
    throw new GatewayError('EntityTooSmall', { details: { ProposedSize: spooled.length, MinSizeAllowed: min } });
  }
}
