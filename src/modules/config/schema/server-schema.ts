import { z } from 'zod';
import { readHostName } from '../values/host-name.js';
import { readListenAddress } from '../values/listen-address.js';
import { readNetwork } from '../values/network.js';
import { byteSize, duration, field, fieldInfo, path } from './field.js';

export const DEFAULT_DATA_ADDRESS = '127.0.0.1:8080';
export const DEFAULT_MANAGEMENT_PORT = 9090;

/** Where a listener waits. */
export const listenAddress = () => field('address', readListenAddress);

const publicHosts = z.array(field('host name', readHostName)).register(fieldInfo, { type: 'list of host names' });

const networks = z.array(field('network', readNetwork)).register(fieldInfo, { type: 'list of networks' });

const timeouts = z.strictObject({
  headers: duration().prefault('30s').describe('Longest time for the request line and headers to arrive.'),
  body_idle: duration()
    .prefault('30s')
    .describe(
      'Longest pause between two pieces of a body; runs only while the gateway is willing to read. Also the longest time that a client may read nothing of a download.',
    ),
  keep_alive: duration().prefault('75s').describe('How long an idle connection waits for the next request.'),
  drain_grace: duration(0)
    .prefault('5s')
    .describe('After a signal to stop: time in which `/ready` answers 503 and new connections are still accepted.'),
  drain: duration(0).prefault('300s').describe('Longest time that running uploads get to finish after the grace.'),
});

const limits = z.strictObject({
  spool_memory: byteSize()
    .prefault('256MiB')
    .describe('Memory in bytes for small files of forms (up to 64 KiB each) on their way to the store.'),
  spool_disk: byteSize()
    .prefault('10GiB')
    .describe(
      'Room in bytes below `state_dir` for all other files of forms on their way to the store; also the largest of them.',
    ),
});

/** The block `server`. */
export const serverSchema = z.strictObject({
  address: listenAddress()
    .prefault(DEFAULT_DATA_ADDRESS)
    .describe('Data listener: `host:port`, `[ipv6]:port` or `unix:/path`. Port 0 lets the system choose.'),
  public_hosts: publicHosts
    .prefault([])
    .describe(
      'Names under which clients find the data listener, without port. Before each of them the name of a bucket may stand: ' +
        '`<bucket>.<host>` is the prefix `/<bucket>`, else `/{bucket}`.',
    ),
  trusted_proxies: networks
    .prefault([])
    .describe('Addresses and networks of proxies whose `X-Forwarded-*` headers and `X-Request-Id` are believed.'),
  state_dir: path()
    .prefault('./.mizuchi')
    .describe(
      'Directory for what must outlive a restart, such as the generated secret, and for files of forms on their way.',
    ),
  limits: limits.prefault({}).describe('What the process may use. Who finds no room waits.'),
  timeouts: timeouts.prefault({}).describe('Limits on how long a client connection may take.'),
});
