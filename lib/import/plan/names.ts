import type { Former, FormerMode, Importing } from '../importing';
import { type FormerRelease, fullnameOf } from '../release';
import type { FormerWorkload } from './workloads';

/** Names of the former installation, or placeholders. */
export interface Names {
  /** Its namespace. */
  readonly namespace: string;

  /** Its release. */
  readonly release: FormerRelease;

  /** StatefulSets of the ingesters. */
  readonly ingesters: readonly FormerWorkload[];

  /** Workloads that run the compactor and the ruler; those of the ingesters if one process runs everything. */
  readonly compactors: readonly FormerWorkload[];

  /** Other workloads that write and read. */
  readonly others: readonly FormerWorkload[];

  /** True if the names come from objects, and not from the chart's conventions. */
  readonly areKnown: boolean;
}

/**
 * Names in charts of components that keep lines in memory, of those that run the compactor or the ruler, and of the
 * rest.
 */
const INGESTERS = /^(ingester|write|single-binary)$/;
const COMPACTORS = /^(compactor|ruler|backend)$/;
const OTHERS = /^(distributor|querier|query-frontend|read)$/;

/** Names of the former installation: those of its objects, or those that its chart gives them. */
export function namesOf({ former }: Importing): Names {
  const { release = {}, workloads = [] } = former;
  const found = workloads.some(({ component }) => INGESTERS.test(component));
  const all = found ? workloads : byChart(former);
  const those = (form: RegExp): FormerWorkload[] => all.filter(({ component }) => form.test(component));
  const [ingesters, compactors] = [those(INGESTERS), those(COMPACTORS)];
  const areOne = compactors.length === 0;
  return {
    namespace: former.names?.namespace ?? release.namespace ?? 'NAMESPACE',
    release,
    ingesters,
    compactors: areOne ? ingesters : compactors,
    others: those(OTHERS),
    areKnown: found,
  };
}

/** Workloads as the charts name them. */
function byChart(former: Former): FormerWorkload[] {
  const { mode, ingesters } = former;
  const { names = {}, release = {} } = former;
  const chart = former.charts.has('loki-distributed') ? 'loki-distributed' : 'loki';
  const name = fullnameOf(chart, release.name ?? 'loki', names);
  const own = names.name ?? 'loki';
  const of = (kind: string, component: string, replicas?: number, suffix = component): FormerWorkload => ({
    title: `${kind}/${name}-${suffix}`,
    component,
    replicas,
  });
  const shapes: Record<FormerMode, () => FormerWorkload[]> = {
    distributed: () => {
      const kind = former.charts.has('loki-distributed') ? 'deployment' : 'statefulset';
      const zones = former.ingesterZones ?? [];
      return [
        ...(zones.length > 0
          ? zones.map((zone) => of('statefulset', 'ingester', zoneSize(ingesters, zones.length), `ingester-${zone}`))
          : [of('statefulset', 'ingester', ingesters)]),
        // Of the two, this chart runs the compactor as a StatefulSet.
        of('statefulset', 'compactor'),
        of(kind, 'ruler'),
        ...['distributor', 'querier', 'query-frontend'].map((one) =>
          of(one === 'querier' && kind === 'deployment' ? 'statefulset' : 'deployment', one),
        ),
      ];
    },
    // The chart names it this way for any release name.
    'simple-scalable': () => [
      { title: `statefulset/${own}-write`, component: 'write', replicas: ingesters },
      { title: `statefulset/${own}-backend`, component: 'backend' },
      { title: `deployment/${own}-read`, component: 'read' },
    ],
    monolithic: () => [{ title: `statefulset/${name}`, component: 'single-binary', replicas: ingesters }],
  };
  return shapes[mode ?? 'monolithic']();
}

const zoneSize = (ingesters: number | undefined, zones: number): number | undefined =>
  ingesters === undefined ? undefined : Math.ceil(ingesters / zones);
