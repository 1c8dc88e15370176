import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CommandResult } from '../../helpers/cli';
import type { Mount } from './container';
import { ACCOUNT_PATH } from './kubernetes-api';
import { program, type ProgramName } from '../../helpers/programs';
import { freePort, usageOf } from './processes';
import { sleep, waitFor } from './wait';

/** Programs that a real API server needs. It needs no Linux namespaces: it listens on free ports of loopback. */
export const API_SERVER: readonly ProgramName[] = ['kube-apiserver', 'etcd', 'kubectl', 'openssl'];

/** Token of the cluster's admin. */
export const ADMIN_TOKEN = 'token-of-the-admin';

/** Properties of an API server, besides its address. */
export interface ApiServerProps {
  /** Name of its cluster in kubeconfigs. @default rig */
  readonly cluster?: string;

  /** Issuer of its tokens, and the keys that sign and check them, as PEM. @default - its own */
  readonly issuer?: { readonly url: string; readonly privateKey: string; readonly publicKey: string };

  /** Files with which it asks kubelets, at the addresses of their nodes. @default - nobody answers there */
  readonly kubelets?: { readonly certificate: string; readonly key: string; readonly authority: string };
}

/** Flags by which it asks kubelets. */
const kubeletFlags = ({ kubelets }: ApiServerProps): Record<string, string> =>
  kubelets
    ? {
        'kubelet-client-certificate': kubelets.certificate,
        'kubelet-client-key': kubelets.key,
        'kubelet-certificate-authority': kubelets.authority,
        'kubelet-preferred-address-types': 'InternalIP',
      }
    : {};

/**
 * Real API server on a real etcd, with its own certificate and tokens, RBAC and the default admission plugins. No kubelet
 * runs, and no controller that is not asked for, so objects stay as they were written.
 */
export class ApiServer {
  /** Folder of all its files. */
  public readonly folder = mkdtempSync(join(tmpdir(), 'eks-loki-api-'));

  private readonly running: { readonly name: ProgramName; readonly child: ChildProcess }[] = [];
  private port = 0;

  constructor(
    private readonly host = '127.0.0.1',
    private readonly props: ApiServerProps = {},
  ) {}

  /** Its URL. */
  public get url(): string {
    return `https://${this.host}:${this.port}`;
  }

  /** Kubeconfig of the cluster's admin. */
  public get kubeconfigFile(): string {
    return join(this.folder, 'kubeconfig');
  }

  /** Seconds of CPU that its programs have used, and their memory in MiB, by name. */
  public get usage(): Readonly<Record<string, { readonly seconds: number; readonly mebibytes: number }>> {
    const { running } = this;
    return Object.fromEntries(running.map(({ name, child }) => [name, usageOf(child.pid as number)]));
  }

  /** Certificate that clients must trust. */
  public get certificate(): string {
    return join(this.folder, 'api.crt');
  }

