import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LokiEndpoint } from '../../charts/endpoint/endpoint';
import type { SchemaPeriod } from '../../charts/loki/config/schema';
import { inDays } from '../../lib/environment/today';
import { describeWith } from '../helpers/programs';
import { HOST } from './rig/network';
import { SingleLoki } from './rig/single-loki';

const TENANT = 'main';
const DAY = 86_400_000;

/** Pushes a line. */
async function push(loki: SingleLoki, time: number, text: string, metadata?: Record<string, string>): Promise<void> {
  const value = [`${BigInt(time) * 1_000_000n}`, text, ...(metadata ? [metadata] : [])];
  const response = await fetch(`${loki.url}${LokiEndpoint.PUSH_PATH}`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', [LokiEndpoint.TENANT_HEADER]: TENANT },
    body: JSON.stringify({ streams: [{ stream: { app: 'old' }, values: [value] }] }),
  });
  if (response.status !== 204) throw new Error(`${response.status} ${await response.text()}`);
}

/** Periods as former Lokis wrote them, one after the other, with the age in days of a line in each. */
const PERIODS: readonly { readonly period: SchemaPeriod; readonly age: number }[] = [
  { age: 6.5, period: { from: inDays(-30), store: 'boltdb-shipper', schema: 'v11', indexPrefix: 'old-index_' } },
  { age: 4, period: { from: inDays(-5), store: 'boltdb-shipper', schema: 'v12', indexPath: 'team/index/' } },
  { age: 2, period: { from: inDays(-3), schema: 'v12' } },
];

describeWith(['loki'], 'periods of a schema that an older Loki wrote', () => {
  const folder = mkdtempSync(join(tmpdir(), 'schema-'));
  const schema = PERIODS.map(({ period }) => period);
  const old = new SingleLoki(folder, HOST.self, { schema, limits: { allow_structured_metadata: false } });
  const now = new SingleLoki(folder, HOST.self, { schema: [...schema, { from: inDays(-1) }] });
  afterAll(() => {
    old.stop();
    now.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  test('lines of all periods are found beside new ones', async () => {
    await old.start();
    for (const { age } of PERIODS) await push(old, Date.now() - age * DAY, `${age} days old`);
    await old.end();
    await now.start();
    await push(now, Date.now(), 'new', { trace_id: '1f' });
    const lines = await now.lines(TENANT, '{app="old"}', '168h');
    expect(lines.map(({ text }) => text)).toEqual([...PERIODS.map(({ age }) => `${age} days old`), 'new']);
    expect(lines.at(-1)?.metadata).toMatchObject({ trace_id: '1f' });
  });
});
