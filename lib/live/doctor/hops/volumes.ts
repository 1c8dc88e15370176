import { hopOf } from '../hops';
import type { Fault } from '../fault';
import { linesOf, type View } from '../view';

/** Steps that change the pods of a Loki, by the fields of an environment and by those of a chart. */
const step = ({ setup }: View, own: string, other: string): string[] => (setup.found ? [other] : [own, setup.deliver]);

const absent: Fault = {
  id: 'volume-absent',
  hop: 'store',
  cause: 'Loki writes to a folder that is on no volume of the pod: the file system of its image is read-only',
  find: (view) => {
    const lines = view.lokiLogs('folder-absent');
    const [first] = lines;
    if (!first) return undefined;
    return {
      hop: hopOf(first.component),
      isMild: view.isServed(first.component),
      evidence: `mkdir ${first.detail}: read-only file system: ${linesOf(lines)}`,
      fix: step(
        view,
        `leave ${first.detail} out of environments.${view.setup.name}.loki.config: only folders below the volume of the pod can be written`,
        `mount a volume at ${first.detail}: persistence of that component in the values of its chart, or common.path_prefix in Loki's configuration at its mountPath`,
      ),
    };
  },
};

const denied: Fault = {
  id: 'volume-denied',
  hop: 'store',
  cause: 'Loki may not write to its volume: its files belong to another user or group than the pod',
  find: (view) => {
    const lines = view.lokiLogs('file-denied');
    const [first] = lines;
    if (!first) return undefined;
    return {
      hop: hopOf(first.component),
      isMild: view.isServed(first.component),
      evidence: `permission denied: ${linesOf(lines)}`,
      fix: step(
        view,
        'remove what customize changes in fsGroup and runAsUser of the pods',
        'give the pods an fsGroup: podSecurityContext: { fsGroup: 10001, fsGroupChangePolicy: Always }',
      ),
    };
  },
};

/** Faults of folders that Loki writes to. */
export const VOLUME_FAULTS: readonly Fault[] = [absent, denied];
