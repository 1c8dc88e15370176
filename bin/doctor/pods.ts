import { HTTP_PORT as ALLOY_PORT } from '../../charts/alloy/collectors/program';
import { HTTP_PORT as LOKI_PORT } from '../../charts/loki/components';
import { addressOf } from '../../lib/live/doctor/address';
import { componentOf, runs } from '../../lib/live/doctor/components';
import { type HopName, hopOf } from '../../lib/live/doctor/hops';
import { knownLines } from '../../lib/live/doctor/logs';
import { summed, withGrowth } from '../../lib/live/doctor/metrics';
import type { Setup } from '../../lib/live/doctor/setup-form';
import type { LogEntry, Scrape, Snapshot, SnapshotPod, SnapshotSample, Unseen } from '../../lib/live/doctor/snapshot';
import { inNamespace, LOGS } from '../../lib/live/doctor/unseen';
import { isReady } from '../../lib/live/pods';
import { ringAt } from '../roll/ring';
import { samplesOf } from '../smoke/metrics';
import type { Forward, OpenForward } from '../wait/forward';
import type { KubectlRunner } from '../wait/kubectl';
import { TIMEOUT } from './listing';
import type { Pool } from './pool';
import { needsOfForward, unseenBecause, unseenOf } from './unseen';

/** Number of pods of a component whose logs are read. A large cluster has thousands of agents, and most of them show a fault. */
const MOST_LOGS = 3;

/** Number of pods whose metrics are read, by component: those of Loki, and agents on nodes. Other collectors have one. */
const MOST_METRICS: ReadonlyMap<string, number> = new Map(
  Object.entries({
    ...{ agent: 3, distributor: 2, ingester: 3 },
    // A second compactor is a fault, so it must be seen.
    ...{ compactor: 2, 'index-gateway': 1, querier: 1, 'query-frontend': 1, 'query-scheduler': 1, ruler: 1 },
    ...{ write: 3, read: 2, backend: 2, 'single-binary': 3 },
  }),
);

/** True for components of Loki; the others are collectors. */
const isOfLoki = (component: string): boolean => hopOf(component) !== 'agent';

/** Component of a Grafana, whichever chart made it. */
const GRAFANA = 'grafana';

/** Lines of a log that are read, and since when. */
const LOG_OPTIONS = { sinceSeconds: '300', tailLines: '400' };

/** Longest time of a request of metrics, in milliseconds. */
const REQUEST_MS = 10_000;

/** Component of a pod. */
const partOf = ({ metadata }: SnapshotPod): string => componentOf(metadata.labels, metadata.name);

/** The port with metrics, by the names that charts give it. */
export const namedForMetrics = <T extends { readonly name?: unknown }>(ports: readonly T[]): T | undefined =>
  ports.find(({ name }) => name === 'http-metrics') ?? ports.find(({ name }) => name === 'http');

/** Port with the metrics of a pod: the one that its chart names, or the default of Loki or Alloy. */
export function metricsPort(pod: SnapshotPod): number {
  const ports = (pod.spec.containers ?? []).flatMap((container) => container.ports ?? []);
  return namedForMetrics(ports)?.containerPort ?? (isOfLoki(partOf(pod)) ? LOKI_PORT : ALLOY_PORT);
}

const ofPod = (pod: SnapshotPod) => ({
  namespace: pod.metadata.namespace ?? 'default',
  pod: pod.metadata.name,
  component: partOf(pod),
});

/** Some pods of each component: those that are not ready first. */
function sampled(pods: readonly SnapshotPod[], most: (component: string) => number): SnapshotPod[] {
  const byComponent = new Map<string, SnapshotPod[]>();
  for (const pod of pods) {
    const own = byComponent.get(partOf(pod));
    if (own) own.push(pod);
    else byComponent.set(partOf(pod), [pod]);
  }
  return [...byComponent].flatMap(([component, own]) => {
    const sorted = [...own].sort((a, b) => Number(isReady(a)) - Number(isReady(b)));
    return sorted.slice(0, most(component));
  });
}

/**
 * Paths of the logs of a pod in the API. `kubectl logs` would ask for the pod before each, and would stop at a container that has not
 * started.
 */
function logsOf({ metadata: { name, namespace = 'default' }, spec, status }: SnapshotPod): string[] {
  const path = (container: string, options: Readonly<Record<string, string>> = {}): string =>
    `/api/v1/namespaces/${namespace}/pods/${name}/log?${new URLSearchParams({ container, ...LOG_OPTIONS, ...options }).toString()}`;
  const crashed = (status?.containerStatuses ?? []).find(({ state }) => state?.waiting?.reason === 'CrashLoopBackOff');
  const containers = [...(status?.initContainerStatuses ?? []), ...(spec.containers ?? [])];
  return [
    ...(crashed ? [path(crashed.name, { previous: 'true' })] : []),
    ...containers.map((container) => path(container.name)),
  ];
}

