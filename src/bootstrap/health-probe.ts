import { discardUnreadBody } from '../common/http/discard-unread-body.js';
import { isLoopbackHost } from '../common/http/loopback-host.js';
import { bucketComponent, livenessReport, readinessReport } from '../modules/health/index.js';
import type { HealthReport } from '../modules/health/index.js';
import type { RequestContext } from '../modules/runtime/index.js';
import type { DataPlaneStatus } from '../modules/status/index.js';

/**
 * Answers `/health` and `/ready` on the data listener: exactly these targets, GET or HEAD, no query, no
 * Authorization; anything else is an S3 request and goes its way. So is a key of this name in a bucket that the Host
 * names.
 * @returns whether this was one
 */
export function answerHealthProbe(context: RequestContext, status: DataPlaneStatus): boolean {
  const { method, url, headers, snapshot, client } = context;
  if (url !== '/health' && url !== '/ready') return false;
  if ((method !== 'GET' && method !== 'HEAD') || headers.has('authorization')) return false;
  if (snapshot.config.loopback_hosts_only && !isLoopbackHost(headers.get('host'))) return false;
  if (snapshot.publicHosts.labelOf(client.host) !== undefined) return false;
  if (url === '/health') {
    const component = { status: 'up', draining: status.draining() };
    send(context, livenessReport(status, { data_plane: component }));
  } else {
    void readiness(status).then((report) => {
      send(context, report);
    });
  }
  return true;
}

/** Never rejects: nobody would be there to catch it. */
async function readiness(status: DataPlaneStatus): Promise<HealthReport> {
  try {
    const buckets = await status.buckets();
    const components = Object.fromEntries(buckets.map((bucket) => [bucket.name, bucketComponent(bucket)]));
    return readinessReport(status.draining(), buckets, components);
  } catch {
    return readinessReport(status.draining(), [], {});
  }
}

function send({ method, request, response }: RequestContext, report: HealthReport): void {
  if (response.destroyed) return;
  const body = JSON.stringify(report.body);
  discardUnreadBody(request, response);
  response.writeHead(report.status, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
    'cache-control': 'no-store',
  });
  response.end(method === 'HEAD' ? undefined : body);
}
