import { parse } from 'yaml';
import type { Manifest } from '../../../../lib/manifests/manifest';
import type { KubernetesObject } from '../../../helpers/charts';
import { allLines, type Line } from '../../client';
import type { RigCluster } from '../cluster';
import type { KubernetesApi } from '../kubernetes-api';
import { accountOf } from '../identity';
import type { Pod } from '../pod';
import { type ChartRelease, renderedBy } from './chart';

/** Namespace of what runs before ours. */
export const FORMER = 'obs';

/** Objects of releases, and the namespace that they are in. */
export function formerObjects(...releases: readonly ChartRelease[]): KubernetesObject[] {
  const namespace = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: FORMER } };
  return [namespace, ...releases.flatMap(renderedBy)];
}

/** A Loki of the community chart and its Promtail, as Helm renders them, on the cluster and the node of ours. */
export class FormerInstallation {
  constructor(
    private readonly cluster: RigCluster,
    private readonly api: KubernetesApi,
  ) {}

  /** Makes its buckets and its role, and starts its Loki. */
  public async start(): Promise<void> {
    const { objects, aws } = this.cluster;
    await aws.makeFormer(accountOf(objects, FORMER, this.serviceAccount), [this.buckets.chunks, this.buckets.ruler]);
    // A cluster starts all of them at once: one alone finds no other to join.
    await Promise.all(this.workloads.map((workload) => this.cluster.startWorkload(workload)));
  }

  /** Starts Promtail on the node. */
  public async startAgent(): Promise<Pod> {
    const { mounts, env } = this.api;
    const [pod] = await this.cluster.startWorkload(this.agent, mounts, env);
    return pod as Pod;
  }

  /** The objects of Loki, as its release has them. */
  public get manifests(): readonly Manifest[] {
    return this.cluster.others as unknown as readonly Manifest[];
  }

  /** Pods of Loki that keep lines in memory. */
  public get ingesters(): Pod[] {
    return this.pods.filter(({ props }) =>
      ['write', 'single-binary'].includes(props.labels['app.kubernetes.io/component'] ?? ''),
    );
  }

  /** All of its pods. */
  public get pods(): Pod[] {
    return this.cluster.pods.filter(({ props }) => props.namespace === FORMER);
  }

  /** Lines that its gateway finds, between two times in milliseconds. */
  public async lines(query: string, start: number, end: number): Promise<Line[]> {
    const gateway = this.pods.find(({ props }) => props.labels['app.kubernetes.io/component'] === 'gateway') as Pod;
    const url = `http://${gateway.address}:8080/loki/api/v1/query_range`;
    return allLines((parameters) => fetch(`${url}?${new URLSearchParams(parameters).toString()}`), query, start, end);
  }

  /** Restarts its Loki with the objects of an upgrade, on the volumes that it has. */
  public async upgrade(objects: readonly KubernetesObject[]): Promise<void> {
    const { cluster } = this;
    cluster.others = objects;
    cluster.objects = cluster.rendered(cluster.environment);
    const agents = new Set(this.pods.filter(({ props }) => props.spec.serviceAccountName === 'promtail'));
    await cluster.remove(this.pods.filter((pod) => !agents.has(pod)));
    await Promise.all(this.workloads.map((workload) => cluster.startWorkload(workload)));
  }

  private get agent(): KubernetesObject {
    return this.cluster.objects.one('DaemonSet', 'promtail', FORMER);
  }

  private get workloads(): KubernetesObject[] {
    return this.cluster.others.filter(({ kind }) => kind === 'StatefulSet' || kind === 'Deployment');
  }

  private get serviceAccount(): string {
    const found = this.cluster.others.find(
      ({ kind, metadata }) => kind === 'ServiceAccount' && metadata.annotations?.['eks.amazonaws.com/role-arn'],
    );
    return found?.metadata.name ?? '';
  }

  private get buckets(): { chunks: string; ruler: string } {
    const config = this.cluster.others.find(
      ({ data }) => (data as Record<string, string>)?.['config.yaml'] !== undefined,
    );
    const { common, ruler } = parse((config?.['data'] as Record<string, string>)['config.yaml'] as string) as {
      common: { storage: { s3: { bucketnames: string } } };
      ruler: { storage: { s3: { bucketnames: string } } };
    };
    return { chunks: common.storage.s3.bucketnames, ruler: ruler.storage.s3.bucketnames };
  }
}
