import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LoggingCharts } from '../../../charts/logging/charts';
import { type Environment, environmentCharts } from '../../../lib/environment/environment';
import { isLocal } from '../../../lib/environment/local';
import type { KubernetesObject } from '../../helpers/charts';
import type { ProgramName } from '../../helpers/programs';
import { CERTIFICATE_PATH, RigAws } from './aws';
import { ClusterZone, renderedServices } from './cluster-dns';
import type { Mount } from './container';
import { DnsServer } from './dns';
import { accountOf, podIdentity } from './identity';
import { HOST } from './network';
import { type PodSpec, RenderedObjects } from './objects';
import { Passwords, type SecretFiles } from './passwords';
import { Pod } from './pod';
import { resolvConfPath, writeResolvConf } from './resolv-conf';
import { waitFor } from './wait';
import { ownLoki } from '../../../lib/environment/own-loki';

/** Programs that a cluster of the rig runs for Loki. */
export const LOKI_RIG: readonly ProgramName[] = [
  'loki',
  'nginx',
  'memcached',
  'busybox',
  'openssl',
  'python3',
  'ip',
  'unshare',
];

/** Addresses of Services of a monitoring stack, by the first word of their names. */
const MONITORING: Readonly<Record<string, string>> = { alertmanager: HOST.alertmanager, prometheus: HOST.prometheus };

/** Properties of a cluster of the rig, besides its environment. */
export interface RigClusterProps {
  /** Size in bytes of the volumes that pods of a component claim. @default - unlimited */
  readonly claimBytes?: Readonly<Record<string, number>>;

  /** Objects of another installation in the same cluster. @default - none */
  readonly others?: readonly KubernetesObject[];
}

/** One environment running on this machine, as its rendered objects describe it. */
export class RigCluster {
  /** The rendered objects, as they were deployed last. */
  public objects: RenderedObjects;

  /** Objects of another installation in the same cluster: `rendered` adds them. */
  public others: readonly KubernetesObject[];

  /** Its AWS. */
  public readonly aws: RigAws;

  /** Its pods. */
  public readonly pods: Pod[] = [];

  /** Its DNS server. */
  public readonly dns: DnsServer;

  /** The node's file system. */
  public readonly node: string;

  /** Folder of all its files. */
  public readonly folder = mkdtempSync(join(tmpdir(), 'eks-loki-rig-'));

  /** Passwords that Alloy and Grafana read, by file name. */
  public passwords: Readonly<Record<string, string>> = {};

  /** Time at which its first pods started, in milliseconds since 1970. @default - none has started */
  public podsStart?: number;

  private hasSurroundings = false;

  private readonly charts: LoggingCharts;

  private readonly volumePasswords: Passwords;

  constructor(
    /** The environment. */
    public readonly environment: Environment,
    private readonly props: RigClusterProps = {},
  ) {
    this.charts = environmentCharts(environment);
    this.others = props.others ?? [];
    this.objects = this.rendered(environment);
    this.node = join(this.folder, 'node');
    this.aws = new RigAws(join(this.folder, 'aws'), environment.region);
    this.volumePasswords = new Passwords(environment, this.charts, this.objects, this.aws);
    const zone = new ClusterZone(
      renderedServices(
        () => this.objects,
        () => this.pods,
      ),
      (name) => this.aws.addressOf(name) ?? MONITORING[name.split('.')[0] ?? ''],
    );
    this.dns = new DnsServer(zone, HOST.dns);
  }

  /** True for a local cluster, which has nothing in AWS. */
  private get isLocal(): boolean {
    return isLocal(this.environment.props);
  }

  /** Buckets of the environment, by purpose. */
  public get buckets(): { chunks: string; ruler: string } {
    const { chunkBucket, rulerBucket } = ownLoki(this.environment).objectStore;
    return { chunks: chunkBucket, ruler: rulerBucket };
  }

  /** Objects of a state of the environment, and those of the other installation. */
  public rendered(environment: Environment): RenderedObjects {
    const charts = environment === this.environment ? this.charts : environmentCharts(environment);
    return new RenderedObjects(charts, this.others);
  }

  /** Starts what is around pods: names, AWS with the resources of the environment, Secrets. */
  public async startSurroundings(): Promise<void> {
    if (this.hasSurroundings) return;
    this.hasSurroundings = true;
    mkdirSync(this.node, { recursive: true });
    writeResolvConf(this.folder, this.objects);
    await this.dns.start();
    if (!this.isLocal) await this.aws.start(this.environment);
    await this.volumePasswords.makeSecrets();
    this.passwords = await this.volumePasswords.ofClients();
  }

  /** Starts Loki, its caches and its gateway, and waits until all pods are ready. */
  public async startLoki(): Promise<void> {
    const started = Date.now();
    await this.startSurroundings();
    await this.run((await Promise.all(this.workloads.map((workload) => this.podsOf(workload)))).flat());
    const seconds = ((Date.now() - started) / 1000).toFixed(1);
    process.stdout.write(`${this.environment.name}: ${this.pods.length} pods are ready after ${seconds} s\n`);
  }

  /** Starts the pods of the DaemonSet on the one node. */
  public async startAlloy(files: readonly Mount[], env: Record<string, string>): Promise<Pod> {
    const [daemonSet] = this.objects.ofKind('DaemonSet');
    const [pod] = await this.startWorkload(daemonSet as KubernetesObject, files, env);
    return pod as Pod;
  }

  /** Starts the pod of a Deployment of another namespace. */
  public async startDeployment(name: string, namespace: string): Promise<Pod> {
    const [pod] = await this.startWorkload(this.objects.one('Deployment', name, namespace));
    return pod as Pod;
  }

