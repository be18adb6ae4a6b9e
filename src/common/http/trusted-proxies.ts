import { BlockList, isIPv6 } from 'node:net';

/** A range of addresses in CIDR notation (RFC 4632, RFC 4291 section 2.3). */
export interface Network {
  readonly address: string;
  /** Length in bits. */
  readonly prefix: number;
}

/** The peers whose word about the client behind them counts. */
export class TrustedProxies {
  readonly #networks = new BlockList();
  readonly #none: boolean;

  constructor(networks: readonly Network[]) {
    this.#none = networks.length === 0;
    for (const { address, prefix } of networks) this.#networks.addSubnet(address, prefix, family(address));
  }

  /** @param address as a socket reports it, or a hop of X-Forwarded-For; one that is no address is not trusted */
  trusts(address: string | undefined): boolean {
    if (this.#none || address === undefined) return false;
    // An IPv4 client of a listener on [::], and the interface of a link-local one.
    const plain = address.replace(/^::ffff:(?=\d+\.)/i, '').replace(/%.*$/, '');
    return this.#networks.check(plain, family(plain));
  }
}

function family(address: string): 'ipv4' | 'ipv6' {
  return isIPv6(address) ? 'ipv6' : 'ipv4';
}
