import { DEFAULT_REPLICAS, DEFAULT_RESOURCES } from '../../charts/alloy/collectors/collectors';
import { LIBRARY_COLLECTORS, type LibraryCollector } from '../../charts/alloy/collectors/library';
import { CANARY_RESOURCES, DOOR_RESOURCES } from '../../charts/canary/chart';
import { CANARY, canaryOf } from '../../charts/canary/props';
import { GRAFANA_SIZE } from '../../charts/grafana/deploy/pod';
import { deployOf, GRAFANA } from '../../charts/grafana/deploy/props';
import type { ContainerResources } from '../../charts/kubernetes/workload';
import { collectorResources, collectorWorkload } from '../../charts/kubernetes/workloads';
import { hasPods } from '../../charts/logging/part-switches';
import type { LoggingChartsProps } from '../../charts/logging/props';
import { SCRAPER_NAME } from '../../charts/monitoring/scraper/names';
import { SCRAPER_SIZE } from '../../charts/monitoring/scraper/objects';
import { requestsOf, type Amount } from './instances';

/** Pods that are no component of Loki. */
export interface OtherPods {
  /** Name of their workload. */
  readonly name: string;

  /** Number of pods; undefined if one is on every node. */
  readonly replicas: number | undefined;

  /** Requests of one pod. */
  readonly requests: Amount;
}

/** A part that runs, and its pods as the library makes them. */
interface Part {
  readonly name: string;
  readonly size: ContainerResources;

  /** Number of pods; undefined for one on every node. */
  readonly replicas: number | undefined;

  /** Number of pods by default. @default 1 */
  readonly usual?: number;

  /** True if its own settings say how large it is. @default false */
  readonly isSized?: boolean;

  /** Container beside it. @default - none */
  readonly beside?: ContainerResources;
}

/**
 * Pods of parts whose size or number the user sets. As the library makes them they are small, and have their place in what nodes
 * leave for other pods.
 */
export function otherPods(props: LoggingChartsProps): OtherPods[] {
  const sizes = collectorResources(props.workloads);
  return partsOf(props).flatMap(({ name, size, replicas, usual = 1, isSized = false, beside }): OtherPods[] => {
    const own = sizes[name];
    if (own === undefined && !isSized && (replicas ?? 0) <= usual) return [];
    const [pod, other] = [requestsOf({ ...size, ...own }), beside && requestsOf(beside)];
    const requests = { cpu: pod.cpu + (other?.cpu ?? 0), memory: pod.memory + (other?.memory ?? 0) };
    return [{ name, replicas, requests }];
  });
}

function partsOf({ grafanaDeploy, canary, monitoring, loki, ...alloy }: LoggingChartsProps): Part[] {
  const grafana = loki && deployOf(grafanaDeploy);
  return [
    ...(grafana ? [{ name: GRAFANA, size: GRAFANA_SIZE, replicas: grafana.replicas ?? 1 }] : []),
    ...(canaryOf(canary) ? [{ name: CANARY, size: CANARY_RESOURCES, replicas: 1, beside: DOOR_RESOURCES }] : []),
    ...(monitoring?.from === 'alloy' ? [{ name: SCRAPER_NAME, size: SCRAPER_SIZE, replicas: 1 }] : []),
    ...collectorsOf(alloy),
  ];
}

/** Collectors but those of nodes and events, which every cluster has. */
function collectorsOf({
  alloySources,
  alloyPipeline,
  alloyCollectors = [],
}: Pick<LoggingChartsProps, 'alloySources' | 'alloyPipeline' | 'alloyCollectors'>): Part[] {
  const { pods, receivers, kafka } = LIBRARY_COLLECTORS;
  const part = ({ name, resources: size, replicas = 1 }: LibraryCollector, count = replicas): Part => {
    return { name, size, replicas: count, usual: replicas };
  };
  return [
    ...[part(pods), part(receivers), part(kafka, alloyPipeline?.kafka?.consumers)].filter(({ name }) =>
      hasPods(name, { sources: alloySources, kafka: alloyPipeline?.kafka }),
    ),
    ...alloyCollectors.map(({ name, kind, resources, replicas }): Part => {
      const isMany = kind === 'replicated' || kind === 'clustered';
      const count = kind === 'every-node' ? undefined : isMany ? (replicas ?? DEFAULT_REPLICAS) : 1;
      const size = resources ?? DEFAULT_RESOURCES;
      const usual = DEFAULT_REPLICAS;
      return { name: collectorWorkload(name), size, replicas: count, usual, isSized: resources !== undefined };
    }),
  ];
}
