import { parsedJson } from '../../lib/manifests/json';
import { HTTP_PORT } from '../../charts/loki/components';
import { conform, type Form } from '../wait/conform';
import { type Forward, openForward } from '../wait/forward';
import type { KubectlRunner } from '../wait/kubectl';

/** Member of the ring of ingesters. */
export interface RingMember {
  /** Its name, that of the pod. */
  readonly id: string;

  /** Its state: ACTIVE, or another while it starts or ends, or is away. */
  readonly state: string;

  /** Its zone. @default - it has no zone */
  readonly zone?: string;
}

/** State of a ring member that takes lines. */
export const ACTIVE = 'ACTIVE';

/** Reads the ring of ingesters from a pod; a text says why it cannot be read. */
export type RingReader = (namespace: string, pod: string) => Promise<readonly RingMember[] | string>;

const RING: Form = { shards: [{ id: 'text', state: 'text', zone: 'text' }] };

/** Longest time for the answer of a pod, in milliseconds. */
const TIMEOUT = 20_000;

/** Asks a pod for the ring. */
export const ringReader =
  (kubectl: KubectlRunner): RingReader =>
  async (namespace, pod) => {
    let forward: Forward | undefined;
    try {
      forward = await openForward(kubectl, { namespace, name: `pod/${pod}`, port: HTTP_PORT });
      return await ringAt(forward.url);
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    } finally {
      forward?.close();
    }
  };

/** Members of the ring at the URL of a pod; a text says why they cannot be read. @throws Error if it does not answer in time */
export async function ringAt(url: string): Promise<readonly RingMember[] | string> {
  const signal = AbortSignal.timeout(TIMEOUT);
  const response = await fetch(`${url}/ring`, { headers: { accept: 'application/json' }, signal });
  const ring = conform(parsedJson(await response.text()), RING, ['shards', 'id', 'state']);
  return ring ? (ring as { readonly shards: readonly RingMember[] }).shards : `/ring answers ${response.status}`;
}
