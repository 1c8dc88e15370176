import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CANARY } from '../../../charts/canary/props';
import { type Environment, environmentCharts } from '../../../lib/environment/environment';
import { criLine, FakeNode, podLog } from './node';
import type { KubernetesApi } from './kubernetes-api';
import { HOST } from './network';
import { type PodSpec, RenderedObjects } from './objects';
import { Pod } from './pod';
import { waitFor } from './wait';

/** Settings of a `Spoke`. */
export interface SpokeSettings {
  /** Folder of its node and its pods. */
  readonly folder: string;

  /** Kubernetes API of its cluster. */
  readonly api: KubernetesApi;

  /** Host of the hub's door, which is at `HOST.elsewhere`. */
  readonly hub: string;

  /** Passwords, by the name of their file. */
  readonly passwords: Readonly<Record<string, string>>;

  /** Certificate of the authority that it trusts. */
  readonly authority: string;
}

/** Lines of the canary itself: a time and a filling. */
const ENTRY = /^\d{19} p+$/;

/** A cluster whose Loki is elsewhere: the rendered DaemonSet on one node, and the rendered canary. */
export class Spoke {
  /** Files of its node. */
  public readonly node: FakeNode;

  private readonly objects: RenderedObjects;
  private readonly pods: Pod[] = [];
  private readonly agent: Pod;
  private timer?: NodeJS.Timeout;

  constructor(
    environment: Environment,
    private readonly settings: SpokeSettings,
  ) {
    this.objects = new RenderedObjects(environmentCharts(environment));
    this.node = new FakeNode(join(settings.folder, 'node'));
    mkdirSync(join(settings.folder, 'pods'));
    this.agent = this.podOf('DaemonSet', 'alloy', 'alloy');
  }

  /** Starts its agent. */
  public async start(): Promise<void> {
    await this.agent.startReady();
  }

  /** Changes the Secret with the authority, which the kubelet writes into the running pod. */
  public trust(authority: string): void {
    writeFileSync(join(this.agent.volume('loki-ca'), 'ca.crt'), authority);
  }

  /** Adds a pod, and lines of it. */
  public write(name: string, count: number): void {
    const pod = this.node.pod('shop', name, name);
    const now = Date.now();
    const lines = Array.from({ length: count }, (_, number) =>
      criLine(now + number, `${name} ${number} ${'x'.repeat(200)}`),
    );
    this.node.append(podLog(pod), lines.join(''));
    this.settings.api.add(pod);
  }

  /** Starts the canary, whose output is a file of the node, as the container runtime writes it. */
  public async startCanary(): Promise<Pod> {
    const canary = this.podOf('Deployment', CANARY, CANARY);
    await canary.startReady();
    const known = this.node.pod(CANARY, canary.name, 'canary', { 'app.kubernetes.io/name': CANARY });
    let seen = 0;
    this.timer = setInterval(() => {
      const lines = readFileSync(join(canary.props.folder, 'canary', 'log'), 'utf8')
        .split('\n')
        .slice(0, -1);
      const entries = lines.slice(seen).filter((line) => ENTRY.test(line));
      seen = lines.length;
      if (entries.length > 0)
        this.node.append(podLog(known), entries.map((line) => criLine(Date.now(), line)).join(''));
    }, 100);
    this.settings.api.add(known);
    return canary;
  }

  /** Output of its agent. */
  public readonly log = (): string => this.agent.log.slice(-3000);

  /** Value of a metric of its agent, of all series that match. */
  public async metric(pattern: RegExp): Promise<number> {
    const lines = (await this.agent.metrics()).split('\n').filter((line) => pattern.test(line));
    return lines.reduce((sum, line) => sum + Number(line.split(' ').at(-1)), 0);
  }

  /** Waits until a metric of its agent is at least a number. */
  public async until(pattern: RegExp, least: number, seconds = 60): Promise<void> {
    await waitFor(async () => (await this.metric(pattern)) >= least, seconds, this.log);
  }

  /** Ends all of its pods. */
  public async stop(): Promise<void> {
    clearInterval(this.timer);
    for (const pod of this.pods) {
      await pod.stop('SIGKILL');
      pod.release();
    }
  }

  private podOf(kind: string, namespace: string, name: string): Pod {
    const { folder, api, hub, passwords, authority } = this.settings;
    const { template } = this.objects.one(kind, name, namespace).spec as {
      template: { metadata: { labels: Record<string, string> }; spec: PodSpec };
    };
    const hosts = join(folder, 'hosts');
    writeFileSync(hosts, `${HOST.elsewhere} ${hub}\n`);
    const resolvConf = join(folder, 'resolv.conf');
    writeFileSync(resolvConf, `nameserver ${HOST.dns}\n`);
    const own = `${name}-0`;
    const files = Object.entries(passwords).map(([file, text]) => [file, { text }] as const);
    const pod = new Pod({
      ...{ name: own, namespace, labels: template.metadata.labels, spec: template.spec },
      folder: join(folder, 'pods', own),
      sources: {
        objects: this.objects,
        secrets: { credentials: Object.fromEntries(files), 'loki-ca': { 'ca.crt': { text: authority } } },
        node: join(folder, 'node'),
        bytes: {},
      },
      env: api.env,
      files: [
        ...api.mounts,
        { source: hosts, path: '/etc/hosts', readOnly: true, file: true },
        { source: resolvConf, path: '/etc/resolv.conf', readOnly: true, file: true },
      ],
      identity: { env: {}, files: [], skippedContainers: [] },
    });
    this.pods.push(pod);
    return pod;
  }
}
