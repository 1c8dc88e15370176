import type { LiveIngesters, LiveWorkload } from '../../../bin/migrate/cluster';
import { readIngesters } from '../../../bin/migrate/cluster';
import type { RingMember } from '../../../bin/roll/ring';
import type { KubectlResult } from '../../../bin/wait/kubectl';
import { LokiNames } from '../../../charts/loki/components';
import type { Pod } from '../../../lib/live/pods';
import type { IngesterZones } from '../../../charts/loki/workloads/migration';
import { INGESTER_ZONES } from '../../../charts/loki/workloads/zones';
import { type KubernetesObject, makeCharts, objectsOf } from '../../helpers/charts';

/** Objects of a cluster as they were deployed: what is rendered, all of it ready. */
export class FakeIngesters {
  public readonly workloads: LiveWorkload[];
  public pods: Pod[];
  public claims: string[] = [];
  public ring: RingMember[];
  /** Metrics by pod. */
  public readonly metrics = new Map<string, string>();
  /** Commands of kubectl. */
  public readonly calls: string[] = [];

  constructor(
    public readonly ingesterZones: IngesterZones,
    public readonly now = Date.parse('2026-11-29T12:00:00Z'),
  ) {
    const objects = objectsOf(makeCharts({ gigabytesPerDay: 2000, ingesterZones }));
    this.workloads = objects
      .filter(({ kind, metadata }) => ['StatefulSet', 'Deployment'].includes(kind) && metadata.namespace === 'loki')
      .map((object) => this.ready(object));
    const sets = this.workloads.filter(({ metadata }) => metadata.name.startsWith('loki-ingester'));
    const names = sets.flatMap(({ metadata, spec }) =>
      Array.from({ length: spec.replicas ?? 1 }, (_, index) => `${metadata.name}-${index}`),
    );
    this.pods = names.map((name) => ({
      metadata: { name, labels: { 'controller-revision-hash': 'new' } },
      status: { conditions: [{ type: 'Ready', status: 'True' }] },
    }));
    const zoneOf = (name: string) =>
      INGESTER_ZONES.find((zone) => name.includes(zone)) ?? (ingesterZones === false ? '' : 'zone-default');
    this.ring = names.map((id) => ({ id, state: 'ACTIVE', zone: zoneOf(id) }));
  }

  /** A workload by its name without the prefix. */
  public workload(name: string): LiveWorkload {
    return this.workloads.find(({ metadata }) => metadata.name === `loki-${name}`) as LiveWorkload;
  }

  /** Changes the status of a workload. */
  public status(name: string, status: LiveWorkload['status']): void {
    const workload = this.workload(name) as { status?: LiveWorkload['status'] };
    workload.status = { ...workload.status, ...status };
  }

  /** Answers of kubectl. */
  public readonly run = (args: readonly string[]): Promise<KubectlResult> => {
    this.calls.push(args.join(' '));
    const items =
      args[1] === 'pods'
        ? this.pods
        : args[1] === 'persistentvolumeclaims'
          ? this.claims.map((name) => ({ metadata: { name } }))
          : this.workloads;
    return Promise.resolve({ status: 0, stdout: JSON.stringify({ items }), stderr: '' });
  };

  /** The ingesters, as they are read. */
  public read(): Promise<LiveIngesters> {
    return readIngesters(this, new LokiNames('loki', 'cluster.local'));
  }

  private ready({ kind, metadata, spec }: KubernetesObject): LiveWorkload {
    const replicas = spec.replicas as number;
    const lastUpdateTime = new Date(this.now - 4 * 3_600_000).toISOString();
    return {
      kind,
      metadata: { name: metadata.name, generation: 3 },
      spec: spec as LiveWorkload['spec'],
      status: {
        ...{
          observedGeneration: 3,
          replicas,
          readyReplicas: replicas,
          updatedReplicas: replicas,
          updateRevision: 'new',
        },
        conditions: [{ type: 'Progressing', reason: 'NewReplicaSetAvailable', lastUpdateTime }],
      },
    };
  }
}
