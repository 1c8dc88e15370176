import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Environment, environmentCharts } from '../../../lib/environment/environment';
import { HOST } from './network';
import { FakeNode } from './node';
import { type PodSpec, RenderedObjects } from './objects';
import { Pod } from './pod';
import { SingleLoki, type StoredLine } from './single-loki';
import { waitFor } from './wait';

/** The DaemonSet's Alloy of an environment on one node, and a Loki. It reaches no Kubernetes API. */
export class NodeAlloy {
  /** Files of the node. */
  public readonly node: FakeNode;

  /** Pod of Alloy. */
  public readonly pod: Pod;

  /** Loki that it sends to. */
  public readonly loki: SingleLoki;

  private readonly folder = mkdtempSync(join(tmpdir(), 'node-alloy-'));

  constructor(environment: Environment) {
    this.node = new FakeNode(join(this.folder, 'node'));
    this.loki = new SingleLoki(join(this.folder, 'loki'));
    const objects = new RenderedObjects(environmentCharts(environment));
    const { template } = objects.one('DaemonSet', 'alloy', 'alloy').spec as {
      template: { metadata: { labels: Record<string, string> }; spec: PodSpec };
    };
    const hosts = join(this.folder, 'hosts');
    writeFileSync(hosts, `${HOST.self} loki-gateway.loki.svc.cluster.local\n`);
    mkdirSync(join(this.folder, 'pods'));
    this.pod = new Pod({
      ...{ name: 'alloy-0', namespace: 'alloy', labels: template.metadata.labels, spec: template.spec },
      folder: join(this.folder, 'pods', 'alloy-0'),
      sources: {
        objects,
        secrets: { credentials: { 'writer-password': { text: 'of-nobody' } } },
        node: this.node.file(''),
        bytes: {},
      },
      env: {},
      files: [{ source: hosts, path: '/etc/hosts', readOnly: true, file: true }],
      identity: { env: {}, files: [], skippedContainers: [] },
    });
  }

  /** Starts Alloy and waits until it is ready. */
  public async startAlloy(): Promise<void> {
    await this.pod.start();
    await this.ready();
  }

  /** Waits until Alloy is ready. */
  public async ready(): Promise<void> {
    await waitFor(
      () => this.pod.probe(),
      60,
      () => this.pod.log.slice(-3000),
    );
  }

  /** All lines of a query, oldest first, once there are at least as many as expected. */
  public arrived(query: string, count: number, tenant = 'platform'): Promise<StoredLine[]> {
    return this.loki.arrived(tenant, query, count, () => this.pod.log);
  }

  /** Ends all programs and removes the files. */
  public async stop(): Promise<void> {
    await this.pod.stop('SIGKILL');
    this.pod.release();
    this.loki.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** Time of a line in milliseconds. */
export const millisecondsOf = ({ nanoseconds }: StoredLine): number => Number(BigInt(nanoseconds) / 1_000_000n);