  /** Starts etcd and the API server, and waits until the latter is ready. */
  public async start(port?: number): Promise<void> {
    const [client, peer] = [await freePort('127.0.0.1'), await freePort('127.0.0.1')];
    this.port = port ?? (await freePort(this.host));
    this.writeFiles();
    const [clientUrl, peerUrl] = [`http://127.0.0.1:${client}`, `http://127.0.0.1:${peer}`];
    this.begin('etcd', {
      'data-dir': join(this.folder, 'etcd'),
      'listen-client-urls': clientUrl,
      'advertise-client-urls': clientUrl,
      'listen-peer-urls': peerUrl,
      'initial-advertise-peer-urls': peerUrl,
      'initial-cluster': `default=${peerUrl}`,
    });
    const key = join(this.folder, 'api.key');
    const { issuer } = this.props;
    if (issuer) {
      writeFileSync(join(this.folder, 'tokens.key'), issuer.privateKey);
      writeFileSync(join(this.folder, 'tokens.pub'), issuer.publicKey);
    }
    this.begin('kube-apiserver', {
      'etcd-servers': clientUrl,
      'bind-address': this.host,
      'advertise-address': this.host,
      'secure-port': String(this.port),
      'endpoint-reconciler-type': 'none',
      'tls-cert-file': this.certificate,
      'tls-private-key-file': key,
      'token-auth-file': join(this.folder, 'tokens.csv'),
      'authorization-mode': 'RBAC',
      'service-account-issuer': issuer?.url ?? 'https://kubernetes.default.svc',
      'service-account-key-file': issuer ? join(this.folder, 'tokens.pub') : this.certificate,
      'service-account-signing-key-file': issuer ? join(this.folder, 'tokens.key') : key,
      'service-cluster-ip-range': '10.96.0.0/16',
      // Webhooks are asked at the addresses of their pods: no kube-proxy is there for those of Services.
      'enable-aggregator-routing': 'true',
      // As on EKS: Pod Security decides which pods may be privileged.
      'allow-privileged': 'true',
      ...kubeletFlags(this.props),
    });
    await waitFor(
      async () => {
        for (const { name, child } of this.running) if (child.exitCode !== null) throw new Error(this.log(name));
        return (await this.ask('GET', '/readyz').catch(() => 0)) === 200;
      },
      60,
      () => this.log('kube-apiserver'),
    );
  }

  /** Starts controllers, which act on the objects from now on. */
  public startControllers(names: readonly string[], flags: Readonly<Record<string, string>> = {}): void {
    this.begin('kube-controller-manager', {
      kubeconfig: this.kubeconfigFile,
      controllers: names.join(),
      'leader-elect': 'false',
      'secure-port': '0',
      ...flags,
    });
  }

  /** Starts the scheduler, which gives pods a node from now on. */
  public startScheduler(flags: Readonly<Record<string, string>> = {}): void {
    this.begin('kube-scheduler', {
      kubeconfig: this.kubeconfigFile,
      'leader-elect': 'false',
      'secure-port': '0',
      ...flags,
    });
  }

  /** Starts a program with an account of the cluster: its flags get the URL of the API server and the name of a kubeconfig. */
  public startAs(
    [namespace, account]: readonly [string, string],
    name: ProgramName,
    flags: (url: string, kubeconfig: string) => Readonly<Record<string, string>>,
  ): void {
    const file = join(this.folder, `${account}.kubeconfig`);
    writeFileSync(file, this.kubeconfig(this.token(namespace, account)));
    this.begin(name, flags(this.url, file), '-');
  }

  /** Ends one program, as a crash would. */
  public async end(name: ProgramName): Promise<void> {
    const children = this.running.filter((one) => one.name === name).map(({ child }) => child);
    for (const child of children) child.kill('SIGKILL');
    while (children.some((child) => child.exitCode === null && child.signalCode === null)) await sleep(0.05);
  }

