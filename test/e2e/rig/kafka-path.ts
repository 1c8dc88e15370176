import { type ChildProcess, spawn } from 'node:child_process';
import {
  appendFileSync,
  closeSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LoggingCharts } from '../../../charts/logging/charts';
import { makeCharts, objectOf } from '../../helpers/charts';
import { freePort, GatewayUnderTest } from '../../helpers/nginx';
import { program } from '../../helpers/programs';
import { FolderSource } from './folder-source';
import { withNode } from './given-node';
import { RigKafka } from './kafka';
import { type PodSpec, RenderedObjects } from './objects';
import type { ScrapedPod } from './prometheus';
import { waitFor } from './wait';

const PASSWORDS = { 'writer-password': 'write-me\n', 'reader-password': 'read-me' };
const TENANTS = ['platform', 'apps'];

/** This environment's Loki, behind Kafka, or another that is a destination. */
type Loki = 'loki' | 'central';

/** A line as Loki has it. */
export interface KeptLine {
  readonly time: string;
  readonly text: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly metadata: Readonly<Record<string, string>>;
}

/** Three collectors, a Kafka between them, the gateway and a Loki, as they are rendered: only addresses and paths differ, and the node is given. */
export class KafkaPath {
  public readonly kafka: RigKafka;

  /** The collector that others send lines to. */
  public readonly receivers = { address: '127.0.0.1' };

  /** Folder of all that runs. */
  public readonly folder = mkdtempSync(join(tmpdir(), 'kafka-path-'));
  private readonly children = new Map<string, ChildProcess>();
  private readonly ports: Record<string, number> = {};
  private readonly starts: Record<string, () => Promise<void>> = {};
  private gateway?: GatewayUnderTest;
  private rendered?: RenderedObjects;
  private readonly lokis = { loki: 0, central: 0 };

  constructor() {
    this.kafka = new RigKafka(join(this.folder, 'kafka'));
    mkdirSync(join(this.folder, 'in'));
  }

  /** Starts all of it. */
  public async start(): Promise<void> {
    await this.kafka.start();
    this.kafka.makeTopics([...TENANTS.map((tenant) => `logs.${tenant}`), 'orders'], 3);
    this.lokis.central = await freePort();
    const charts = this.charts();
    this.rendered = new RenderedObjects(charts);
    await this.startLoki('loki', charts);
    await this.startLoki('central', charts);
    const programs = { nginx: program('nginx'), busybox: program('busybox') };
    this.gateway = new GatewayUnderTest(programs, objectOf(charts, 'ConfigMap', 'loki-gateway').data);
    await this.gateway.prepare(PASSWORDS);
    await this.gateway.start({ distributor: this.lokis.loki });
    const credentials = join(this.folder, 'credentials');
    mkdirSync(credentials);
    for (const [name, password] of Object.entries(PASSWORDS)) writeFileSync(join(credentials, name), password);
    await this.startAlloy('alloy', withNode(charts.alloy.configs['alloy'] ?? ''));
    await this.startAlloy('alloy-receivers', charts.alloy.configs['alloy-receivers'] ?? '');
    await this.startAlloy(
      'alloy-kafka',
      (charts.alloy.configs['alloy-kafka'] ?? '')
        .replaceAll('/etc/loki/credentials', credentials)
        .replaceAll(charts.loki.endpoint.url, this.gateway.url),
    );
  }

