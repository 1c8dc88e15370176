import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Environment, environmentCharts } from '../../../../lib/environment/environment';
import { isLocal } from '../../../../lib/environment/local';
import type { ProgramName } from '../../../helpers/programs';
import { PRIVATE_KEY, PUBLIC_KEY } from '../../aws/tokens';
import { documents } from '../../suites/apply';
import { API_SERVER, ApiServer } from '../api-server';
import { CERTIFICATE_PATH, RigAws } from '../aws';
import { LOKI_RIG } from '../cluster';
import { ClusterZone } from '../cluster-dns';
import { customResourceDefinitions } from '../custom-resource-definitions';
import { DnsServer } from '../dns';
import { issuerIn } from '../identity';
import { HOST } from '../network';
import { RenderedObjects } from '../objects';
import { Passwords } from '../passwords';
import { waitFor } from '../wait';
import { Agent } from './agent';
import { Client } from './client';
import { Delivery, printed } from './delivery';
import { IdentityWebhook } from './identity-webhook';
import { Kubelets } from './kubelet/server';
import { LivingNodes } from './nodes';
import { Provisioner } from './provisioner';
import { LivingServices } from './services';
import { Store } from './store';

/** Programs that a living cluster needs, besides those of Loki. */
export const CONTROL_PLANE: readonly ProgramName[] = [
  ...API_SERVER,
  ...(['kube-controller-manager', 'kube-scheduler', 'ip', 'unshare', 'busybox'] as const),
];

/** Programs that a living cluster needs for an environment. */
export const LIVING: readonly ProgramName[] = [...new Set([...CONTROL_PLANE, ...LOKI_RIG, 'alloy' as const])];

/** Drivers of volumes, as their add-ons of EKS name them. The agent attaches nothing. */
export const CSI_DRIVERS = ['ebs.csi.aws.com', 'secrets-store.csi.k8s.io'].map((name) => ({
  ...{ apiVersion: 'storage.k8s.io/v1', kind: 'CSIDriver', metadata: { name } },
  spec: { attachRequired: false },
}));

/** Zones of its nodes. */
const ZONES = ['a', 'b', 'c'];

/**
 * A whole cluster on this machine: a real control plane, three nodes in three zones, and an agent that runs what the scheduler
 * places on them. Environments are delivered with kubectl.
 */
export class LivingCluster {
  /** Its API server, with the other programs of the control plane. */
  public readonly api: ApiServer;

  /** Its kubelet: the pods that run. */
  public readonly agent: Agent;

  /** Its nodes. */
  public readonly nodes: LivingNodes;

  /** Its objects, as they are now. */
  public readonly store = new Store();

  /** Its AWS. */
  public readonly aws: RigAws;

  /** Folder of all its files. */
  public readonly folder = mkdtempSync(join(tmpdir(), 'eks-loki-living-'));

  /** The objects that were delivered last, as they are rendered. */
  public objects: RenderedObjects;

  /** Passwords that Alloy and Grafana read, by file name. */
  public passwords: Readonly<Record<string, string>> = {};

  private readonly client: Client;
  private readonly services: LivingServices;
  private readonly dns: DnsServer;
  private readonly secrets: Passwords;
  private readonly delivery: Delivery;
  private readonly webhook: IdentityWebhook;

  constructor(
    public readonly environment: Environment,
    /** Nodes in each zone when it starts. */
    private readonly nodesInZone = 1,
  ) {
    const { region, account, clusterName } = environment;
    const kubelets = new Kubelets(join(this.folder, 'kubelets'), (...pod) => this.agent.find(...pod));
    this.api = new ApiServer(HOST.api, {
      kubelets: kubelets.client,
      cluster: `arn:aws:eks:${region}:${account}:cluster/${clusterName}`,
      issuer: { url: `https://${issuerIn(region)}`, privateKey: PRIVATE_KEY, publicKey: PUBLIC_KEY },
    });
    this.client = new Client(this.api);
    this.aws = new RigAws(join(this.folder, 'aws'), region);
    const charts = environmentCharts(environment);
    this.objects = new RenderedObjects(charts);
    this.secrets = new Passwords(environment, charts, this.store, this.aws);
    this.nodes = new LivingNodes(this.client, this.store, this.folder, kubelets);
    this.services = new LivingServices(this.store);
    const zone = new ClusterZone(this.services.find, (name) => this.aws.addressOf(name));
    this.dns = new DnsServer(zone, HOST.dns);
    this.delivery = new Delivery(this.api.run);
    this.webhook = new IdentityWebhook(join(this.folder, 'webhook'), this.client, region);
    const volumes = new Provisioner(this.client, this.store, this.nodes, this.folder);
    this.agent = new Agent(this.client, this.store, this.nodes, {
      ...{ client: this.client, store: this.store, passwords: this.secrets, folder: this.folder },
      env: () => ({ ...this.api.env, ...(this.isLocal ? {} : { SSL_CERT_FILE: CERTIFICATE_PATH }) }),
      files: this.isLocal ? [] : [{ source: this.aws.certificate, path: CERTIFICATE_PATH, readOnly: true, file: true }],
      nodeFolder: (node) => this.nodes.folderOf(node),
      claimFolder: volumes.folderOf,
    });
  }

