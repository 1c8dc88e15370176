import { mkdtempSync, rmSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { gatherFound } from '../../bin/doctor/gather-found';
import { reportText } from '../../bin/doctor/report';
import { type Diagnosis, diagnose } from '../../lib/live/doctor/diagnose';
import type { Manifest } from '../../lib/manifests/manifest';
import { charted, lokiLabels } from '../helpers/community-chart';
import { ObjectsKubectl, podOf } from '../helpers/found-kubectl';
import { describeWith } from '../helpers/programs';
import { SingleLoki } from './rig/single-loki';

const LOKI = charted('StatefulSet', 'logs', lokiLabels('single-binary'));

/** Its pod, whose name is that of the host as in any cluster. */
const pod = (status?: object): Manifest => {
  const made = podOf(LOKI, 0, 'node-0', status);
  return { ...made, metadata: { ...made.metadata, name: hostname() } };
};

/** A real Loki in one process, as the community chart labels its pod. Only the API of the cluster stands in. */
describeWith(['loki'], 'eks-loki doctor on a Loki of another chart', () => {
  const folder = mkdtempSync(join(tmpdir(), 'found-'));
  const loki = new SingleLoki(folder, '127.0.0.1');

  beforeAll(() => loki.start(), 120_000);
  afterAll(() => {
    loki.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const look = async (objects: readonly Manifest[] = [LOKI, pod()]) => {
    const kubectl = new ObjectsKubectl(objects);
    const open = () => Promise.resolve({ url: loki.url, close: () => undefined });
    const ask = () => Promise.reject(new Error('no credentials'));
    const snapshot = await gatherFound(kubectl, { namespace: 'obs' }, { open, ask, lookMs: 2000 });
    const diagnosis: Diagnosis = diagnose(snapshot);
    process.stdout.write(`${reportText(diagnosis, snapshot, { columns: 160 })}\n\n`);
    return { snapshot, ...diagnosis };
  };

  /** Pushes a line around the gateway, which this Loki does not have. */
  const push = (tenant: string, nanoseconds: string) =>
    fetch(`${loki.url}/loki/api/v1/push`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-scope-orgid': tenant },
      body: JSON.stringify({ streams: [{ stream: { app: 'cart' }, values: [[nanoseconds, 'a line']] }] }),
    });

  test('its configuration, ring, tenants and lines are read from the running program', async () => {
    expect((await push('shop', `${Date.now()}000000`)).status).toBe(204);
    const { snapshot, findings } = await look();
    expect(findings).toEqual([]);
    expect(snapshot.setup).toMatchObject({ name: 'obs/logs', tenants: ['shop'], replicationFactor: 1, buckets: [] });
    expect(snapshot.ring).toMatchObject([{ state: 'ACTIVE' }]);
    expect(snapshot.answers).toEqual([{ user: '', tenant: 'shop', status: 200, lines: 1 }]);
    expect(snapshot.unseen.map(({ what }) => what).sort()).toEqual(['AWS', 'agents']);
  });

  test('lines that it refuses are named, with the key of its configuration', async () => {
    const timer = setInterval(() => void push('shop', '1000000000').catch(() => undefined), 100);
    try {
      const { findings } = await look();
      expect(findings[0]).toMatchObject({ hop: 'distributor', id: 'limit-age' });
      expect(findings[0]?.fix.join('\n')).toMatch(/reject_old_samples_max_age.*in Loki's configuration/);
    } finally {
      clearInterval(timer);
    }
  });

  test('its pod without a node is named, with the keys of its chart', async () => {
    const message = '0/3 nodes are available: 3 Insufficient memory.';
    const pending = pod({ conditions: [{ type: 'PodScheduled', status: 'False', message }] });
    const { findings, hops } = await look([LOKI, pending]);
    // It has neither a gateway nor caches.
    expect(hops.map(({ name }) => name).filter((name) => ['gateway', 'caches', 'grafana'].includes(name))).toEqual([]);
    expect(findings[0]).toMatchObject({ hop: 'distributor', id: 'pod-no-room', isMild: false });
    expect(findings[0]?.fix.join('\n')).toMatch(/in the values of its chart/);
  });
});