/** Known lines of the logs of some pods. The cause of a crash is in the log of the former run. */
export async function readLogs(
  kubectl: KubectlRunner,
  pods: readonly SnapshotPod[],
  pool: Pool,
  setup: Setup,
): Promise<{ logs: LogEntry[]; unseen: Unseen[] }> {
  // A Grafana that others installed queries other Lokis, too.
  const hasGrafana = setup.workloads.some(({ component }) => component === GRAFANA);
  const address = hasGrafana ? undefined : addressOf(setup);
  const unseen: Unseen[] = [];
  const read = async (pod: SnapshotPod): Promise<LogEntry[]> => {
    const of = ofPod(pod);
    const results = await Promise.all(
      logsOf(pod).map((path) => pool.run(() => kubectl.run(['get', '--raw', path, TIMEOUT]))),
    );
    // A container that has not started has no log.
    const forbidden = results.find(({ stderr }) => /[Ff]orbidden/.test(stderr));
    if (forbidden) {
      const hop = hopOf(of.component);
      unseen.push(...unseenOf(forbidden, [hop], []).map((one) => ({ ...one, what: inNamespace(LOGS, of.namespace) })));
    }
    const lines = results.map(({ status, stdout }) => (status === 0 ? stdout : '')).join('\n');
    return knownLines(lines, of, of.component === GRAFANA ? address : undefined);
  };
  const found = await Promise.all(sampled(pods, () => MOST_LOGS).map(read));
  return { logs: found.flat(), unseen };
}

/** A pod whose metrics are read twice. */
interface Watched {
  readonly pod: SnapshotPod;
  readonly forward: Forward;
  readonly first: SnapshotSample[];
}

/** Metrics of some pods, read twice, and the ring of ingesters. */
export class Metrics {
  /** Metrics and rings that could not be seen. */
  public readonly unseen: Unseen[] = [];

  private watched: Watched[] = [];
  private members?: Snapshot['ring'];

  constructor(
    private readonly open: OpenForward,
    private readonly pool: Pool,
  ) {}

  /** Reads them for the first time. */
  public async start(pods: readonly SnapshotPod[]): Promise<void> {
    const chosen = sampled(
      pods.filter(isReady),
      (component) => MOST_METRICS.get(component) ?? (isOfLoki(component) ? 0 : 1),
    );
    const found = await Promise.all(chosen.map((pod) => this.pool.run(() => this.watch(pod))));
    this.watched = found.flatMap((one) => one ?? []);
    const asked = ['distributor', 'ingester'];
    const members = asked.flatMap((name) => this.watched.filter(({ pod }) => runs(partOf(pod), name)));
    this.members = members[0] ? await this.ring(members[0]) : undefined;
  }

  /** Results of the first reading. */
  public get seen(): readonly {
    readonly pod: SnapshotPod;
    readonly url: string;
    readonly samples: SnapshotSample[];
  }[] {
    return this.watched.map(({ pod, forward, first }) => ({ pod, url: forward.url, samples: first }));
  }

  /** True if the metrics of some pods were read. */
  public get areSeen(): boolean {
    return this.watched.length > 0;
  }

  /** Reads them again, and closes the ports. */
  public async end(): Promise<{ metrics: Scrape[]; ring?: Snapshot['ring'] }> {
    const metrics = await Promise.all(
      this.watched.map(async ({ pod, forward, first }) => {
        const second = await this.read(forward.url).catch(() => first);
        return { ...ofPod(pod), samples: withGrowth(first, second) };
      }),
    );
    this.close();
    return { metrics, ...(this.members ? { ring: this.members } : {}) };
  }

  /** Closes the ports. */
  public close(): void {
    for (const { forward } of this.watched) forward.close();
  }

  private async watch(pod: SnapshotPod): Promise<Watched | undefined> {
    const { namespace, pod: name, component } = ofPod(pod);
    const port = metricsPort(pod);
    let forward: Forward | undefined;
    try {
      forward = await this.open({ namespace, name: `pod/${name}`, port });
      return { pod, forward, first: await this.read(forward.url) };
    } catch (error) {
      forward?.close();
      const hops: HopName[] = component === 'agent' ? ['node', 'agent'] : [hopOf(component)];
      const what = inNamespace(`metrics of ${component}s`, namespace);
      this.unseen.push(unseenBecause(hops, what, error, needsOfForward('a pod', namespace)));
      return undefined;
    }
  }

  private async read(url: string): Promise<SnapshotSample[]> {
    const response = await fetch(`${url}/metrics`, { signal: AbortSignal.timeout(REQUEST_MS) });
    if (!response.ok) throw new Error(`metrics answer ${response.status}`);
    return summed(samplesOf(await response.text()));
  }

  private async ring({ pod, forward }: Watched): Promise<Snapshot['ring']> {
    try {
      const members = await ringAt(forward.url);
      if (typeof members !== 'string')
        return members.map(({ id, state, zone }) => ({ id, state, ...(zone ? { zone } : {}) }));
      throw new Error(members);
    } catch (error) {
      const what = `the ring, at ${pod.metadata.name}`;
      this.unseen.push(unseenBecause(['ingester'], what, error, needsOfForward('a pod', pod.metadata.namespace)));
      return undefined;
    }
  }
}