  /** Starts AWS, control plane and nodes. */
  public async start(): Promise<void> {
    const aws = this.isLocal ? undefined : this.aws.start(this.environment);
    await Promise.all([aws, this.startControlPlane(), this.dns.start()]);
    const { region } = this.environment;
    const zones = Array.from({ length: this.nodesInZone }, () => ZONES).flat();
    await this.nodes.join(
      zones.map((zone, index) => ({ name: `ip-10-42-0-${101 + index}.ec2.internal`, zone: region + zone })),
    );
  }

  /** Delivers a state of the environment. What it returns is the output of kubectl. */
  public async deploy(environment: Environment = this.environment): Promise<string> {
    const output = await this.delivery.deploy(environment);
    this.objects = new RenderedObjects(environmentCharts(environment));
    if (Object.keys(this.passwords).length === 0) this.passwords = await this.secrets.ofClients();
    return output;
  }

  /** Removes the environment. */
  public async destroy(): Promise<void> {
    await this.delivery.destroy();
  }

  /** Loses a node with all its pods. The API server loses it too, as soon as AWS says that its instance is gone. */
  public async loseNode(node: string): Promise<void> {
    this.nodes.remove(node);
    await this.agent.lose(node);
    await this.kubectl(['delete', 'node', node]);
  }

  /** Silences the agent of a node, whose pods go on. */
  public silence(node: string): void {
    this.nodes.silence(node);
  }

  /** Lets the agent of a node speak again. */
  public async wake(node: string): Promise<void> {
    await this.nodes.wake(node);
    this.agent.resume(node);
  }

  /** Output of kubectl. @throws Error if it fails, with its error output */
  public async kubectl(args: readonly string[], input?: string): Promise<string> {
    return printed(await this.api.run(args, { input }));
  }

  /** Waits until all workloads of the environment run their last version, and are ready. */
  public async ready(seconds: number): Promise<void> {
    await waitFor(
      () => this.unready.length === 0,
      seconds,
      () => `${this.unready.join('\n')}\n${this.api.kubectl(['get', 'pods', '-A', '-o', 'wide']).stdout}`,
    );
  }

  /** Workloads that are not ready, or have not been rolled out. */
  public get unready(): string[] {
    const workloads = ['Deployment', 'StatefulSet', 'DaemonSet'].flatMap((kind) => this.objects.ofKind(kind));
    return workloads
      .filter(({ kind, metadata: { name, namespace } }) => {
        const found = this.store.find(kind as 'Deployment', name, namespace);
        return !found || !isRolledOut(found);
      })
      .map(({ kind, metadata }) => `${kind} ${metadata.namespace}/${metadata.name}`);
  }

  /** Stops everything. Copies the folder to the one that `E2E_KEEP` names, if any. */
  public async stop(): Promise<void> {
    this.nodes.stop();
    await this.agent.stop();
    this.client.close();
    this.services.stop();
    this.webhook.stop();
    this.dns.stop();
    await Promise.all([this.aws.stop(), this.api.stop()]);
    if (process.env.E2E_KEEP) cpSync(this.folder, process.env.E2E_KEEP, { recursive: true, verbatimSymlinks: true });
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** True for a local cluster, which has nothing in AWS. */
  private get isLocal(): boolean {
    return isLocal(this.environment.props);
  }

  private async startControlPlane(): Promise<void> {
    await this.api.start();
    this.store.follow(this.client);
    const webhooks = this.isLocal ? [] : [await this.webhook.start()];
    const input = documents([...customResourceDefinitions(), ...CSI_DRIVERS, ...webhooks]);
    const made = this.api.run(['create', '-f', '-'], { input });
    this.api.startControllers(['*'], {
      'root-ca-file': this.api.certificate,
      'use-service-account-credentials': 'true',
      'cert-dir': this.api.folder,
      'flex-volume-plugin-dir': join(this.api.folder, 'flex'),
    });
    this.api.startScheduler();
    printed(await made);
  }
}

/** True if a workload runs its last version everywhere, and is ready. */
function isRolledOut({ kind, metadata, spec, status = {} }: ReturnType<Store['one']>): boolean {
  const { generation } = metadata as unknown as { generation: number };
  if (status.observedGeneration !== generation) return false;
  if (kind === 'DaemonSet') {
    const { desiredNumberScheduled: count, updatedNumberScheduled, numberAvailable } = status as Record<string, number>;
    return (count ?? 0) > 0 && updatedNumberScheduled === count && numberAvailable === count;
  }
  const { replicas = 0, updatedReplicas = 0, readyReplicas = 0 } = status as Record<string, number>;
  return [replicas, updatedReplicas, readyReplicas].every((count) => count === spec.replicas);
}