  /** Starts the pods of a workload, and waits until they are ready. */
  public async startWorkload(
    workload: KubernetesObject,
    files: readonly Mount[] = [],
    env: Record<string, string> = {},
  ): Promise<Pod[]> {
    const pods = await this.podsOf(workload, files, env);
    await this.run(pods);
    return pods;
  }

  /** Ends pods as a scale to 0 does, and removes them with their volumes. */
  public async remove(pods: readonly Pod[]): Promise<void> {
    for (const pod of pods) this.pods.splice(this.pods.indexOf(pod), 1);
    await Promise.all(pods.map((pod) => pod.end()));
    for (const pod of pods) pod.release();
  }

  /** Workloads of Loki, as they are rendered. */
  public get workloads(): readonly KubernetesObject[] {
    const { namespace } = ownLoki(this.environment).identity;
    const all = [...this.objects.ofKind('StatefulSet'), ...this.objects.ofKind('Deployment')];
    return all.filter(({ metadata }) => metadata.namespace === namespace);
  }

  /** Pods of a component of Loki, or of any other `app.kubernetes.io/component`. */
  public component(name: string): Pod[] {
    return this.pods.filter(({ props }) => props.labels['app.kubernetes.io/component'] === name);
  }

  /** Asks ingesters, by default all, to flush to S3: they answer before the flush is done. */
  public async flush(ingesters: readonly Pod[] = this.component('ingester')): Promise<void> {
    const ask = (pod: Pod) => fetch(`http://${pod.address}:${pod.port('http-metrics')}/flush`, { method: 'POST' });
    await Promise.all(ingesters.map(ask));
  }

  /** Restarts pods gracefully, all at once, and waits until they are ready. */
  public async restart(pods: readonly Pod[]): Promise<void> {
    await Promise.all(
      pods.map(async (pod) => {
        await pod.stop();
        await pod.start();
      }),
    );
    await this.ready(120, pods);
  }

  /** Waits until every pod is ready. */
  public async ready(seconds = 120, pods: readonly Pod[] = this.pods): Promise<void> {
    await waitFor(
      async () => (await Promise.all(pods.map((pod) => pod.probe()))).every(Boolean),
      seconds,
      () =>
        `not ready: ${pods
          .filter((pod) => !pod.ready)
          .map((pod) => `${pod.name}\n${pod.log.slice(-2000)}`)
          .join('\n')}`,
    );
  }

  /** Stops everything. Copies the folder to the one that `E2E_KEEP` names, if any. */
  public async stop(): Promise<void> {
    await Promise.all(this.pods.map((pod) => pod.stop('SIGKILL')));
    await this.aws.stop();
    this.dns.stop();
    if (process.env.E2E_KEEP) cpSync(this.folder, process.env.E2E_KEEP, { recursive: true, verbatimSymlinks: true });
    for (const pod of this.pods) pod.release();
    rmSync(this.folder, { recursive: true, force: true });
  }

  private async run(pods: readonly Pod[]): Promise<void> {
    this.pods.push(...pods);
    this.podsStart ??= Date.now();
    await Promise.all(pods.map((pod) => pod.start()));
    await this.ready(120, pods);
  }

  /** Pods of a workload that are not started yet. `names` are others than those of its number. */
  public async podsOf(
    workload: KubernetesObject,
    files: readonly Mount[] = [],
    env: Record<string, string> = {},
    names?: readonly string[],
  ): Promise<Pod[]> {
    const namespace = workload.metadata.namespace ?? '';
    const { metadata, spec } = workload.spec.template as PodTemplate;
    const replicas = (workload.spec.replicas as number | undefined) ?? 1;
    const account = accountOf(this.objects, namespace, spec.serviceAccountName);
    const { folder } = this;
    const { region } = this.environment;
    const identity = podIdentity(account, metadata.annotations ?? {}, { region, folder });
    const secrets: Record<string, SecretFiles> = {};
    for (const volume of spec.volumes ?? []) secrets[volume.name] = await this.volumePasswords.files(volume, account);
    const claims = (workload.spec.volumeClaimTemplates ?? []) as KubernetesObject[];
    const bytes = this.props.claimBytes?.[metadata.labels['app.kubernetes.io/component'] ?? ''] ?? 0;
    const all = names ?? Array.from({ length: replicas }, (_, index) => `${workload.metadata.name}-${index}`);
    return all.map((name) => {
      return new Pod({
        name,
        namespace,
        labels: metadata.labels,
        spec,
        folder: join(this.folder, 'pods', this.ownFolder(name, namespace)),
        sources: {
          objects: this.objects,
          secrets,
          bytes: Object.fromEntries(claims.map((claim) => [claim.metadata.name, bytes])),
          node: this.node,
        },
        secretData: (secret) => this.volumePasswords.data(namespace, secret),
        env: { ...(this.isLocal ? {} : { SSL_CERT_FILE: CERTIFICATE_PATH }), ...env },
        identity,
        files: [
          {
            source: resolvConfPath(this.folder, namespace),
            path: '/etc/resolv.conf',
            readOnly: true,
            file: true,
          },
          ...(this.isLocal
            ? []
            : [{ source: this.aws.certificate, path: CERTIFICATE_PATH, readOnly: true, file: true }]),
          ...files,
        ],
      });
    });
  }

  /** Name of the folder of a pod: another installation may have pods of the same names. */
  private ownFolder(name: string, namespace: string): string {
    return this.others.some(({ metadata }) => metadata.namespace === namespace) ? `${namespace}.${name}` : name;
  }
}

interface PodTemplate {
  readonly metadata: {
    readonly labels: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
  };
  readonly spec: PodSpec;
}
