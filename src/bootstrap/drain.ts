import { setTimeout as delay } from 'node:timers/promises';
import type { DataPlane } from './data-plane.js';

const IDLE_SWEEP_MS = 50;

/**
 * Takes the data plane out of service without breaking an upload.
 * @param graceMs how long new requests are still taken after readiness is refused, for load balancers to notice
 * @param drainMs how long uploads in flight may take after that before they are cut
 */
export async function drain(
  { app, front, runtime, server }: DataPlane,
  graceMs: number,
  drainMs: number,
): Promise<void> {
  runtime.startDraining();
  await delay(graceMs);
  const closed = new Promise<void>((resolve) => {
    server.close(() => {
      resolve();
    });
  });
  // Connections whose last answer went out before the drain began are idle now and then, and Node takes one that has
  // not sent anything yet for a busy one: nobody else closes them.
  const sweep = setInterval(() => {
    front.closeIdle();
  }, IDLE_SWEEP_MS);
  const cut = setTimeout(() => {
    front.closeAll();
  }, drainMs);
  try {
    await closed;
  } finally {
    clearInterval(sweep);
    clearTimeout(cut);
  }
  await app.close();
}
