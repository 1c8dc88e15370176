import { k8s } from 'cdk8s-plus-28';
import { MANAGED_BY } from '../../charts/kubernetes/objects';
import { resources, RESTRICTED_CONTAINER } from '../../charts/kubernetes/workload';
import type { SmokePath } from './path';

/** Name of the pod's container, by which its lines are found. */
export const WRITER_CONTAINER = 'smoke';

/** Label of its pods. */
const WRITER_LABELS: Readonly<Record<string, string>> = { 'app.kubernetes.io/name': 'eks-loki-smoke' };

/** User of the image of nginx. */
const USER = 101;

/** Seconds after the timeout at which the pod ends by itself, if it could not be deleted. */
const DEADLINE_MARGIN_SECONDS = 60;

/** The pod that writes one line and then waits, since the kubelet deletes its output with it. */
export interface Writer {
  /** Its name. */
  readonly name: string;

  /** The line. */
  readonly line: string;

  /** Time that the line may take to arrive, in seconds. */
  readonly seconds: number;
}

/**
 * Manifest of the pod. It has the image of another pod of the environment, since nodes can pull that one, runs on the same
 * nodes, and passes the `restricted` Pod Security Standard.
 */
export function writerPod({ namespace, model }: SmokePath, { name, line, seconds }: Writer): object {
  const { pod } = model;
  const [container] = pod.containers;
  const place = pod as Pick<k8s.PodSpec, 'nodeSelector' | 'tolerations' | 'imagePullSecrets' | 'affinity'>;
  const { nodeSelector, tolerations, imagePullSecrets, affinity } = place;
  return {
    ...k8s.KubePod.GVK,
    metadata: { name, namespace, labels: { ...WRITER_LABELS, ...MANAGED_BY } },
    spec: {
      restartPolicy: 'Never',
      activeDeadlineSeconds: seconds + DEADLINE_MARGIN_SECONDS,
      terminationGracePeriodSeconds: 1,
      automountServiceAccountToken: false,
      enableServiceLinks: false,
      securityContext: {
        ...{ runAsNonRoot: true, runAsUser: USER, runAsGroup: USER },
        seccompProfile: { type: 'RuntimeDefault' },
      },
      ...{ nodeSelector, tolerations, imagePullSecrets },
      affinity: { nodeAffinity: affinity?.nodeAffinity },
      containers: [
        {
          name: WRITER_CONTAINER,
          image: container?.image,
          command: ['/bin/sh', '-c', 'echo "$LINE"; exec sleep "$WAIT"'],
          env: [
            { name: 'LINE', value: line },
            { name: 'WAIT', value: String(seconds + DEADLINE_MARGIN_SECONDS) },
          ],
          resources: quantities(),
          securityContext: RESTRICTED_CONTAINER,
        },
      ],
    },
  };
}

function quantities(): object {
  const { requests, limits } = resources({ cpu: 0.01, memoryMiB: 16 });
  const plain = (of: Readonly<Record<string, k8s.Quantity>> = {}) =>
    Object.fromEntries(Object.entries(of).map(([name, { value }]) => [name, value]));
  return { requests: plain(requests), limits: plain(limits) };
}