  /** Ends all of it. */
  public async stop(): Promise<void> {
    for (const child of this.children.values()) child.kill('SIGKILL');
    this.gateway?.stop();
    await this.kafka.kill();
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** Rendered objects. */
  public get objects(): RenderedObjects {
    if (!this.rendered) throw new Error('not started');
    return this.rendered;
  }

  /** The collectors, as pods that are scraped. */
  public get pods(): ScrapedPod[] {
    return Object.entries(this.ports).map(([name, port]) => {
      const { template } = this.objects.one(name === 'alloy' ? 'DaemonSet' : 'Deployment', name, 'alloy').spec as {
        template: { metadata: { labels: Record<string, string> }; spec: PodSpec };
      };
      const props = { namespace: 'alloy', labels: template.metadata.labels, spec: template.spec };
      return { name: `${name}-0`, address: '127.0.0.1', port: () => port, props };
    });
  }

  /** Sends a signal to a program: `loki`, `alloy` or `alloy-kafka`. */
  public signal(name: string, signal: NodeJS.Signals): void {
    this.children.get(name)?.kill(signal);
  }

  /** Kills a collector without warning, and starts it again. */
  public async restart(name: string): Promise<void> {
    this.signal(name, 'SIGKILL');
    await this.starts[name]?.();
  }

  /** Writes numbered lines of a run: `<run> <number>`, 1 ms and some nanoseconds apart. Returns their times. */
  public write(container: string, run: string, count: number, from = BigInt(Date.now()) * 1_000_000n): string[] {
    const times = Array.from({ length: count }, (_, index) => from + BigInt(index) * 1_000_003n);
    const lines = times.map((time, index) => `${rfc3339(time)} stdout F ${run} ${index}\n`);
    appendFileSync(join(this.folder, 'in', `${container}.log`), lines.join(''));
    return times.map(String);
  }

  /** Lines of a tenant that hold a text, in the order of their times; waits until there are as many. */
  public async lines(
    tenant: string,
    part: string,
    count: number,
    seconds = 60,
    job = 'folder',
    loki: Loki = 'loki',
  ): Promise<KeptLine[]> {
    return this.found(tenant, `{job="${job}"} |= "${part} "`, count, loki, seconds);
  }

  /** Lines of a tenant that a query finds, in the order of their times; waits until there are as many. */
  public async found(
    tenant: string,
    query: string,
    count: number,
    loki: Loki = 'loki',
    seconds = 60,
  ): Promise<KeptLine[]> {
    let found: KeptLine[] = [];
    await waitFor(
      async () => (found = await this.query(loki, tenant, query)).length >= count,
      seconds,
      () => `${found.length} of ${count} lines: ${query}`,
    );
    return found;
  }

  /** Metrics of Loki. */
  public async lokiMetrics(): Promise<string> {
    return (await fetch(`http://127.0.0.1:${this.lokis.loki}/metrics`)).text();
  }

  private charts(): LoggingCharts {
    const orders = {
      name: 'orders',
      brokers: [this.kafka.broker],
      topic: 'orders',
      tenant: 'apps',
      labels: { team: 'shop' },
    };
    const off = { journal: false, audit: false, cloudInit: false, pods: false, events: false };
    return makeCharts(
      { tenants: TENANTS, networkPolicies: false },
      {
        alloySources: { ...off, kafkaTopics: [orders], push: { tenants: TENANTS }, otlp: { tenant: 'apps' } },
        alloyExtraSources: [new FolderSource(join(this.folder, 'in'))],
        alloyPipeline: {
          kafka: { brokers: [this.kafka.broker] },
          destinations: [
            {
              name: 'central',
              loki: { url: `http://127.0.0.1:${this.lokis.central}` },
              only: { namespaces: ['shop'] },
            },
          ],
          nodeLabels: { zone: true, nodePool: 'metadata', instanceType: true, labels: ['example.com/team', 'absent'] },
        },
        routes: [{ tenant: 'apps', namespaces: ['shop'] }],
        monitoring: { from: 'scrape-config', namespace: 'monitoring' },
        grafanaDashboards: { only: ['pipeline'] },
      },
    );
  }

  private async query(loki: Loki, tenant: string, query: string): Promise<KeptLine[]> {
    const parameters = new URLSearchParams({ query, since: '2h', limit: '5000', direction: 'forward' });
    const headers = { 'X-Scope-OrgID': tenant, 'X-Loki-Response-Encoding-Flags': 'categorize-labels' };
    const url = `http://127.0.0.1:${this.lokis[loki]}/loki/api/v1/query_range?${parameters.toString()}`;
    const response = await fetch(url, { headers, signal: AbortSignal.timeout(20_000) });
    if (!response.ok) throw new Error(`${query}: ${response.status} ${await response.text()}`);
    const { data } = (await response.json()) as Answer;
    return data.result.flatMap(({ stream, values }) =>
      values.map(([time, line, { structuredMetadata: metadata = {} }]) => ({
        time,
        text: line,
        labels: stream,
        metadata,
      })),
    );
  }

  private async startLoki(name: Loki, charts: LoggingCharts): Promise<void> {
    this.lokis[name] ||= await freePort();
    const data = join(this.folder, `${name}-data`);
    const filesystem = { chunks_directory: join(data, 'chunks'), rules_directory: join(data, 'rules') };
    const config = {
      auth_enabled: true,
      server: { http_listen_address: '127.0.0.1', http_listen_port: this.lokis[name], grpc_listen_port: 0 },
      common: {
        ...{ path_prefix: data, replication_factor: 1, instance_addr: '127.0.0.1' },
        ring: { kvstore: { store: 'inmemory' } },
        storage: { filesystem },
      },
      distributor: charts.loki.config.distributor,
      schema_config: {
        configs: [
          {
            ...{ from: '2024-04-01', store: 'tsdb', object_store: 'filesystem', schema: 'v13' },
            index: { prefix: 'index_', period: '24h' },
          },
        ],
      },
      analytics: { reporting_enabled: false },
    };
    const file = join(this.folder, `${name}.yaml`);
    writeFileSync(file, JSON.stringify(config));
    this.run(name, 'loki', [`-config.file=${file}`, '-target=all']);
    await this.answers(name, `http://127.0.0.1:${this.lokis[name]}/ready`);
  }

  private async startAlloy(name: string, config: string): Promise<void> {
    const port = await freePort();
    const file = join(this.folder, `${name}.alloy`);
    writeFileSync(file, config);
    this.starts[name] = async () => {
      this.run(name, 'alloy', [
        ...['run', file, `--storage.path=${join(this.folder, `${name}-data`)}`],
        ...[`--server.http.listen-addr=127.0.0.1:${port}`, '--stability.level=generally-available'],
        '--disable-reporting',
      ]);
      await this.answers(name, `http://127.0.0.1:${port}/-/ready`);
    };
    this.ports[name] = port;
    await this.starts[name]?.();
  }

  private run(name: string, binary: 'loki' | 'alloy', args: readonly string[]): void {
    const log = openSync(this.logFile(name), 'a');
    const env = { ...process.env, NODE_NAME: 'node-1' };
    this.children.set(name, spawn(program(binary), args, { stdio: ['ignore', log, log], env }));
    closeSync(log);
  }

  private async answers(name: string, url: string): Promise<void> {
    await waitFor(
      async () => (await fetch(url).catch(() => undefined))?.status === 200,
      90,
      () => readFileSync(this.logFile(name), 'utf8').slice(-2000),
    );
  }

  private logFile(name: string): string {
    return join(this.folder, `${name}.log`);
  }
}

interface Answer {
  readonly data: {
    readonly result: readonly {
      readonly stream: Readonly<Record<string, string>>;
      readonly values: readonly [string, string, { structuredMetadata?: Record<string, string> }][];
    }[];
  };
}

/** A time in nanoseconds as the container runtime writes it. */
function rfc3339(nanoseconds: bigint): string {
  const seconds = new Date(Number(nanoseconds / 1_000_000n)).toISOString().slice(0, 19);
  return `${seconds}.${String(nanoseconds % 1_000_000_000n).padStart(9, '0')}Z`;
}
