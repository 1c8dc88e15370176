import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { environmentCharts, resolveEnvironment } from '../../lib/environment/environment';
import { describeWith } from '../helpers/programs';
import { Front } from './rig/front';
import { KubernetesApi } from './rig/kubernetes-api';
import { HOST } from './rig/network';
import { criLine, FakeNode, podLog } from './rig/node';
import { type PodSpec, RenderedObjects } from './rig/objects';
import { NODE_NAME, Pod } from './rig/pod';
import { SingleLoki, type StoredLine } from './rig/single-loki';
import { outage, sleep, waitFor } from './rig/wait';

const ELSEWHERE = 'loki.example.com';
const PORT = 3443;
const NODE_LABELS = {
  'topology.kubernetes.io/zone': 'us-east-1a',
  'karpenter.sh/nodepool': 'general',
  'node.kubernetes.io/instance-type': 'm7g.large',
  'example.com/team': 'platform',
};

const ENVIRONMENT = resolveEnvironment('dev', {
  account: '111122223333',
  region: 'us-east-1',
  cluster: { create: {} },
  tenants: ['platform', 'shop'],
  credentials: { from: 'kubernetes-secret' },
  alloy: {
    events: false,
    cloudInit: false,
    nodeLabels: { zone: true, nodePool: true, instanceType: true, labels: ['example.com/team'] },
    destinations: [
      { here: { except: { namespaces: ['central-*'] } } },
      {
        name: 'central',
        except: { sources: ['journal'], namespaces: ['private'] },
        loki: {
          url: `https://${ELSEWHERE}:${PORT}`,
          tenant: 'all',
          username: 'shipper',
          passwordSecret: { name: 'central-loki', key: 'password' },
          ca: { secret: 'central-loki', key: 'ca.crt' },
          headers: { 'X-Region': 'us-east-1' },
        },
      },
    ],
  },
});

/** Numbers from 0 up to a count. */
const numbers = (count: number) => Array.from({ length: count }, (_, index) => index);

