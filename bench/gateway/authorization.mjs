/*
 * What a token, and a policy beside it, add to the cost of a small upload: processor time of the gateway per PUT of 1 KiB
 * into a folder, on an open bucket, with a JSON Web Token, and with a token and a remembered decision of an OPA server.
 * The three take turns; each figure is the median of the rounds.
 * usage: node bench/gateway/authorization.mjs [rounds] [requests per round]     (5 and 4000 by default)
 */
import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Pool } from 'undici';
import { startGateway } from './gateway-process.mjs';

const CONNECTIONS = 16;
const BODY = Buffer.alloc(1024, 1);
const SECRET = 'a-secret-of-32-bytes-for-benches';
/** Of proc(5): one tick of the times in `stat`. Microseconds. */
const TICK_US = 10_000;

const [rounds = 5, requests = 4000] = process.argv.slice(2).map(Number);

function token() {
  const part = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const signed = `${part({ alg: 'HS256' })}.${part({ sub: 'bench', exp: Math.floor(Date.now() / 1000) + 3600 })}`;
  return `${signed}.${createHmac('sha256', SECRET).update(signed).digest('base64url')}`;
}

/** User and system time that a process has had, in microseconds. */
function processorTime(pid) {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /s, '')
    .split(' ');
  return (Number(fields[11]) + Number(fields[12])) * TICK_US;
}

/** @returns microseconds of the gateway's processor time per request */
async function measure({ gateway, headers, pool }) {
  const before = processorTime(gateway.pid);
  let left = requests;
  const worker = async (_, index) => {
    while (left-- > 0) {
      const answer = await pool.request({ method: 'PUT', path: `/uploads/key${index}`, headers, body: BODY });
      await answer.body.dump();
      if (answer.statusCode !== 200) throw new Error(`the gateway answered ${answer.statusCode}`);
    }
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, worker));
  return (processorTime(gateway.pid) - before) / requests;
}

const folder = mkdtempSync(join(tmpdir(), 'mizuchi-authorization-'));
const opa = createServer((request, response) => {
  request.resume().on('end', () => response.end('{"result":true}'));
}).listen(0, '127.0.0.1');
await once(opa, 'listening');

const jwt = `auth: { enabled: true, jwt: { algorithm: HS256, secret: "${SECRET}" } }`;
const policy = `authz: { opa: { url: "http://127.0.0.1:${opa.address().port}", policy_path: mizuchi/allow } }`;
const RULES = { open: undefined, token: jwt, 'token and policy': `${jwt}\n    ${policy}` };
const subjects = {};
try {
  for (const [name, rules] of Object.entries(RULES)) {
    const place = mkdtempSync(join(folder, 'gateway-'));
    const gateway = await startGateway(place, `filesystem: { root: ${join(place, 'data')}, fsync: false }`, rules);
    const headers = rules === undefined ? {} : { authorization: `Bearer ${token()}` };
    subjects[name] = { gateway, headers, pool: new Pool(gateway.url, { connections: CONNECTIONS }), figures: [] };
    await measure(subjects[name]);
  }
  for (let round = 0; round < rounds; round += 1) {
    for (const subject of Object.values(subjects)) subject.figures.push(await measure(subject));
  }
  const median = ({ figures }) => figures.toSorted((a, b) => a - b)[Math.floor(figures.length / 2)];
  const open = median(subjects.open);
  for (const [name, subject] of Object.entries(subjects)) {
    const figure = median(subject);
    const added = ((figure / open - 1) * 100).toFixed(1);
    process.stdout.write(`${name}: ${figure.toFixed(0)} us per PUT of 1 KiB (${added} % more than open)\n`);
  }
} finally {
  for (const { gateway, pool } of Object.values(subjects)) {
    await pool.close();
    await gateway.stop();
  }
  opa.close();
  rmSync(folder, { recursive: true, force: true });
}
