import type { KubernetesObject } from '../../../helpers/charts';
import { type KeptContainer, now } from './kept-container';

/** Parts of a pod's status. */
export interface PodParts {
  readonly pod: KubernetesObject;

  /** Address of its node. */
  readonly hostIP: string;

  /** Its address. @default - it has none yet */
  readonly podIP?: string;

  readonly init: readonly KeptContainer[];
  readonly containers: readonly KeptContainer[];
}

interface Condition {
  readonly type: string;
  readonly status: string;
  readonly lastTransitionTime?: string;
}

/** Status of a pod as the kubelet writes it; as a patch it keeps the condition of the scheduler. */
export function statusOf({ pod, hostIP, podIP, init, containers }: PodParts): object {
  const isSidecar = ({ spec }: KeptContainer) => spec.restartPolicy === 'Always';
  const initialized = init.every((one) => (isSidecar(one) ? one.started : one.exitCode === 0));
  const unready = [...containers, ...init.filter(isSidecar)].filter(({ ready }) => !ready);
  const before = (pod['status'] as { conditions?: readonly Condition[] }).conditions ?? [];
  const condition = (type: string, holds: boolean, reason: string) => {
    const status = holds ? 'True' : 'False';
    const last = before.find((one) => one.type === type);
    return {
      ...{ type, status, lastTransitionTime: last?.status === status ? last.lastTransitionTime : now() },
      ...(holds
        ? { reason: null, message: null }
        : { reason, message: `containers with unready status: ${namesOf(unready)}` }),
    };
  };
  const phase = phaseOf(initialized, containers);
  const isReady = phase === 'Running' && unready.length === 0;
  return {
    ...{ phase, hostIP, hostIPs: [{ ip: hostIP }] },
    ...(podIP === undefined ? {} : { podIP, podIPs: [{ ip: podIP }] }),
    startTime: (pod['status'] as { startTime?: string }).startTime ?? now(),
    conditions: [
      condition('PodReadyToStartContainers', podIP !== undefined, 'ContainersNotReady'),
      condition('Initialized', initialized, 'ContainersNotInitialized'),
      condition('ContainersReady', isReady, 'ContainersNotReady'),
      condition('Ready', isReady, 'ContainersNotReady'),
    ],
    initContainerStatuses: init.map((one) =>
      containerStatus(pod, one, isSidecar(one) ? one.ready : one.exitCode === 0),
    ),
    containerStatuses: containers.map((one) => containerStatus(pod, one, one.ready)),
  };
}

function phaseOf(initialized: boolean, containers: readonly KeptContainer[]): string {
  const codes = containers.map(({ exitCode }) => exitCode);
  if (codes.length > 0 && codes.every((code) => code !== undefined)) {
    return codes.every((code) => code === 0) ? 'Succeeded' : 'Failed';
  }
  const isBegun = ({ runs, lastState, exitCode }: KeptContainer) =>
    runs || lastState !== undefined || exitCode !== undefined;
  return initialized && containers.every(isBegun) ? 'Running' : 'Pending';
}

function containerStatus(pod: KubernetesObject, one: KeptContainer, ready: boolean): object {
  const { name, image } = one.spec;
  const { uid } = pod.metadata as unknown as { uid: string };
  return {
    ...{ name, image, imageID: image, containerID: one.runs || one.lastState ? `rig://${uid}/${name}` : '' },
    ...{ ready, started: one.started, restartCount: one.restarts },
    ...{ state: one.state, lastState: one.lastState ?? {} },
  };
}

const namesOf = (containers: readonly KeptContainer[]): string =>
  `[${containers.map(({ spec }) => spec.name).join(' ')}]`;
