import { basic, type PushTarget } from '../client';
import { sleep } from '../rig/wait';

/** Seconds before a push that was refused for now is sent again. */
const PAUSE = 0.5;

/**
 * Pushes one batch as Alloy does, again for as long as it is refused for now.
 *
 * @param refused called for each refusal
 * @returns milliseconds that the push took that was taken
 */
export async function sendBatch(target: PushTarget, body: Buffer, refused?: () => void): Promise<number> {
  const headers = {
    'content-type': 'application/x-protobuf',
    'x-scope-orgid': target.tenant,
    authorization: basic(target.user, target.password),
  };
  for (;;) {
    const started = performance.now();
    const response = await fetch(target.url, { method: 'POST', headers, body });
    const text = await response.text();
    if (response.status === 204) return performance.now() - started;
    if (response.status !== 429 && response.status < 500) throw new Error(`push: ${response.status} ${text}`);
    refused?.();
    await sleep(PAUSE);
  }
}
