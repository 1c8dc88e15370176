import { type Problem, show } from '../../input/problems';
import { isPlain } from '../../input/show';
import { LOKI_COMPONENTS } from '../components';
import { REPLICATION_FACTOR } from '../replication';
import { hasIngesterZones, SIZED_COMPONENTS } from './sizes';
import { areInZones } from '../workloads/migration';
import { INGESTER_ZONES, zonesProblems } from '../workloads/zones';

/** Components whose pods have a volume. */
const WITH_VOLUME = LOKI_COMPONENTS.filter(({ data }) => data === 'claim').map(({ key }) => key);

/** Components with exactly one pod. */
const SINGLETONS = LOKI_COMPONENTS.filter(({ singleton }) => singleton).map(({ key }) => key);

/** Volume, and the fields that change the sizes that it determines, as the user wrote them. */
export interface SizeInput {
  /** Volume in GB a day. @default - the default volume */
  readonly gigabytesPerDay?: number;

  /** Switch of the StatefulSets of ingesters in zones. @default - from the volume */
  readonly ingesterZones?: unknown;

  /** Operator that restarts ingesters in zones. @default - none */
  readonly rolloutOperator?: unknown;

  /** Number of zones with nodes. @default - unknown */
  readonly zones?: unknown;

  /** Changes to sizes. @default - none */
  readonly sizes?: unknown;

  /** Autoscalers. @default - none */
  readonly autoscaling?: unknown;

  /** Changes to Loki's configuration. @default - none */
  readonly config?: unknown;

  /** True if all pods are on one node, which has one copy of each line. @default false */
  readonly oneNode?: unknown;
}

/** Finds sizes that would have no effect or break Loki. Values of the wrong form are ignored. `root` is the path before the fields. */
export function sizeProblems(input: SizeInput, root: string): Problem[] {
  const written = areInZones(input.ingesterZones);
  const inZones = typeof written === 'boolean' ? written : hasIngesterZones(input.gigabytesPerDay);
  return [
    ...zonesProblems({ ...input, inZones }, root),
    ...unusedSizes(input, root, inZones),
    ...scaledSizes(input, root),
  ];
}

/** Problem of the number of ingesters. */
function ingesterFault(replicas: number, inZones: boolean, copies: number): Omit<Problem, 'path'> | undefined {
  const zones = INGESTER_ZONES.length;
  if (inZones && replicas % zones !== 0) {
    const [below, above] = [Math.floor(replicas / zones) * zones, Math.ceil(replicas / zones) * zones];
    return {
      found: `${replicas} ${replicas === 1 ? 'is' : 'are'} not the same number in each of ${zones} zones`,
      fix: below === 0 ? `use ${above}` : `use ${below} or ${above}`,
    };
  }
  if (!inZones && replicas < copies) {
    return {
      found: `${replicas} ${replicas === 1 ? 'is' : 'are'} fewer than the ${copies} copies of a line`,
      fix: `use ${copies}, each with less cpu and memory, or leave it out`,
    };
  }
  if (inZones || replicas <= REPLICATION_FACTOR) return undefined;
  return {
    found: `${replicas} are more than the ${REPLICATION_FACTOR} copies of a line: two of three zones would have all copies of some lines, and lose them together`,
    fix: `use ${REPLICATION_FACTOR}, each with more cpu and memory, or ingesterZones (docs/how-to/zones.md)`,
  };
}

/** Problems of numbers of pods that an autoscaler with bounds of its own decides. */
function scaledSizes({ sizes, autoscaling }: SizeInput, root: string): Problem[] {
  if (!isPlain(sizes) || !isPlain(autoscaling)) return [];
  return SIZED_COMPONENTS.flatMap((key): Problem[] => {
    const [size, scaling] = [sizes[key], autoscaling[key]];
    if (!isPlain(size) || !isPlain(scaling)) return [];
    const [{ replicas }, { min, max }] = [size, scaling];
    const isBelow = typeof replicas === 'number' && typeof max === 'number' && max < replicas;
    if (replicas === undefined || (min === undefined && !isBelow)) return [];
    const bound = min === undefined ? `makes at most ${show(max)}` : `keeps at least ${show(min)}`;
    const found = `${show(replicas)} has no effect, as its autoscaler ${bound}`;
    return [{ path: `${root}sizes.${key}.replicas`, found, fix: 'leave one of the two out' }];
  });
}

/** Copies of each line. */
function copiesOf({ config, oneNode }: SizeInput): number {
  const common = isPlain(config) ? config['common'] : undefined;
  const own = isPlain(common) ? common['replication_factor'] : undefined;
  if (typeof own === 'number') return own;
  return oneNode === true ? 1 : REPLICATION_FACTOR;
}

function unusedSizes(input: SizeInput, root: string, inZones: boolean): Problem[] {
  const { sizes } = input;
  if (!isPlain(sizes)) return [];
  return SIZED_COMPONENTS.flatMap((key): Problem[] => {
    const size = sizes[key];
    if (!isPlain(size)) return [];
    const { replicas } = size;
    const path = `${root}sizes.${key}`;
    const ingesters =
      key === 'ingester' && typeof replicas === 'number'
        ? ingesterFault(replicas, inZones, copiesOf(input))
        : undefined;
    return [
      ...(ingesters ? [{ path: `${path}.replicas`, ...ingesters }] : []),
      ...(SINGLETONS.some((one) => one === key) && typeof replicas === 'number' && replicas !== 1
        ? [
            {
              path: `${path}.replicas`,
              found: `${replicas} has no effect, as exactly one pod runs`,
              fix: 'leave it out',
            },
          ]
        : []),
      ...(WITH_VOLUME.some((one) => one === key)
        ? []
        : (['volume', 'throughput'] as const)
            .filter((field) => size[field] !== undefined)
            .map((field) => ({
              path: `${path}.${field}`,
              found: `${show(size[field])} has no effect, as ${key} has no volume`,
              fix: `leave it out; ${WITH_VOLUME.join(', ')} have one`,
            }))),
    ];
  });
}
