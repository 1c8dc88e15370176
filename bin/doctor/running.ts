import { LokiEndpoint } from '../../charts/endpoint/endpoint';
import { lokiSeconds } from '../../charts/loki/config/retention';
import { componentOf, runs } from '../../lib/live/doctor/components';
import type { Setup } from '../../lib/live/doctor/setup-form';
import type { ReaderAnswer, SnapshotPod, Unseen } from '../../lib/live/doctor/snapshot';
import { at, isText, record, records, text, texts } from '../../lib/manifests/shape';
import { parsedJson } from '../../lib/manifests/json';
import { parseYaml } from '../../lib/manifests/yaml/parse';
import type { OpenForward } from '../wait/forward';
import { type Metrics, metricsPort } from './pods';
import { errorIn, get, type Got, lastHour, linesIn, QUERY_MS } from './request';
import { needsOfForward, unseenBecause } from './unseen';
import { SECONDS_PER_DAY } from '../../charts/input/seconds';

/** Most tenants that are queried. */
const MOST_TENANTS = 6;

/** Tenant of a Loki without tenants. */
const NO_TENANTS = 'fake';

/** Configuration that the pods of a Loki run with, from whatever files. */
export async function withRunningConfig(setup: Setup, metrics: Metrics): Promise<{ setup: Setup; unseen: Unseen[] }> {
  const tenants = tenantsOf(metrics);
  const source = metrics.seen.find(({ pod }) => runsAny(pod, ['ingester', 'distributor', 'querier']));
  const needs = needsOfForward('a pod of Loki', setup.lokiNamespace);
  const unseen = (why: unknown) => [unseenBecause(['ingester', 'buckets'], 'configuration of Loki', why, needs)];
  if (!source) return { setup, unseen: unseen('no pod of Loki could be asked') };
  try {
    const { status, text: answer } = await get(`${source.url}/config`, { timeoutMs: QUERY_MS });
    if (status !== 200) return { setup: { ...setup, tenants }, unseen: unseen(`/config answers ${status}`) };
    const { documents, problem } = parseYaml(answer);
    if (problem) return { setup: { ...setup, tenants }, unseen: unseen(problem.message) };
    return { setup: configured({ ...setup, tenants }, documents[0]), unseen: [] };
  } catch (error) {
    return { setup: { ...setup, tenants }, unseen: unseen(error) };
  }
}

/** A setup with what Loki's configuration says. */
function configured(setup: Setup, config: unknown): Setup {
  const copies = at(config, 'common.replication_factor') ?? at(config, 'ingester.lifecycler.ring.replication_factor');
  const tenants = at(config, 'auth_enabled') === false ? [NO_TENANTS] : setup.tenants;
  const s3 = record(at(config, 'storage_config.aws'));
  const written = [at(config, 'storage_config.object_store.s3.bucket_name'), s3['bucketnames']].find(
    (one) => isText(one) && one !== '',
  );
  const stores = records(at(config, 'schema_config.configs')).map((period) => text(period['object_store']));
  const isInS3 =
    ['s3', 'aws'].includes(stores.at(-1) ?? '') && /^(?:$|.*amazonaws\.com)/.test(text(s3['endpoint']) ?? '');
  const names = isInS3 ? (text(written) ?? '').split(',').flatMap((name) => name.trim() || []) : [];
  const deletes = at(config, 'compactor.retention_enabled') === true;
  const seconds = lokiSeconds(text(at(config, 'limits_config.retention_period')) ?? '') ?? 0;
  const days = deletes && seconds > 0 ? seconds / SECONDS_PER_DAY : undefined;
  return {
    ...setup,
    tenants,
    region: text(s3['region']) || setup.region,
    buckets: names.map((name) => ({ name, isOfChunks: true })),
    retentionDays: days === undefined ? {} : Object.fromEntries(tenants.map((tenant) => [tenant, days])),
    ...(typeof copies === 'number' ? { replicationFactor: Math.min(copies, Math.max(1, setup.ingesters)) } : {}),
  };
}

/** Tenants that ingesters have streams of. */
function tenantsOf({ seen }: Metrics): string[] {
  const found = seen.flatMap(({ samples }) => samples.filter(({ name }) => name === 'loki_ingester_memory_streams'));
  return [...new Set(found.flatMap(({ labels }) => labels['tenant'] ?? []))].sort();
}

const runsAny = ({ metadata }: SnapshotPod, components: readonly string[]): boolean =>
  components.some((one) => runs(componentOf(metadata.labels, metadata.name), one));

/**
 * Asks a pod of Loki, not the gateway, for one line of each tenant: the passwords of a found Loki are unknown. `user`
 * of the answers is empty.
 */
export async function askAround(
  { lokiNamespace: namespace, tenants }: Setup,
  pods: readonly SnapshotPod[],
  open: OpenForward,
): Promise<{ answers: ReaderAnswer[]; unseen: Unseen[] }> {
  const frontend =
    pods.find((pod) => runsAny(pod, ['query-frontend'])) ?? pods.find((pod) => runsAny(pod, ['querier']));
  const needs = needsOfForward('a query frontend', namespace);
  const unseen = (why: unknown) => [unseenBecause(['query'], 'queries', why, needs)];
  if (!frontend) return { answers: [], unseen: unseen('no pod that answers queries is ready') };
  if (tenants.length === 0) return { answers: [], unseen: unseen('no ingester says which tenants there are') };
  try {
    const forward = await open({ namespace, name: `pod/${frontend.metadata.name}`, port: metricsPort(frontend) });
    try {
      const answers = await Promise.all(tenants.slice(0, MOST_TENANTS).map((tenant) => answer(forward.url, tenant)));
      return { answers, unseen: [] };
    } finally {
      forward.close();
    }
  } catch (error) {
    return { answers: [], unseen: unseen(error) };
  }
}

/** Asks for the labels of a tenant, and for one line that has the first of them. */
async function answer(url: string, tenant: string): Promise<ReaderAnswer> {
  const range = lastHour();
  const ask = (path: string, query: Record<string, string> = {}) =>
    get(`${url}/loki/api/v1/${path}?${new URLSearchParams({ ...range, ...query }).toString()}`, {
      headers: { [LokiEndpoint.TENANT_HEADER]: tenant },
      timeoutMs: QUERY_MS,
    });
  const of = { user: '', tenant };
  const failed = (got: Got): ReaderAnswer => ({ ...of, status: got.status, error: errorIn(got) });
  try {
    const labels = await ask('labels');
    if (labels.status !== 200) return failed(labels);
    const [label] = texts(at(parsedJson(labels.text), 'data')).filter((name) => /^[a-zA-Z_]\w*$/.test(name));
    if (label === undefined) return { ...of, status: 200, lines: 0 };
    const found = await ask('query_range', { query: `{${label}=~".+"}`, limit: '1' });
    if (found.status !== 200) return failed(found);
    return { ...of, status: 200, lines: linesIn(found) };
  } catch (error) {
    return { ...of, error: (error as Error).message };
  }
}
