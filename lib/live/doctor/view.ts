import { counted } from '../../../charts/input/counted';
import type { HintSubject } from '../hints';
import type { ClusterEvent, NamespaceSnapshot } from '../pods';
import { isReady, isServing, timeOf } from '../pods';
import { componentOf, runs } from './components';
import { hopOf } from './hops';
import type { Setup } from './setup-form';
import type { LogEntry, Scrape, Snapshot, SnapshotPod, SnapshotSample } from './snapshot';
import { inNamespace } from './unseen';

/** Labels that a sample must have: a value, or one of several that match. */
type Labels = Readonly<Record<string, string | RegExp>>;

/** Seconds in which a pod starts. A rollout or a new node always has a starting pod. */
export const STARTS_WITHIN = 120;

/** A snapshot, with the look-ups that faults need. */
export class View {
  /** Expected objects, and facts about them. */
  public readonly setup: Setup;

  constructor(public readonly snapshot: Snapshot) {
    this.setup = snapshot.setup;
  }

  /** Time of the snapshot, in seconds since 1970. */
  public get now(): number {
    return Date.parse(this.snapshot.takenAt) / 1000;
  }

  /** Seconds from a time in ISO 8601 until the snapshot; NaN if the time is unknown. */
  public secondsSince(time: string | undefined): number {
    return this.now - Date.parse(time ?? '') / 1000;
  }

  /** Pods, events and claims of a namespace. */
  public namespace(name: string): NamespaceSnapshot {
    const { pods, events, claims, classes, drivers } = this.snapshot;
    const of = ({ metadata }: { readonly metadata: { readonly namespace?: string } }) => metadata.namespace === name;
    const own = events.filter(of) as ClusterEvent[];
    return {
      pods: pods.filter(of),
      events: [...own].sort((a, b) => (timeOf(a) < timeOf(b) ? -1 : 1)),
      claims: claims.filter(of),
      makers: { classes, drivers },
    };
  }

  /** True if something could not be seen: `pods in namespace loki`. */
  public isUnseen(what: string): boolean {
    return this.snapshot.unseen.some((one) => one.what === what);
  }

  /** Objects of a kind in a namespace could not be seen: `pods`. */
  public areUnseen(kind: string, namespace: string): boolean {
    return this.isUnseen(inNamespace(kind, namespace));
  }

  /** A namespace, if it exists. */
  public namespaceOf(name: string): Snapshot['namespaces'][number] | undefined {
    return this.snapshot.namespaces.find(({ metadata }) => metadata.name === name);
  }

  /** The ConfigMap in the cluster with the name of an expected one. */
  public configOf({ namespace, name }: Setup['configs'][number]): Snapshot['configs'][number] | undefined {
    return this.snapshot.configs.find((one) => one.namespace === namespace && one.name === name);
  }

  /** Pods of a component. */
  public pods(component: string): SnapshotPod[] {
    return this.snapshot.pods.filter(({ metadata }) => runs(componentOf(metadata.labels, metadata.name), component));
  }

  /** True if a component has a pod that is ready. */
  public isServed(component: string): boolean {
    return this.pods(component).some(isServing);
  }

  /** Known lines of logs, of some components or of all. */
  public logs(pattern: string, ...components: string[]): LogEntry[] {
    return this.snapshot.logs.filter(
      (entry) =>
        entry.pattern === pattern &&
        (components.length === 0 || components.some((component) => runs(entry.component, component))) &&
        !this.isOfStart(entry),
    );
  }

  /** Known lines of agents. */
  public agentLogs(pattern: string): LogEntry[] {
    return this.logs(pattern).filter(({ component }) => hopOf(component) === 'agent');
  }

  /** Known lines of parts of Loki. */
  public lokiLogs(pattern: string): LogEntry[] {
    return this.logs(pattern).filter(({ component }) => !['agent', 'grafana'].includes(hopOf(component)));
  }

  /** True if a line is of a pod that is ready. */
  public isOfReady({ namespace, pod: name }: LogEntry): boolean {
    const pod = this.snapshot.pods.find(({ metadata }) => metadata.namespace === namespace && metadata.name === name);
    return pod !== undefined && isReady(pod);
  }