describeWith(
  ['alloy', 'loki', 'openssl', 'systemd-journal-remote', 'ip', 'unshare'],
  'labels of the node, and a second Loki',
  () => {
    const folder = mkdtempSync(join(tmpdir(), 'eks-loki-egress-'));
    let [api, front, here, elsewhere, node, alloy] = [] as unknown as [
      KubernetesApi,
      Front,
      SingleLoki,
      SingleLoki,
      FakeNode,
      Pod,
    ];

    beforeAll(async () => {
      api = new KubernetesApi(folder);
      api.setNode(NODE_NAME, NODE_LABELS);
      here = new SingleLoki(join(folder, 'here'));
      elsewhere = new SingleLoki(join(folder, 'elsewhere'), HOST.elsewhere);
      await Promise.all([here.start(), elsewhere.start()]);
      front = new Front({ folder, name: ELSEWHERE, port: PORT, login: 'shipper:of-nobody', target: elsewhere.url });
      await front.start();
      node = new FakeNode(join(folder, 'node'));
      alloy = podOf(new RenderedObjects(environmentCharts(ENVIRONMENT)));
    });
    afterAll(async () => {
      await alloy?.stop('SIGKILL');
      alloy?.release();
      await front?.stop();
      api?.stop();
      here?.stop();
      elsewhere?.stop();
      rmSync(folder, { recursive: true, force: true });
    });

    function podOf(objects: RenderedObjects): Pod {
      const { template } = objects.one('DaemonSet', 'alloy', 'alloy').spec as {
        template: { metadata: { labels: Record<string, string> }; spec: PodSpec };
      };
      const hosts = join(folder, 'hosts');
      writeFileSync(hosts, `${HOST.self} loki-gateway.loki.svc.cluster.local\n${HOST.elsewhere} ${ELSEWHERE}\n`);
      mkdirSync(join(folder, 'pods'));
      return new Pod({
        ...{ name: 'alloy-0', namespace: 'alloy', labels: template.metadata.labels, spec: template.spec },
        folder: join(folder, 'pods', 'alloy-0'),
        sources: {
          objects,
          secrets: {
            credentials: { 'writer-password': { text: 'of-nobody' } },
            'to-central-password': { password: { text: 'of-nobody' } },
            'to-central-ca': { 'ca.crt': { text: front.certificate } },
          },
          node: join(folder, 'node'),
          bytes: {},
        },
        env: api.env,
        files: [...api.mounts, { source: hosts, path: '/etc/hosts', readOnly: true, file: true }],
        identity: { env: {}, files: [], skippedContainers: [] },
      });
    }

    async function startAlloy(): Promise<void> {
      await alloy.startReady();
    }

    /** Lines of a Loki, once there are as many as expected. */
    const arrived = (loki: SingleLoki, tenant: string, query: string, count: number): Promise<StoredLine[]> =>
      loki.arrived(tenant, query, count, () => alloy.log, 90);

    const audit = (number: number, mark = 'audit') => {
      const time = (Date.now() / 1000).toFixed(3);
      node.append('var/log/audit/audit.log', `type=USER msg=audit(${time}:${number}): ${mark}\n`);
    };
    const journal = (number: number) =>
      node.journal([
        { time: Date.now(), fields: { _SYSTEMD_UNIT: 'kubelet.service', PRIORITY: '6', MESSAGE: `journal ${number}` } },
      ]);

    /** Appends a line to a file every 200 ms until one arrives with the zone: seconds until then. */
    async function secondsUntilLabels(mark: string): Promise<number> {
      const begin = Date.now();
      let written = 0;
      await waitFor(
        async () => {
          audit(written++, mark);
          await sleep(0.2);
          return (await here.lines('platform', `{job="node_log/audit", zone=~".+"} |= "${mark}"`)).length > 0;
        },
        90,
        () => alloy.log.slice(-3000),
      );
      return (Date.now() - begin) / 1000;
    }

    test('while the API is away at the start, lines of the node arrive without labels, and then with them', async () => {
      await startAlloy();
      audit(1);
      journal(1);
      const [first] = await arrived(here, 'platform', '{job="node_log/audit"}', 1);
      expect(first?.labels).not.toHaveProperty('zone');
      const [second] = await arrived(here, 'platform', '{job="node_log/journal"}', 1);
      expect(second?.labels).not.toHaveProperty('zone');
      expect(second?.metadata).not.toHaveProperty('instance_type');
      await api.start();
      const seconds = await secondsUntilLabels('after the API came');
      process.stdout.write(`labels of the node: ${seconds.toFixed(1)} s after the API came\n`);
      expect(seconds).toBeLessThan(60);
    });

    test('zone and pool are labels, type and own labels are metadata: of journal, files and pods', async () => {
      const pod = node.pod('shop', 'cart-1', 'cart');
      node.append(podLog(pod), criLine(Date.now(), 'of a pod'));
      api.add(pod);
      journal(2);
      audit(1000);
      const all = [
        ...(await arrived(here, 'shop', '{namespace="shop"}', 1)),
        ...(await arrived(here, 'platform', '{job="node_log/journal"} |= "journal 2"', 1)),
        ...(await arrived(here, 'platform', '{job="node_log/audit"} |= ":1000"', 1)),
      ];
      expect(all).toHaveLength(3);
      for (const { labels, metadata } of all) {
        expect(labels).toMatchObject({ zone: 'us-east-1a', node_pool: 'general', node_name: NODE_NAME });
        expect(metadata).toMatchObject({ instance_type: 'm7g.large', example_com_team: 'platform' });
        expect(labels).not.toHaveProperty('instance_type');
      }
    });

    test('the second Loki gets its lines alone, under its tenant, with the same labels and metadata', async () => {
      for (const [namespace, name] of [
        ['private', 'keys-1'],
        ['central-1', 'agent-1'],
      ] as const) {
        const pod = node.pod(namespace, name, 'main');
        node.append(podLog(pod), criLine(Date.now(), `of ${namespace}`));
        api.add(pod);
      }
      const [central] = await arrived(elsewhere, 'all', '{namespace="central-1"}', 1);
      expect(central?.metadata).toMatchObject({ pod: 'agent-1', instance_type: 'm7g.large' });
      expect(central?.labels).toMatchObject({ cluster: 'dev', zone: 'us-east-1a', node_name: NODE_NAME });
      expect(central?.labels).not.toHaveProperty('__tenant_id__');
      expect(await arrived(elsewhere, 'all', '{namespace="shop"}', 1)).toHaveLength(1);
      expect((await arrived(elsewhere, 'all', '{job="node_log/audit"} |= ":1000"', 1)).length).toBe(1);
      expect(await arrived(here, 'platform', '{namespace="private"}', 1)).toHaveLength(1);
      expect(await elsewhere.lines('all', '{namespace="private"}')).toEqual([]);
      expect(await elsewhere.lines('all', '{job="node_log/journal"}')).toEqual([]);
      expect(await here.lines('platform', '{namespace="central-1"}')).toEqual([]);
      expect(new Set(front.answers.map(({ region, tenant }) => `${region} ${tenant}`))).toEqual(
        new Set(['us-east-1 all']),
      );
    });

    test('labels that change while lines are being joined: no line is lost, cut or doubled', async () => {
      const pod = node.pod('shop', 'halves-1', 'main');
      api.add(pod);
      for (const number of numbers(120)) {
        if (number === 40) api.setNode(NODE_NAME, { ...NODE_LABELS, 'topology.kubernetes.io/zone': 'us-east-1z' });
        if (number === 80) api.setNode(NODE_NAME, NODE_LABELS);
        node.append(podLog(pod), criLine(Date.now(), `first-${number} `, { full: false }));
        await sleep(0.12);
        node.append(podLog(pod), criLine(Date.now(), `second-${number}`));
      }
      const whole = numbers(120).map((number) => `first-${number} second-${number}`);
      const query = '{namespace="shop", container="main"}';
      const lines = await arrived(here, 'shop', query, 120);
      expect(lines.map(({ text }) => text).sort()).toEqual([...whole].sort());
      expect(new Set(lines.map(({ labels: { zone } }) => zone))).toEqual(new Set(['us-east-1a', 'us-east-1z']));
      expect((await arrived(elsewhere, 'all', query, 120)).map(({ text }) => text).sort()).toEqual([...whole].sort());
    });

    /** Appends numbered lines of a pod. */
    function numbered(name: string, count: number): void {
      const pod = node.pod('shop', name, name);
      const now = Date.now();
      node.append(
        podLog(pod),
        numbers(count)
          .map((number) => criLine(now + number, `${name} ${number} ${'x'.repeat(500)}`))
          .join(''),
      );
      api.add(pod);
    }

    /** Expects all numbered lines once in both. */
    async function bothHave(name: string, count: number): Promise<void> {
      const query = `{namespace="shop", container="${name}"}`;
      const expected = numbers(count);
      for (const [loki, tenant] of [
        [here, 'shop'],
        [elsewhere, 'all'],
      ] as const) {
        const found = await arrived(loki, tenant, query, count);
        expect(found.map(({ text }) => Number(text.split(' ')[1])).sort((a, b) => a - b)).toEqual(expected);
      }
    }

    test('a second Loki that is away and comes back has every line once, as the first has', async () => {
      await front.stop();
      numbered('away', 4000);
      await outage(8);
      await front.start();
      await bothHave('away', 4000);
    });

    test('a second Loki that answers 429 for a while gets every line later', async () => {
      const before = front.answers.length;
      front.status = 429;
      numbered('slow', 2000);
      await outage(8);
      front.status = undefined;
      await bothHave('slow', 2000);
      expect(front.answers.slice(before).some(({ status }) => status === 429)).toBe(true);
    });

    test('what a filter drops is counted under its own reason, and nothing else is dropped', async () => {
      const metrics = await alloy.metrics();
      const reasons = [...metrics.matchAll(/^loki_process_dropped_lines_total\{[^}]*reason="([^"]+)"[^}]*\} (\d+)/gm)];
      expect(new Set(reasons.map(([, reason]) => reason))).toEqual(new Set(['not_for_here', 'not_for_central']));
      const dropped = [...metrics.matchAll(/^loki_write_dropped_entries_total\{[^}]*\} (\d+)/gm)];
      expect(dropped.map(([, count]) => count).filter((count) => count !== '0')).toEqual([]);
    });

    test('the next start: lines go out at once, and some seconds later with labels', async () => {
      await alloy.stop();
      await startAlloy();
      numbers(3).forEach((number) => audit(7000 + number));
      await arrived(here, 'platform', '{job="node_log/audit"} |= ":700"', 3);
      const seconds = await secondsUntilLabels('after a start');
      process.stdout.write(`labels of the node: at most ${seconds.toFixed(1)} s after a start\n`);
      expect(seconds).toBeLessThan(20);
    });
  },
);
