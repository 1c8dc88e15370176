import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { LokiEndpoint } from '../../../charts/endpoint/endpoint';
import { OTLP_LABELS } from '../../../charts/loki/otlp';
import { DEFAULT_SCHEMA, schemaConfig, type SchemaPeriod } from '../../../charts/loki/config/schema';
import { program } from '../../helpers/programs';
import { HOST } from './network';
import { waitFor } from './wait';

/** A line as Loki answers it, with its labels and structured metadata apart. */
export interface StoredLine {
  readonly labels: Readonly<Record<string, string>>;
  readonly metadata: Readonly<Record<string, string>>;
  readonly text: string;

  /** Time in nanoseconds since 1970. */
  readonly nanoseconds: string;
}

interface Answer {
  readonly data: {
    readonly result: readonly {
      readonly stream: Readonly<Record<string, string>>;
      readonly values: readonly [string, string, { structuredMetadata?: Record<string, string> }][];
    }[];
  };
}

/** Settings of a Loki that differ from those of most tests. */
interface SingleLokiSettings {
  /** Periods of its schema. @default - one, as a new Loki has */
  readonly schema?: readonly SchemaPeriod[];

  /** Limits of all tenants. @default - those of Loki */
  readonly limits?: object;
}

/** One real Loki with all tenants on the address of the gateway: for tests of Alloy that do not depend on Loki's parts. */
export class SingleLoki {
  private child?: ChildProcess;

  /**
   * @param folder folder of its data and its log
   * @param host its address: that of the gateway, unless a test has a gateway of its own
   */
  constructor(
    private readonly folder: string,
    private readonly host: string = HOST.self,
    private readonly settings: SingleLokiSettings = {},
  ) {
    mkdirSync(folder, { recursive: true });
  }

  /** Starts it and waits until it accepts lines. */
  public async start(): Promise<void> {
    const file = join(this.folder, 'loki.yaml');
    writeFileSync(file, JSON.stringify(this.config));
    const log = openSync(this.logFile, 'a');
    this.child = spawn(program('loki'), [`-config.file=${file}`, '-target=all'], { stdio: ['ignore', log, log] });
    closeSync(log);
    await waitFor(
      async () => (await fetch(`${this.url}/ready`).catch(() => undefined))?.status === 200,
      90,
      () => readFileSync(this.logFile, 'utf8').slice(-1000),
    );
  }

  /** Ends it. */
  public stop(): void {
    this.child?.kill('SIGKILL');
  }

  /** Ends it as a rollout does: what it holds is in its store afterwards. */
  public async end(): Promise<void> {
    await fetch(`${this.url}/ingester/prepare_shutdown`, { method: 'POST' });
    const ended = new Promise((resolve) => this.child?.once('exit', resolve));
    this.child?.kill('SIGTERM');
    await ended;
  }

  /** Lines of a tenant in the last time that a query finds, oldest first. */
  public async lines(tenant: string, query: string, since = '3h'): Promise<StoredLine[]> {
    const parameters = new URLSearchParams({ query, since, limit: '5000', direction: 'forward' });
    const headers = { [LokiEndpoint.TENANT_HEADER]: tenant, 'X-Loki-Response-Encoding-Flags': 'categorize-labels' };
    const response = await fetch(`${this.url}/loki/api/v1/query_range?${parameters.toString()}`, { headers });
    if (!response.ok) throw new Error(`${query}: ${response.status} ${await response.text()}`);
    const { data } = (await response.json()) as Answer;
    const lines = data.result.flatMap(({ stream, values }) =>
      values.map(([nanoseconds, text, { structuredMetadata = {} }]) => ({
        labels: stream,
        metadata: structuredMetadata,
        text,
        nanoseconds,
      })),
    );
    return lines.sort((a, b) => Number(BigInt(a.nanoseconds) - BigInt(b.nanoseconds)));
  }

  /** Lines that a query finds, once there are as many. Otherwise the fault has the end of the log of a program. */
  public async arrived(tenant: string, query: string, count: number, log: () => string, seconds = 60) {
    let lines: StoredLine[] = [];
    await waitFor(
      async () => (lines = await this.lines(tenant, query)).length >= count,
      seconds,
      () => `${query} has ${lines.length} of ${count} lines\n${log().slice(-3000)}`,
    );
    return lines;
  }

  /** Its URL. */
  public get url(): string {
    return `http://${this.host}:${LokiEndpoint.GATEWAY_PORT}`;
  }

  private get logFile(): string {
    return join(this.folder, 'loki.log');
  }

  private get config(): object {
    return {
      auth_enabled: true,
      server: { http_listen_address: this.host, http_listen_port: LokiEndpoint.GATEWAY_PORT, grpc_listen_port: 0 },
      common: {
        path_prefix: join(this.folder, 'data'),
        replication_factor: 1,
        instance_addr: '127.0.0.1',
        ring: { kvstore: { store: 'inmemory' } },
        storage: {
          filesystem: {
            chunks_directory: join(this.folder, 'data/chunks'),
            rules_directory: join(this.folder, 'data/rules'),
          },
        },
      },
      schema_config: {
        configs: schemaConfig(this.settings.schema ?? DEFAULT_SCHEMA)?.configs?.map((period) => ({
          ...period,
          object_store: 'filesystem',
        })),
      },
      limits_config: this.settings.limits ?? {},
      distributor: { otlp_config: { default_resource_attributes_as_index_labels: OTLP_LABELS } },
      analytics: { reporting_enabled: false },
    };
  }
}
