import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Environment, environmentCharts } from '../../../lib/environment';
import type { KubernetesObject } from '../../helpers/charts';
import { RigAws } from './aws';
import { CLUSTER_DOMAIN, ClusterZone } from './cluster-dns';
import type { Mount } from './container';
import { DnsServer } from './dns';
import { HOST } from './network';
import { type PodSpec, RenderedObjects } from './objects';
import { Pod } from './pod';
import { waitFor } from './wait';

/** Passwords of the gateway: what `eks-loki credentials` would make. */
export const PASSWORDS = { 'writer-password': 'writer-of-the-rig', 'reader-password': 'reader-of-the-rig' };

/** What EKS puts into the pods of a service account that has a role. */
const TOKEN_PATH = '/var/run/secrets/eks.amazonaws.com/serviceaccount/token';

/** Where containers see the certificate of the rig's AWS. */
const CERTIFICATE_PATH = '/etc/ssl/aws.crt';

/** One environment on this machine: its rendered objects, and what they say running. */
export class RigCluster {
  /** The rendered objects. */
  public readonly objects: RenderedObjects;

  /** Its AWS. */
  public readonly aws: RigAws;

  /** Its pods. */
  public readonly pods: Pod[] = [];

  /** Its DNS server. */
  public readonly dns: DnsServer;

  /** The node's file system. */
  public readonly node: string;

  /** Folder of everything. */
  public readonly folder = mkdtempSync(join(tmpdir(), 'eks-loki-rig-'));

  constructor(
    /** The environment. */
    public readonly environment: Environment,
  ) {
    this.objects = new RenderedObjects(environmentCharts(environment));
    this.node = join(this.folder, 'node');
    this.aws = new RigAws(join(this.folder, 'aws'), environment.region);
    const zone = new ClusterZone(
      this.objects,
      () => this.pods,
      (name) => this.aws.addressOf(name) ?? (name.startsWith('alertmanager.') ? HOST.alertmanager : undefined),
    );
    this.dns = new DnsServer(zone, HOST.dns);
  }

  /** Buckets of the environment, by purpose. */
  public get buckets(): { chunks: string; ruler: string } {
    const { chunkBucket, rulerBucket } = this.environment.objectStore;
    return { chunks: chunkBucket, ruler: rulerBucket };
  }

  /** Starts Loki, its caches and its gateway, and waits until all of it is ready. */
  public async startLoki(): Promise<void> {
    mkdirSync(this.node, { recursive: true });
    this.writeFiles();
    await this.dns.start();
    await this.aws.start(Object.values(this.buckets));
    const { namespace } = this.environment.identity;
    const workloads = [...this.objects.ofKind('StatefulSet'), ...this.objects.ofKind('Deployment')];
    const pods = workloads.filter(({ metadata }) => metadata.namespace === namespace).flatMap((w) => this.podsOf(w));
    await this.run(pods);
  }

  /** Starts the pods of the DaemonSet on the one node. */
  public async startAlloy(files: readonly Mount[], env: Record<string, string>): Promise<Pod> {
    const [daemonSet] = this.objects.ofKind('DaemonSet');
    const [pod] = this.podsOf(daemonSet as KubernetesObject, files, env);
    await this.run([pod as Pod]);
    return pod as Pod;
  }

  /** Pods of a component of Loki, or of any other `app.kubernetes.io/component`. */
  public component(name: string): Pod[] {
    return this.pods.filter(({ props }) => props.labels['app.kubernetes.io/component'] === name);
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

  /** Stops everything; keeps the folder where `E2E_KEEP` names one to copy it to. */
  public async stop(): Promise<void> {
    await Promise.all(this.pods.map((pod) => pod.stop('SIGKILL')));
    this.aws.stop();
    this.dns.stop();
    if (process.env.E2E_KEEP) cpSync(this.folder, process.env.E2E_KEEP, { recursive: true });
    rmSync(this.folder, { recursive: true, force: true });
  }

  private async run(pods: readonly Pod[]): Promise<void> {
    this.pods.push(...pods);
    await Promise.all(pods.map((pod) => pod.start()));
    await this.ready(120, pods);
  }

  private podsOf(workload: KubernetesObject, files: readonly Mount[] = [], env: Record<string, string> = {}): Pod[] {
    const namespace = workload.metadata.namespace ?? '';
    const template = workload.spec.template as { metadata: { labels: Record<string, string> }; spec: PodSpec };
    const replicas = (workload.spec.replicas as number | undefined) ?? 1;
    const identity = this.identity(template.spec, namespace);
    return Array.from({ length: replicas }, (_, index) => {
      const name = `${workload.metadata.name}-${index}`;
      return new Pod({
        name,
        namespace,
        labels: template.metadata.labels,
        spec: template.spec,
        folder: join(this.folder, 'pods', name),
        sources: {
          objects: this.objects,
          secrets: { [this.environment.chartsProps.loki.credentialsSecret ?? 'loki-credentials']: PASSWORDS },
          node: this.node,
        },
        env: { SSL_CERT_FILE: CERTIFICATE_PATH, ...identity, ...env },
        files: [
          {
            source: join(this.folder, `resolv.${namespace}.conf`),
            path: '/etc/resolv.conf',
            readOnly: true,
            file: true,
          },
          { source: this.aws.certificate, path: CERTIFICATE_PATH, readOnly: true, file: true },
          { source: join(this.folder, 'token'), path: TOKEN_PATH, readOnly: true, file: true },
          ...files,
        ],
      });
    });
  }

  /** What EKS's webhook puts into a pod whose service account names a role. */
  private identity(spec: PodSpec, namespace: string): Record<string, string> {
    const account = this.objects.one('ServiceAccount', spec.serviceAccountName, namespace);
    const role = account.metadata.annotations?.['eks.amazonaws.com/role-arn'];
    if (!role) return {};
    const { region } = this.environment;
    return {
      AWS_ROLE_ARN: role,
      AWS_WEB_IDENTITY_TOKEN_FILE: TOKEN_PATH,
      AWS_REGION: region,
      AWS_DEFAULT_REGION: region,
      AWS_STS_REGIONAL_ENDPOINTS: 'regional',
    };
  }

  private writeFiles(): void {
    for (const { metadata } of this.objects.ofKind('Namespace')) {
      writeFileSync(
        join(this.folder, `resolv.${metadata.name}.conf`),
        `search ${metadata.name}.svc.${CLUSTER_DOMAIN} svc.${CLUSTER_DOMAIN} ${CLUSTER_DOMAIN}\n` +
          `nameserver ${HOST.dns}\noptions ndots:5\n`,
      );
    }
    const claims = Buffer.from('{"sub":"system:serviceaccount:loki:loki"}').toString('base64url');
    writeFileSync(join(this.folder, 'token'), `e30.${claims}.signature`);
  }
}
