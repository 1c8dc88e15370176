import { parse } from 'yaml';
import type { KubernetesObject } from '../helpers/charts';
import type { Objects } from './rig/objects';

/** Cluster that a client reads: its rendered objects, and the passwords by file name. */
export interface ReadCluster {
  readonly objects: Pick<Objects, 'ofKind'>;
  readonly passwords: Readonly<Record<string, string>>;
}

/** Line with its time in nanoseconds since 1970, and its labels including structured metadata. */
export interface Line {
  readonly nanoseconds: string;
  readonly text: string;
  readonly labels: Readonly<Record<string, string>>;
}

/** Time after which a query of a test counts as lost, long before Loki ends it. */
const MOST_MILLISECONDS = 120_000;

interface Datasource {
  readonly url: string;
  readonly basicAuthUser: string;
  readonly jsonData: Readonly<Record<string, string>>;
  readonly secureJsonData: Readonly<Record<string, string>>;
}

/** Client of Loki in place of Grafana: URL, user, password and headers are those of a rendered datasource. */
export class GrafanaClient {
  private readonly datasource: Datasource;

  constructor(
    private readonly cluster: ReadCluster,
    tenant: string,
  ) {
    const configMaps = cluster.objects
      .ofKind('ConfigMap')
      .filter(({ metadata }) => metadata.labels?.grafana_datasource === '1');
    const sources = configMaps.flatMap(({ data }: KubernetesObject) =>
      Object.values(data as Record<string, string>).flatMap(
        (text) => (parse(text) as { datasources: Datasource[] }).datasources,
      ),
    );
    const found = sources.find(({ secureJsonData }) => Object.values(secureJsonData).includes(tenant));
    if (!found) throw new Error(`no datasource of tenant ${tenant}`);
    this.datasource = found;
  }

  /** Sends a GET request to a path of Loki's API. */
  public async get(path: string, parameters: Record<string, string> = {}): Promise<Response> {
    const query = new URLSearchParams(parameters).toString();
    const url = `${this.datasource.url}${path}${query ? `?${query}` : ''}`;
    return fetch(url, { headers: this.headers, signal: AbortSignal.timeout(MOST_MILLISECONDS) });
  }

  /** All lines of a query between two times in milliseconds, oldest first. */
  public async lines(query: string, start: number, end: number): Promise<Line[]> {
    return allLines((parameters) => this.get('/loki/api/v1/query_range', parameters), query, start, end);
  }

  /** Access data for another program that queries the same tenant. */
  public get access(): { url: string; user: string; password: string; tenant: string } {
    const { url, basicAuthUser: user, secureJsonData } = this.datasource;
    return { url, user, password: this.password, tenant: secureJsonData.httpHeaderValue1 as string };
  }

  private get password(): string {
    const file = /^\$__file\{.*\/(.+)\}$/.exec(this.datasource.secureJsonData.basicAuthPassword ?? '')?.[1];
    return this.cluster.passwords[file ?? ''] as string;
  }

  private get headers(): Record<string, string> {
    const { jsonData, secureJsonData, basicAuthUser } = this.datasource;
    const headers = Object.entries(jsonData)
      .filter(([name]) => name.startsWith('httpHeaderName'))
      .map(([name, header]) => [header, secureJsonData[name.replace('Name', 'Value')] as string]);
    return {
      ...(Object.fromEntries(headers) as Record<string, string>),
      authorization: basic(basicAuthUser, this.password),
    };
  }
}

/** All lines of a query between two times in milliseconds, oldest first, by requests that `get` makes. */
export async function allLines(
  get: (parameters: Record<string, string>) => Promise<Response>,
  query: string,
  start: number,
  end: number,
): Promise<Line[]> {
  const found: Line[] = [];
  let from = `${start}000000`;
  for (;;) {
    const response = await get({ query, start: from, end: `${end}000000`, limit: String(PAGE), direction: 'forward' });
    if (!response.ok) throw new Error(`${query}: ${response.status} ${await response.text()}`);
    const page = linesOf((await response.json()) as QueryAnswer);
    found.push(...page);
    // Loki counts a line that it stores twice against the limit, but returns it once: a short page may not be the last.
    if (page.length === 0) return found;
    // Lines with the same timestamp could be split across pages: the rig writes none.
    from = String(BigInt((page.at(-1) as Line).nanoseconds) + 1n);
  }
}

const PAGE = 5000;

interface QueryAnswer {
  readonly data: {
    readonly result: readonly {
      readonly stream: Readonly<Record<string, string>>;
      readonly values: readonly (readonly [string, string])[];
    }[];
  };
}

function linesOf(answer: QueryAnswer): Line[] {
  return answer.data.result
    .flatMap(({ stream, values }) => values.map(([nanoseconds, text]) => ({ nanoseconds, text, labels: stream })))
    .sort((a, b) => (BigInt(a.nanoseconds) < BigInt(b.nanoseconds) ? -1 : 1));
}

/** Header value of HTTP basic authentication. */
export function basic(user: string, password: string): string {
  return `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
}

/** Endpoint and login to which the rendered Alloy pushes. */
export interface PushTarget {
  readonly url: string;
  readonly tenant: string;
  readonly user: string;
  readonly password: string;
}

/** The `endpoint` block of the rendered Alloy. */
export function pushTarget(cluster: ReadCluster): PushTarget {
  const config = cluster.objects.ofKind('ConfigMap').find(({ data }) => 'config.alloy' in (data as object));
  const text = (config?.data as Record<string, string>)['config.alloy'] as string;
  const value = (name: string) => new RegExp(`${name}\\s+= "(.*)"`).exec(text)?.[1] as string;
  const passwordFile = value('password_file').split('/').at(-1) ?? '';
  return {
    url: value('url'),
    tenant: value('tenant_id'),
    user: value('username'),
    password: cluster.passwords[passwordFile] ?? '',
  };
}

/** Entry of a push: time in nanoseconds, text, structured metadata. */
export type PushEntry = readonly [string, string] | readonly [string, string, Record<string, string>];

/** Pushes entries of one stream. */
export async function push(
  target: PushTarget,
  stream: Record<string, string>,
  values: readonly PushEntry[],
): Promise<Response> {
  return fetch(target.url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'x-scope-orgid': target.tenant,
      authorization: basic(target.user, target.password),
    },
    body: JSON.stringify({ streams: [{ stream, values }] }),
  });
}
