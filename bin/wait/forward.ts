import { complaint, type KubectlRunner } from '../wait/kubectl';

/** A port of the cluster on this machine. */
export interface Forward {
  /** Its URL. */
  readonly url: string;

  /** Closes it. */
  readonly close: () => void;
}

/** Opens a port of the cluster on this machine. */
export type OpenForward = (target: ForwardTarget) => Promise<Forward>;

/** A port of a pod or a Service. */
export interface ForwardTarget {
  readonly namespace: string;

  /** `service/loki-gateway`, `pod/alloy-x2x9z`. */
  readonly name: string;

  readonly port: number;
}

/** A port that could not be opened. */
export class ForwardError extends Error {}

/** Line in which kubectl names the local port. */
const LINE = /^Forwarding from 127\.0\.0\.1:(\d+) ->/;

/** Longest time to wait for that line, in milliseconds. */
const OPENS_WITHIN = 20_000;

/**
 * Opens a port with `kubectl port-forward`, at a free port of the loopback address. The kubelet makes the connection, so it
 * needs no permission of a network policy.
 *
 * @throws ForwardError if kubectl ends, or prints nothing for too long
 */
export async function openForward(kubectl: KubectlRunner, { namespace, name, port }: ForwardTarget): Promise<Forward> {
  const end = new AbortController();
  const close = (): void => end.abort();
  const timer = setTimeout(close, OPENS_WITHIN);
  try {
    return await new Promise<Forward>((resolve, reject) => {
      const onLine = (line: string): void => {
        const local = LINE.exec(line)?.[1];
        if (local) resolve({ url: `http://127.0.0.1:${local}`, close });
      };
      const args = ['port-forward', '--namespace', namespace, name, `:${port}`, '--address', '127.0.0.1'];
      kubectl
        .run(args, { signal: end.signal, onLine })
        .then(
          (result) => reject(new ForwardError(complaint(result, `kubectl port-forward to ${name} printed nothing`))),
          reject,
        );
    });
  } finally {
    clearTimeout(timer);
  }
}
