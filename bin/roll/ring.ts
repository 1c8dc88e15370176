import { HTTP_PORT } from '../../charts/loki/components';
import { conform, type Form, parsedJson } from '../wait/conform';
import { complaint, type KubectlRunner } from '../wait/kubectl';

/** Member of the ring of ingesters. */
export interface RingMember {
  /** Its name, that of the pod. */
  readonly id: string;

  /** Its state: ACTIVE, or another while it starts or ends, or is away. */
  readonly state: string;

  /** Its zone. @default - it has none */
  readonly zone?: string;
}

/** Reads the ring of ingesters by way of a pod; a text says why it cannot be read. */
export type RingReader = (namespace: string, pod: string) => Promise<readonly RingMember[] | string>;

const RING: Form = { shards: [{ id: 'text', state: 'text', zone: 'text' }] };

/** Seconds for the way to the pod, and for its answer. */
const TIMEOUT_SECONDS = 20;

/** Line of kubectl with the local port. */
const FORWARDING = /^Forwarding from 127\.0\.0\.1:(\d+) ->/;

/** Asks a pod for the ring. Port forwarding goes through the kubelet, which network policies do not deny. */
export const ringReader =
  (kubectl: KubectlRunner): RingReader =>
  async (namespace, pod) => {
    const done = new AbortController();
    const signal = AbortSignal.any([done.signal, AbortSignal.timeout(TIMEOUT_SECONDS * 1000)]);
    try {
      return await new Promise<readonly RingMember[] | string>((resolve) => {
        const args = ['port-forward', '--namespace', namespace, `pod/${pod}`, `:${HTTP_PORT}`];
        const onLine = (line: string) => {
          const [, port] = FORWARDING.exec(line) ?? [];
          if (port) void ringAt(port, signal).then(resolve);
        };
        void kubectl.run(args, { signal, onLine }).then(
          (result) => resolve(complaint(result) || 'kubectl port-forward ended'),
          (error: unknown) => resolve(String(error)),
        );
        signal.addEventListener('abort', () => resolve(`${pod} does not answer`));
      });
    } finally {
      done.abort();
    }
  };

async function ringAt(port: string, signal: AbortSignal): Promise<readonly RingMember[] | string> {
  try {
    const response = await fetch(`http://127.0.0.1:${port}/ring`, { headers: { accept: 'application/json' }, signal });
    const ring = conform(parsedJson(await response.text()), RING, ['shards', 'id', 'state']);
    return ring ? (ring as { readonly shards: readonly RingMember[] }).shards : `/ring answers ${response.status}`;
  } catch (error) {
    return `/ring: ${error instanceof Error ? error.message : String(error)}`;
  }
}
