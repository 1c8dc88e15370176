import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { environmentCharts, resolveEnvironment } from '../../lib/environment/environment';
import { API_SERVER, ApiServer } from './rig/api-server';
import { HOST } from './rig/network';
import { type PodSpec, RenderedObjects } from './rig/objects';
import { Pod } from './rig/pod';
import { describeWith } from '../helpers/programs';
import { SingleLoki, type StoredLine } from './rig/single-loki';
import { waitFor } from './rig/wait';
import { documents, WrittenEnvironment } from './suites/apply';

/** Fields of an event that tests set. */
interface TestEvent {
  readonly name: string;
  readonly namespace: string;
  readonly kind: string;
  readonly object: string;
  readonly type: 'Normal' | 'Warning';
  readonly reason: string;
  readonly message: string;
}

const QUERY = '{job="kubernetes/events"}';

const BACK_OFF: TestEvent = {
  ...{ name: 'web-1', namespace: 'shop', kind: 'Pod', object: 'web-7d9f-x2x', type: 'Warning', reason: 'BackOff' },
  message: 'Back-off restarting failed container',
};
const SCHEDULED: TestEvent = {
  ...{ name: 'job-1', namespace: 'tools', kind: 'Pod', object: 'job-abcde', type: 'Normal', reason: 'Scheduled' },
  message: 'Successfully assigned tools/job-abcde',
};
const NODE: TestEvent = {
  ...{ name: 'node-1', namespace: 'default', kind: 'Node', object: 'node-a', type: 'Normal', reason: 'NodeReady' },
  message: 'Node node-a is ready',
};

