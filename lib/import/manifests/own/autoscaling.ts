import { DEFAULT_CPU, DEFAULT_GROWTH, SCALED_COMPONENTS } from '../../../../charts/loki/sizes/autoscaling';
import type { Manifest } from '../../../manifests/manifest';
import { at, records, text } from '../../../manifests/shape';
import type { Importing } from '../../importing';

/** Components that may be scaled, by the names of their workloads. */
const COMPONENTS: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(SCALED_COMPONENTS).map(([component, name]) => [`loki-${name}`, component]),
);

/** An autoscaler: its workload and its settings. */
interface Scaler {
  readonly workload: string;
  readonly min: number;
  readonly max: number;
  readonly cpu?: number;
  readonly prometheus?: string;
}

/** Fewest pods of workloads that are scaled, by their names. */
export const fewestPods = (objects: readonly Manifest[]): ReadonlyMap<string, number> =>
  new Map(scalersOf(objects).map(({ workload, min }) => [workload, min]));

/** Reads the autoscalers of components. Their fewest pods are those of the sizes. */
export function readOwnAutoscaling({ draft }: Importing, objects: readonly Manifest[]): void {
  const fields = scalersOf(objects).flatMap(({ workload, min, max, cpu, prometheus }) => {
    const component = COMPONENTS[workload];
    const settings = {
      ...(max === min * DEFAULT_GROWTH ? {} : { max }),
      ...(cpu === undefined || cpu === DEFAULT_CPU ? {} : { cpu }),
      ...(prometheus === undefined ? {} : { prometheus }),
    };
    return component === undefined ? [] : [[component, settings] as const];
  });
  if (fields.length === 0) return;
  const isPlain = fields.every(([, settings]) => Object.keys(settings).length === 0);
  const isAll = isPlain && fields.length === Object.keys(COMPONENTS).length;
  draft.set(['loki', 'autoscaling'], isAll ? true : Object.fromEntries(fields));
}

function scalersOf(objects: readonly Manifest[]): Scaler[] {
  return objects.flatMap((object): Scaler[] => {
    const workload = text(at(object, 'spec.scaleTargetRef.name'));
    if (workload === undefined) return [];
    if (object.kind === 'HorizontalPodAutoscaler') {
      const [metric] = records(at(object, 'spec.metrics'));
      return [
        {
          workload,
          min: Number(at(object, 'spec.minReplicas')),
          max: Number(at(object, 'spec.maxReplicas')),
          cpu: Number(at(metric, 'resource.target.averageUtilization')),
        },
      ];
    }
    if (object.kind !== 'ScaledObject') return [];
    const [trigger] = records(at(object, 'spec.triggers'));
    return [
      {
        workload,
        min: Number(at(object, 'spec.minReplicaCount')),
        max: Number(at(object, 'spec.maxReplicaCount')),
        prometheus: text(at(trigger, 'metadata.serverAddress')),
      },
    ];
  });
}
