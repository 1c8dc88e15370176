import type { GrafanaClient } from '../client';
import type { Logs } from './logs';

/** Number of runs of each query. */
const TIMES = Number(process.env.LOAD_QUERIES ?? 8);

/** Typical query. */
interface Query {
  readonly name: string;

  /** Query of the run number `index` of a round. Each differs, so that no answer comes from the results cache. */
  readonly ask: (logs: Logs, index: number, round: number) => { readonly query: string; readonly step?: string };

  /** Least number of series or lines that it must find. */
  readonly least: number;
}

const QUERIES: readonly Query[] = [
  {
    name: 'needle',
    ask: ({ needles }, index, round) => {
      const needle = needles[Math.floor((needles.length * (index + round / 2)) / TIMES)] as string;
      return { query: `{namespace=~".+"} |= "${needle}"` };
    },
    least: 1,
  },
  {
    name: 'rate',
    // Its start is aligned with its step, so only the text makes another key of the results cache.
    ask: (_logs, index, round) => ({
      query: `sum by (app) (rate({namespace=~".+", app!="none-${round}-${index}"}[1m]))`,
      step: '30',
    }),
    least: 7,
  },
  {
    name: 'parse',
    ask: (_logs, index, round) => ({
      query: `{app=~"checkout|recommendations", app!="none-${round}-${index}"} | json | level="error" | status >= 500`,
    }),
    least: 100,
  },
];

/** Names of the queries that are asked. */
export const QUERY_NAMES = TIMES > 0 ? QUERIES.map(({ name }) => name) : [];

/** Durations of all runs in milliseconds, by the name of the query. */
export type QueryTimes = ReadonlyMap<string, readonly number[]>;

/** Runs every query several times over a range. */
export async function askQueries(
  grafana: GrafanaClient,
  logs: Logs,
  range: { readonly start: number; readonly end: number },
  round: number,
): Promise<QueryTimes> {
  const times = new Map<string, number[]>(QUERY_NAMES.map((name) => [name, []]));
  for (let index = 0; index < TIMES; index++) {
    // In turn, so that other load on the machine affects all queries alike.
    for (const { name, ask, least } of QUERIES) {
      const { query, step } = ask(logs, index, round);
      const parameters = { query, start: `${range.start}000000`, end: `${range.end}000000`, limit: '5000' };
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

/** Number of lines that Loki has in a range. */
export async function countLines(grafana: GrafanaClient, start: number, end: number): Promise<number> {
  const query = `sum(count_over_time({namespace=~".+"}[${Math.ceil((end - start) / 1000) + 1}s]))`;
  const response = await grafana.get('/loki/api/v1/query', { query, time: `${end + 1}000000` });
  const text = await response.text();
  if (!response.ok) throw new Error(`${query}: ${response.status} ${text}`);
  const answer = JSON.parse(text) as { data: { result: { value: [number, string] }[] } };
  return Number(answer.data.result[0]?.value[1] ?? 0);
}