  /** Stops all of them and removes their files. */
  public async stop(): Promise<void> {
    for (const { child } of this.running) child.kill('SIGKILL');
    while (this.running.some(({ child }) => child.exitCode === null && child.signalCode === null)) await sleep(0.05);
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** Runs kubectl as the cluster's admin. */
  public kubectl(args: readonly string[], input?: string): CommandResult {
    const env = { PATH: process.env.PATH, HOME: this.folder, KUBECONFIG: this.kubeconfigFile };
    // The objects of an environment exceed the default size of the output buffer.
    const options = { env, input, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 } as const;
    const { status, stdout, stderr } = spawnSync(program('kubectl'), args, options);
    return { status, stdout, stderr };
  }

  /** Runs kubectl as the cluster's admin, while other things go on. */
  public run = (args: readonly string[], { input }: { readonly input?: string } = {}): Promise<CommandResult> => {
    const env = { PATH: process.env.PATH, HOME: this.folder, KUBECONFIG: this.kubeconfigFile };
    return new Promise((resolve, reject) => {
      const child = spawn(program('kubectl'), args, { env });
      const [stdout, stderr]: [Buffer[], Buffer[]] = [[], []];
      child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk));
      child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk));
      const text = (chunks: readonly Buffer[]) => Buffer.concat(chunks).toString('utf8');
      child.once('error', reject);
      child.once('close', (status) => resolve({ status, stdout: text(stdout), stderr: text(stderr) }));
      child.stdin.on('error', () => undefined).end(input);
    });
  };

  /** Output of kubectl. @throws Error if it fails, with its error output */
  public printed(args: readonly string[], input?: string): string {
    const { status, stdout, stderr } = this.kubectl(args, input);
    if (status !== 0) throw new Error(`kubectl ${args.join(' ')}: ${stderr}`);
    return stdout;
  }

  /** Token of a service account, as its pods get it. */
  public token(namespace: string, account: string): string {
    return this.printed(['create', 'token', account, '-n', namespace]).trim();
  }

  /** Files of the service account in its pods. */
  public accountMounts(namespace: string, account: string): Mount[] {
    const [token, name] = [join(this.folder, `${namespace}-${account}.token`), join(this.folder, `${namespace}.name`)];
    writeFileSync(token, this.token(namespace, account));
    writeFileSync(name, namespace);
    return Object.entries({ token, 'ca.crt': this.certificate, namespace: name }).map(([path, source]) => ({
      ...{ source, path: `${ACCOUNT_PATH}/${path}`, readOnly: true, file: true },
    }));
  }

  /** Variables that the kubelet sets in every container. */
  public get env(): Record<string, string> {
    return { KUBERNETES_SERVICE_HOST: this.host, KUBERNETES_SERVICE_PORT: String(this.port) };
  }

  /** Status of an answer, without its body: that of a watch may never end. */
  public async ask(method: string, path: string, token = ADMIN_TOKEN, body?: object): Promise<number> {
    return new Promise((resolve, reject) => {
      const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
      const ca = readFileSync(this.certificate);
      const options = { host: this.host, port: this.port, ca, method, path, headers, agent: false, timeout: 10_000 };
      const asked = request(options, (response) => {
        response.destroy();
        resolve(response.statusCode ?? 0);
      });
      asked.on('timeout', () => asked.destroy(new Error(`${path}: no answer`))).on('error', reject);
      asked.end(body && JSON.stringify(body));
    });
  }

  /** Last part of a program's log. */
  public log(name: ProgramName): string {
    return `${name}: ${readFileSync(join(this.folder, `${name}.log`), 'utf8').slice(-3000)}`;
  }

  private begin(name: ProgramName, flags: Readonly<Record<string, string>>, dashes = '--'): void {
    const log = openSync(join(this.folder, `${name}.log`), 'a');
    const args = Object.entries(flags).map(([flag, value]) => `${dashes}${flag}=${value}`);
    const child = spawn(program(name), args, { cwd: this.folder, stdio: ['ignore', log, log] });
    closeSync(log);
    child.once('error', (error) => writeFileSync(join(this.folder, `${name}.log`), error.message));
    this.running.push({ name, child });
  }

  private writeFiles(): void {
    execFileSync(
      program('openssl'),
      [
        ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'],
        ...['-subj', '/CN=kubernetes', '-addext', `subjectAltName=IP:${this.host}`],
        ...['-keyout', join(this.folder, 'api.key'), '-out', this.certificate],
      ],
      { stdio: 'ignore' },
    );
    writeFileSync(join(this.folder, 'tokens.csv'), `${ADMIN_TOKEN},admin,admin,system:masters\n`);
    writeFileSync(this.kubeconfigFile, this.kubeconfig(ADMIN_TOKEN));
  }

  private kubeconfig(token: string): string {
    const named = { cluster: this.props.cluster ?? 'rig', user: 'user' };
    return JSON.stringify({
      apiVersion: 'v1',
      kind: 'Config',
      clusters: [
        {
          name: named.cluster,
          cluster: { server: this.url, 'certificate-authority': this.certificate },
        },
      ],
      users: [{ name: named.user, user: { token } }],
      contexts: [{ name: 'rig', context: named }],
      'current-context': 'rig',
    });
  }
}
