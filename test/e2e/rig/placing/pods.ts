import type { Manifest } from '../../../../lib/manifests/manifest';
import { at, records } from '../../../../lib/manifests/shape';
import type { KubernetesObject } from '../../../helpers/charts';
import { type Change, type Client, STRATEGIC } from '../living/client';
import { sleep } from '../wait';

/** Seconds that a pod takes to end. */
const ENDING = 0.5;

/** A pod of the API server. */
export type Pod = KubernetesObject &
  Manifest & { readonly metadata: { readonly uid: string; readonly namespace: string } };

/** Name of the node of a pod. */
export const nodeOf = (pod: Pod): string | undefined => at(pod, 'spec.nodeName') as string | undefined;

/** Kind of the object that made a pod. */
export const makerOf = (pod: Pod): unknown => records(at(pod, 'metadata.ownerReferences'))[0]?.['kind'];

/** Volume claims of a pod, as `namespace/name`. */
export const claimsOf = (pod: Pod): string[] =>
  records(at(pod, 'spec.volumes')).flatMap((volume) => {
    const name = at(volume, 'persistentVolumeClaim.claimName');
    return name === undefined ? [] : [`${pod.metadata.namespace}/${name}`];
  });

/** Message of the scheduler about a pod that no node takes; undefined for others. */
function refusal(pod: Pod): string | undefined {
  if (nodeOf(pod) !== undefined || isEnding(pod)) return undefined;
  const found = records(at(pod, 'status.conditions')).find(
    ({ type, reason }) => type === 'PodScheduled' && reason === 'Unschedulable',
  );
  return found ? String(found['message']) : undefined;
}

const isEnding = (pod: Pod): boolean => at(pod, 'metadata.deletionTimestamp') !== undefined;
const isRunning = (pod: Pod): boolean => at(pod, 'status.phase') === 'Running';

/** Pods of a cluster. Those with a node run at once, and those that are deleted end at once: no kubelet does it. */
export class PlacingPods {
  private readonly known = new Map<string, Pod>();

  constructor(private readonly client: Client) {
    void client.follow('/api/v1/pods', (pod, change) => void this.change(pod as Pod, change));
  }

  /** Pods that exist. */
  public get all(): Pod[] {
    return [...this.known.values()];
  }

  /** Pods that no node takes. */
  public get waiting(): Pod[] {
    return this.all.filter((pod) => refusal(pod) !== undefined);
  }

  /** Names of the pods that no node takes, each with what the scheduler says. */
  public get pending(): string[] {
    return this.waiting.map((pod) => `${pod.metadata.name}: ${refusal(pod)}`);
  }

  /** Pods that do not run and do not wait for a node. */
  public get moving(): Pod[] {
    return this.all.filter((pod) => refusal(pod) === undefined && (isEnding(pod) || !isRunning(pod)));
  }

  /** Ends a pod at once, and not the one of the same name that follows. */
  public async end({ metadata: { name, namespace, uid } }: Pod): Promise<void> {
    const path = `/api/v1/namespaces/${namespace}/pods/${name}`;
    // A conflict with another change is not an answer.
    while (this.known.has(uid) && !this.client.isClosed) {
      await this.client.attempt('DELETE', path, { gracePeriodSeconds: 0, preconditions: { uid } });
      await sleep(0.2);
    }
  }

  /** Asks for the eviction of a pod. A budget may refuse it. */
  public async evict({ metadata: { name, namespace } }: Pod): Promise<void> {
    const body = { apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name, namespace } };
    const path = `/api/v1/namespaces/${namespace}/pods/${name}/eviction`;
    await this.client.request('POST', path, body).catch((error: Error & { readonly code?: number }) => {
      if (![404, 409, 429].includes(error.code ?? 0)) throw error;
    });
  }

  private async change(pod: Pod, change: Change): Promise<void> {
    const { uid, name, namespace } = pod.metadata;
    if (change === 'DELETED') {
      this.known.delete(uid);
      return;
    }
    const isKnown = this.known.has(uid) && isEnding(this.known.get(uid) as Pod);
    this.known.set(uid, pod);
    if (isEnding(pod)) {
      if (isKnown) return;
      // A pod that ends at once, and returns by its name, is one that was not evicted yet, for the controller of budgets.
      await sleep(ENDING);
      await this.end(pod);
    } else if (nodeOf(pod) !== undefined && !isRunning(pod)) {
      const status = runningStatus(pod);
      await this.client.attempt('PATCH', `/api/v1/namespaces/${namespace}/pods/${name}/status`, { status }, STRATEGIC);
    }
  }
}

/** Status of a pod whose containers run and are ready. */
function runningStatus(pod: Pod): object {
  const now = new Date().toISOString();
  return {
    ...{ phase: 'Running', podIP: '10.0.0.1', podIPs: [{ ip: '10.0.0.1' }], startTime: now },
    conditions: ['Initialized', 'ContainersReady', 'Ready'].map((type) => ({
      ...{ type, status: 'True', lastTransitionTime: now },
    })),
    containerStatuses: records(at(pod, 'spec.containers')).map(({ name, image }) => ({
      ...{ name, image, imageID: image, ready: true, restartCount: 0, state: { running: { startedAt: now } } },
    })),
  };
}
