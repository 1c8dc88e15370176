import type { GrafanaClient } from '../client';
import type { Logs } from './logs';

/** How often each query is asked: never twice the same, so that no answer comes from the results cache. */
const TIMES = 8;

/** A query as people ask it. */
interface Query {
  readonly name: string;

  /** What is asked the `index`th time. */
  readonly ask: (logs: Logs, index: number) => { readonly query: string; readonly step?: string };

  /** Series or lines it must find at least. */
  readonly least: number;
}

const QUERIES: readonly Query[] = [
  {
    name: 'needle',
    ask: ({ needles }, index) => {
      const needle = needles[Math.floor((needles.length * index) / TIMES)] as string;
      return { query: `{namespace=~".+"} |= "${needle}"` };
    },
    least: 1,
  },
  {
    name: 'rate',
    ask: (_logs, index) => ({ query: `sum by (app) (rate({namespace=~".+", app!="none-${index}"}[1m]))`, step: '30' }),
    least: 7,
  },
  {
    name: 'parse',
    ask: (_logs, index) => ({
      query: `{app=~"checkout|recommendations", app!="none-${index}"} | json | level="error" | status >= 500`,
    }),
    least: 100,
  },
];

/** Names of the queries. */
export const QUERY_NAMES = QUERIES.map(({ name }) => name);

/** Milliseconds of each time each query was asked, by its name. */
export type QueryTimes = ReadonlyMap<string, readonly number[]>;

/** Asks every query some times over a range. A `round` asks what no other round did. */
export async function askQueries(
  grafana: GrafanaClient,
  logs: Logs,
  range: { readonly start: number; readonly end: number },
  round: number,
): Promise<QueryTimes> {
  const times = new Map<string, number[]>(QUERY_NAMES.map((name) => [name, []]));
  for (let index = 0; index < TIMES; index++) {
    // In turn, so that what else the machine does meanwhile meets all of them.
    for (const { name, ask, least } of QUERIES) {
      const { query, step } = ask(logs, index);
      // Another first millisecond, another answer: no key of the results cache is that of the round before.
      const parameters = { query, start: `${range.start + round}000000`, end: `${range.end}000000`, limit: '5000' };
      const started = performance.now();
      const response = await grafana.get('/loki/api/v1/query_range', { ...parameters, ...(step ? { step } : {}) });
      const text = await response.text();
      times.get(name)?.push(performance.now() - started);
      if (!response.ok) throw new Error(`${query}: ${response.status} ${text}`);
      const { data } = JSON.parse(text) as { data: { result: { values: unknown[] }[] } };
      const found = step ? data.result.length : data.result.reduce((sum, { values }) => sum + values.length, 0);
      if (found < least) throw new Error(`${query}: found ${found}, not ${least}`);
    }
  }
  return times;
}

/** How many lines Loki has of a range. */
export async function countLines(grafana: GrafanaClient, start: number, end: number): Promise<number> {
  const query = `sum(count_over_time({namespace=~".+"}[${Math.ceil((end - start) / 1000) + 1}s]))`;
  const response = await grafana.get('/loki/api/v1/query', { query, time: `${end + 1}000000` });
  const text = await response.text();
  if (!response.ok) throw new Error(`${query}: ${response.status} ${text}`);
  const answer = JSON.parse(text) as { data: { result: { value: [number, string] }[] } };
  return Number(answer.data.result[0]?.value[1] ?? 0);
}
