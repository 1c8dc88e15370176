import { parse } from 'yaml';
import type { KubernetesObject } from '../helpers/charts';
import type { RigCluster } from './rig/cluster';

/** A line with its time in nanoseconds since 1970, its labels and its structured metadata. */
export interface Line {
  readonly nanoseconds: string;
  readonly text: string;
  readonly labels: Readonly<Record<string, string>>;
}

interface Datasource {
  readonly url: string;
  readonly basicAuthUser: string;
  readonly jsonData: Readonly<Record<string, string>>;
  readonly secureJsonData: Readonly<Record<string, string>>;
}

/** Loki as Grafana asks it: URL, user, password and headers are those of a rendered datasource. */
export class GrafanaClient {
  private readonly datasource: Datasource;

  constructor(
    private readonly cluster: RigCluster,
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

  /** Asks a path of Loki's API. */
  public async get(path: string, parameters: Record<string, string> = {}): Promise<Response> {
    const query = new URLSearchParams(parameters).toString();
    return fetch(`${this.datasource.url}${path}${query ? `?${query}` : ''}`, { headers: this.headers });
  }

  /** All lines of a query between two times in milliseconds, oldest first. */
  public async lines(query: string, start: number, end: number): Promise<Line[]> {
    const found: Line[] = [];
    let from = `${start}000000`;
    for (;;) {
      const parameters = { query, start: from, end: `${end}000000`, limit: String(PAGE), direction: 'forward' };
      const response = await this.get('/loki/api/v1/query_range', parameters);
      if (!response.ok) throw new Error(`${query}: ${response.status} ${await response.text()}`);
      const page = linesOf((await response.json()) as QueryAnswer);
      found.push(...page);
      // Loki counts a line that it has twice against the limit, and then answers it once: a short page is not the last.
      if (page.length === 0) return found;
      // Lines of one nanosecond stay together only on one page: the rig writes none that share one across pages.
      from = String(BigInt((page.at(-1) as Line).nanoseconds) + 1n);
    }
  }

  /** What another program needs to ask the same. */
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

/** A header of HTTP basic authentication. */
export function basic(user: string, password: string): string {
  return `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
}

/** Where and how the rendered Alloy pushes. */
export interface PushTarget {
  readonly url: string;
  readonly tenant: string;
  readonly user: string;
  readonly password: string;
}

/** The `endpoint` of the rendered Alloy. */
export function pushTarget(cluster: RigCluster): PushTarget {
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

/** One entry of a push: its time in nanoseconds, its text, its structured metadata. */
export type PushEntry = readonly [string, string] | readonly [string, string, Record<string, string>];

/** Pushes a stream. */
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