  /**
   * True if a file that a ready pod refused in its log is loaded now, as a gauge of it says. Of components with many pods some are
   * asked, which have the same file.
   */
  public hasLoaded(entry: LogEntry, gauge: string): boolean {
    const all = this.scrapes(entry.component);
    const own = all.filter(({ namespace, pod }) => namespace === entry.namespace && pod === entry.pod);
    const values = (own.length > 0 ? own : all).flatMap((scrape) => samplesOf(scrape, gauge).map(({ value }) => value));
    return this.isOfReady(entry) && values.length > 0 && values.every((value) => value === 1);
  }

  /** True if a ready pod wrote a line only while it started, when names do not resolve yet and other pods still start. */
  private isOfStart({ namespace, pod: name, last }: LogEntry): boolean {
    const pod = this.snapshot.pods.find(({ metadata }) => metadata.namespace === namespace && metadata.name === name);
    if (!pod || !isReady(pod) || last === undefined) return false;
    const starts = (pod.status?.containerStatuses ?? []).flatMap(({ state }) => state?.running?.startedAt ?? []);
    const start = Math.max(...starts.map((time) => Date.parse(time)));
    return Number.isFinite(start) && (Date.parse(last) - start) / 1000 < STARTS_WITHIN;
  }

  /** Metrics of the pods of a component. */
  public scrapes(component: string): Scrape[] {
    return this.snapshot.metrics.filter((scrape) => runs(scrape.component, component));
  }

  /** Metrics of collectors. */
  public get agents(): Scrape[] {
    return this.snapshot.metrics.filter(({ samples }) => samples.some(({ name }) => /^alloy_|^loki_write_/.test(name)));
  }

  /** Sum of a metric of some pods; undefined if none has it. */
  public sum(scrapes: readonly Scrape[], name: string, labels: Labels = {}): number | undefined {
    const found = scrapes.flatMap((scrape) => samplesOf(scrape, name, labels));
    return found.length === 0 ? undefined : found.reduce((sum, { value }) => sum + value, 0);
  }

  /** Growth of a metric of some pods between the two readings; 0 if none has it. */
  public grown(scrapes: readonly Scrape[], name: string, labels: Labels = {}): number {
    const found = scrapes.flatMap((scrape) => samplesOf(scrape, name, labels));
    return found.reduce((sum, { grown = 0 }) => sum + grown, 0);
  }

  /** Subject of a hint about a pod. */
  public subject(namespace: string, kind: string, trouble: HintSubject['trouble']): HintSubject {
    const { name, found, clusterName = found ? 'CLUSTER' : name, credentialsSecret, isLocal } = this.setup;
    // Hints differ for a local cluster, which its properties tell.
    const props = isLocal ? ({ cluster: { local: {} } } as never) : undefined;
    const environment = { name, clusterName, props };
    return { environment, credentialsSecret, namespace, kind, trouble, isFound: found !== undefined };
  }
}

/** Samples of a metric with some labels. */
export function samplesOf({ samples }: Scrape, name: string, labels: Labels = {}): SnapshotSample[] {
  const wanted = Object.entries(labels);
  return samples.filter(
    (sample) =>
      sample.name === name &&
      wanted.every(([key, value]) => {
        const found = sample.labels[key] ?? '';
        return typeof value === 'string' ? found === value : value.test(found);
      }),
  );
}

/** `loki-ingester-0`, `loki-ingester-0 and 2 more`. */
export function some(names: readonly string[]): string {
  const all = [...new Set(names)];
  const [first = '', ...more] = all;
  return more.length > 0 ? `${first} and ${more.length} more` : first;
}

/** Number of lines of logs. */
export const countOf = (entries: readonly LogEntry[]): number => entries.reduce((sum, { count }) => sum + count, 0);

/** Number of lines of logs, and the pods that wrote them. */
export function linesOf(entries: readonly LogEntry[]): string {
  return `${counted(countOf(entries), 'line')} of ${some(entries.map(({ pod }) => pod))}`;
}