describeWith([...API_SERVER, 'alloy', 'loki', 'ip', 'unshare'], 'Kubernetes events from a real API server', () => {
  let api: ApiServer;
  let written: WrittenEnvironment;
  let loki: SingleLoki;
  let alloy: Pod;

  beforeAll(async () => {
    const environment = resolveEnvironment('dev', {
      account: '111122223333',
      region: 'us-east-1',
      cluster: { create: {} },
      tenants: ['platform', 'shop'],
      credentials: { from: 'kubernetes-secret' },
    });
    api = new ApiServer(HOST.api);
    await api.start();
    loki = new SingleLoki(join(api.folder, 'loki'));
    await loki.start();
    written = new WrittenEnvironment(environment);
    expect(written.applyTo(api).map(({ status, stderr }) => `${status}${stderr}`)).toEqual(
      written.files.map(() => '0'),
    );
    const namespaces = ['shop', 'tools'].map((name) => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } }));
    api.printed(['create', '-f', '-'], documents(namespaces));
    alloy = podOf(new RenderedObjects(environmentCharts(environment)));
    create(BACK_OFF, SCHEDULED, NODE);
    await startAlloy();
  });
  afterAll(async () => {
    await alloy?.stop('SIGKILL');
    alloy?.release();
    loki?.stop();
    await api.stop();
    written?.remove();
  });

  function podOf(objects: RenderedObjects): Pod {
    const { template } = objects.one('StatefulSet', 'alloy-events', 'alloy').spec as {
      template: { metadata: { labels: Record<string, string> }; spec: PodSpec };
    };
    const hosts = join(api.folder, 'hosts');
    writeFileSync(hosts, `${HOST.self} loki-gateway.loki.svc.cluster.local\n`);
    mkdirSync(join(api.folder, 'pods'));
    return new Pod({
      ...{ name: 'alloy-events-0', namespace: 'alloy', labels: template.metadata.labels, spec: template.spec },
      folder: join(api.folder, 'pods', 'alloy-events-0'),
      sources: {
        objects,
        secrets: { credentials: { 'writer-password': { text: 'of-nobody' } } },
        node: '/',
        bytes: {},
      },
      env: api.env,
      files: [
        ...api.accountMounts('alloy', template.spec.serviceAccountName),
        { source: hosts, path: '/etc/hosts', readOnly: true, file: true },
      ],
      identity: { env: {}, files: [], skippedContainers: [] },
    });
  }

  async function startAlloy(): Promise<void> {
    await alloy.startReady();
  }

  /** Writes events as the components of a cluster do. */
  function create(...events: readonly TestEvent[]): void {
    const now = new Date().toISOString().replace(/\.\d+Z$/, 'Z');
    const objects = events.map(({ name, namespace, kind, object, message, ...event }) => ({
      ...{ apiVersion: 'v1', kind: 'Event', metadata: { name, namespace }, ...event, message },
      involvedObject: { kind, name: object, ...(kind === 'Node' ? {} : { namespace }) },
      source: { component: 'rig' },
      ...{ firstTimestamp: now, lastTimestamp: now, count: 1 },
    }));
    api.printed(['create', '-f', '-'], documents(objects));
  }

  /** Lines of both tenants. */
  async function all(): Promise<StoredLine[]> {
    return (await Promise.all([loki.lines('platform', QUERY), loki.lines('shop', QUERY)])).flat();
  }

  async function arrives(message: string): Promise<void> {
    await waitFor(
      async () => (await all()).some(({ text }) => text.includes(message)),
      60,
      () => `"${message}" did not arrive\n${alloy.log.slice(-3000)}`,
    );
  }

  /** Lines that this process of Alloy has sent. */
  async function sent(): Promise<number> {
    const found = [...(await alloy.metrics()).matchAll(/^loki_write_sent_entries_total\{[^}]*\} (\d+)/gm)];
    return found.reduce((sum, [, count]) => sum + Number(count), 0);
  }

  /** Lets the pod end and starts the next one, with something done in between. */
  async function nextPod(between: () => void): Promise<void> {
    await alloy.stop();
    between();
    await startAlloy();
  }

  const only = async (tenant: string, event: TestEvent): Promise<StoredLine> => {
    await arrives(event.message);
    const found = (await loki.lines(tenant, QUERY)).filter(({ text }) => text.includes(event.message));
    expect(found).toHaveLength(1);
    return found[0] as StoredLine;
  };

  test('an event goes to the tenant of its namespace, with two labels and its object in structured metadata', async () => {
    const { labels, metadata, text } = await only('shop', BACK_OFF);
    expect(labels).toEqual({ cluster: 'dev', job: 'kubernetes/events', service_name: 'kubernetes/events' });
    expect(metadata).toMatchObject({
      ...{ reason: 'BackOff', type: 'Warning', kind: 'Pod', name: 'web-7d9f-x2x', namespace: 'shop', level: 'warn' },
      detected_level: 'warn',
    });
    expect(JSON.parse(text)).toMatchObject({ msg: BACK_OFF.message, count: 1, sourcecomponent: 'rig' });
  });

  test('namespaces without a route go to the first tenant, and so do objects without a namespace', async () => {
    expect((await only('platform', SCHEDULED)).metadata).toMatchObject({ namespace: 'tools', level: 'info' });
    const { metadata } = await only('platform', NODE);
    expect(metadata).toMatchObject({ kind: 'Node', name: 'node-a', type: 'Normal', level: 'info' });
    expect(metadata).not.toHaveProperty('namespace');
    expect((await loki.lines('shop', QUERY)).map(({ metadata: { namespace } }) => namespace)).toEqual(['shop']);
  });

  test('LogQL finds events by what is in structured metadata', async () => {
    const warnings = await loki.lines('shop', `${QUERY} | level="warn" | kind="Pod" | namespace="shop"`);
    expect(warnings.map(({ metadata: { reason } }) => reason)).toEqual(['BackOff']);
    expect(await loki.lines('shop', `${QUERY} | level="info"`)).toEqual([]);
  });

  test('events of events.k8s.io arrive too, by the same permission', async () => {
    const event = {
      ...{ apiVersion: 'events.k8s.io/v1', kind: 'Event', metadata: { name: 'new-1', namespace: 'tools' } },
      ...{ eventTime: new Date().toISOString().replace('Z', '000Z'), type: 'Normal', reason: 'Pulled', action: 'Pull' },
      ...{ note: 'Image is here', reportingController: 'rig.example/c', reportingInstance: 'rig-0' },
      regarding: { kind: 'Pod', name: 'job-abcde', namespace: 'tools' },
    };
    api.printed(['create', '-f', '-'], documents([event]));
    await arrives('Image is here');
  });

  test('an event that happens again is one line more', async () => {
    const now = new Date(Date.now() + 1000).toISOString().replace(/\.\d+Z$/, 'Z');
    const patch = JSON.stringify({ count: 2, lastTimestamp: now });
    api.printed(['patch', 'event', BACK_OFF.name, '-n', BACK_OFF.namespace, '--type=merge', '-p', patch]);
    await waitFor(
      async () => (await loki.lines('shop', QUERY)).length === 2,
      60,
      () => 'the second line did not arrive',
    );
  });

  test('the next pod continues: events from in between arrive, and nothing is sent twice', async () => {
    const before = await all();
    // Events have whole seconds, and one in the same second as the last position counts as read.
    await new Promise((resolve) => setTimeout(resolve, 2500));
    await nextPod(() => create({ ...SCHEDULED, name: 'job-2', message: 'while Alloy was away' }));
    await arrives('while Alloy was away');
    expect(await sent()).toBe(1);
    expect(await all()).toHaveLength(before.length + 1);
  });

  test('without its volume it sends everything that the API still has, and Loki shows each line once', async () => {
    const before = await all();
    await nextPod(() => rmSync(alloy.volume('storage'), { recursive: true }));
    await waitFor(
      async () => (await sent()) > 1,
      60,
      () => alloy.log.slice(-3000),
    );
    create({ ...SCHEDULED, name: 'job-3', message: 'the last one' });
    await arrives('the last one');
    const texts = (await all()).map(({ text }) => text);
    expect(texts).toHaveLength(before.length + 1);
    expect(new Set(texts).size).toBe(texts.length);
  });

  test('nothing was refused, and the pod has not restarted', () => {
    expect(alloy.log.split('\n').filter((line) => /forbidden|permission denied|read-only/i.test(line))).toEqual([]);
    expect(alloy.restarts).toBe(0);
  });
});
