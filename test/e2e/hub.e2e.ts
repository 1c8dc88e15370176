import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { environmentCharts, type EnvironmentProps, resolveEnvironment } from '../../lib/environment/environment';
import { RenderedObjects } from './rig/objects';
import { GatewayUnderTest } from '../helpers/nginx';
import { describeWith, program } from '../helpers/programs';
import { AWAY, HUB, SPOKE } from '../lib/environment/hub/setups';
import { Authority } from './rig/certificates';
import { DnsServer } from './rig/dns';
import { KubernetesApi } from './rig/kubernetes-api';
import { metricOf } from './rig/metrics';
import { HOST } from './rig/network';
import { NODE_NAME } from './rig/pod';
import { SingleLoki } from './rig/single-loki';
import { Spoke } from './rig/spoke';
import { TlsDoor } from './rig/tls-door';
import { outage, outageSeconds, sleep, waitFor } from './rig/wait';

const PASSWORDS = { 'writer-password': 'of-writer', 'reader-password': 'of-reader', 'shop-password': 'of-shop' };
const HOST_OF_HUB = 'logs.example.com';
const IN_KUBERNETES = { credentials: { from: 'kubernetes-secret' } } as const;
const ALLOY = { journal: false, audit: false, cloudInit: false, events: false } as const;

const prod: EnvironmentProps = { ...HUB, ...IN_KUBERNETES };
const ofHub = (change: Partial<EnvironmentProps> = {}): EnvironmentProps => ({
  ...SPOKE,
  alloy: ALLOY,
  loki: { of: 'prod', writer: 'shop', ca: { secret: 'hub-ca' } },
  ...change,
});
const DROPPED = /^loki_write_dropped_entries_total\{.*\} [1-9]/;
const UNANSWERED = /^loki_write_request_duration_seconds_count\{.*status_code="-1"/;
const RETRIES = /^loki_write_batch_retries_total\{/;
const numbers = (count: number) => Array.from({ length: count }, (_, index) => index);

/** A spoke's rendered pods send through TLS to the rendered gateway of its hub. Nothing in them is changed. */
describeWith(
  ['loki', 'loki-canary', 'alloy', 'nginx', 'busybox', 'openssl', 'ip', 'unshare'],
  'a cluster sends to the Loki of another',
  () => {
    const folder = mkdtempSync(join(tmpdir(), 'hub-'));
    const spokes: Spoke[] = [];
    const apis: KubernetesApi[] = [];
    let [loki, gateway, door, right, wrong, dns] = [] as unknown as [
      SingleLoki,
      GatewayUnderTest,
      TlsDoor,
      Authority,
      Authority,
      DnsServer,
    ];

    beforeAll(async () => {
      const zone = {
        addresses: (name: string) => (name === HOST_OF_HUB ? [HOST.elsewhere] : undefined),
        services: () => undefined,
      };
      dns = new DnsServer(zone, HOST.dns);
      await dns.start();
      loki = new SingleLoki(join(folder, 'loki'), '127.0.0.1');
      await loki.start();
      const hub = new RenderedObjects(environmentCharts(resolveEnvironment('prod', prod)));
      const files = hub.one('ConfigMap', 'loki-gateway', 'loki')['data'] as {
        'nginx.conf': string;
        'prepare.sh': string;
      };
      gateway = new GatewayUnderTest({ nginx: program('nginx'), busybox: program('busybox') }, files);
      await gateway.prepare(PASSWORDS);
      const port = Number(new URL(loki.url).port);
      await gateway.start({ distributor: port, 'query-frontend': port });
      [right, wrong] = [new Authority(join(folder, 'right'), 'right'), new Authority(join(folder, 'wrong'), 'wrong')];
      door = new TlsDoor(right.sign(HOST_OF_HUB, `DNS:${HOST_OF_HUB}`), new URL(gateway.url), HOST.elsewhere, 443);
      await door.open();
    });
    afterAll(async () => {
      for (const spoke of spokes) await spoke.stop();
      for (const api of apis) api.stop();
      await door?.close();
      gateway?.stop();
      loki?.stop();
      dns?.stop();
      rmSync(folder, { recursive: true, force: true });
    });

    /** A spoke by its name: one at a time, since each has the address of the Kubernetes API. */
    async function spokeOf(name: string, props: EnvironmentProps, authority = right.cert): Promise<Spoke> {
      for (const spoke of spokes.splice(0)) await spoke.stop();
      for (const api of apis.splice(0)) api.stop();
      const own = join(folder, name);
      mkdirSync(own);
      const api = new KubernetesApi(own);
      api.setNode(NODE_NAME, {});
      apis.push(api);
      await api.start();
      const environment = resolveEnvironment(name, props, { prod });
      const spoke = new Spoke(environment, { folder: own, api, hub: HOST_OF_HUB, passwords: PASSWORDS, authority });
      spokes.push(spoke);
      await spoke.start();
      return spoke;
    }

    /** Numbers of the lines that the Loki of the hub has of a pod. */
    async function arrived(tenant: string, name: string, count: number, spoke: Spoke): Promise<number[]> {
      const lines = await loki.arrived(tenant, `{namespace="shop", container="${name}"}`, count, spoke.log, 90);
      return lines.map(({ text }) => Number(text.split(' ')[1])).sort((a, b) => a - b);
    }
    const none = async (name: string) => {
      for (const tenant of ['platform', 'edge', 'elsewhere']) {
        expect(await loki.lines(tenant, `{namespace="shop", container="${name}"}`)).toEqual([]);
      }
    };

    test('with the authority of the hub every line arrives once, with its own cluster and tenant', async () => {
      const spoke = await spokeOf('shop', ofHub());
      spoke.write('right', 2000);
      expect(await arrived('edge', 'right', 2000, spoke)).toEqual(numbers(2000));
      const [line] = await loki.lines('edge', '{namespace="shop", container="right"}');
      expect(line?.labels).toMatchObject({ cluster: 'shop', namespace: 'shop', node_name: NODE_NAME });
      expect(await loki.lines('platform', '{namespace="shop"}')).toEqual([]);
      expect(await spoke.metric(DROPPED)).toBe(0);
    });

    test(
      'the hub is away: no line is lost or doubled',
      async () => {
        const spoke = await spokeOf('away', ofHub());
        await door.close();
        spoke.write('away', 20_000);
        await outage(15);
        await none('away');
        await door.open();
        await loki.arrived('edge', '{namespace="shop", container="away"} |= "away 19999 "', 1, spoke.log, 120);
        await sleep(2);
        const parts = await Promise.all(
          numbers(10).map((digit) =>
            loki.lines('edge', `{namespace="shop", container="away"} |~ "^away [0-9]*${digit} "`),
          ),
        );
        const found = parts.flat().map(({ text }) => Number(text.split(' ')[1]));
        expect(found.sort((a, b) => a - b)).toEqual(numbers(20_000));
        expect(await spoke.metric(DROPPED)).toBe(0);
      },
      (180 + outageSeconds(15)) * 1000,
    );

    test('with a wrong authority nothing is sent, it is said, and every line arrives once it is right', async () => {
      const spoke = await spokeOf('shop-wrong', ofHub(), wrong.cert);
      spoke.write('wrong', 1000);
      await spoke.until(RETRIES, 1);
      // Its log says nothing: the alert AlloyNotDelivering counts these.
      await spoke.until(UNANSWERED, 1);
      await none('wrong');
      spoke.trust(right.cert);
      expect(await arrived('edge', 'wrong', 1000, spoke)).toEqual(numbers(1000));
    });

    test('a tenant that the hub does not have is answered 403: nothing is stored, and its lines are counted', async () => {
      const loki = { url: `https://${HOST_OF_HUB}`, writer: 'writer', ca: { secret: 'hub-ca' } };
      const spoke = await spokeOf('tenant', { ...AWAY, alloy: ALLOY, tenants: ['elsewhere'], loki });
      spoke.write('unknown', 50);
      await spoke.until(/^loki_write_dropped_entries_total\{.*reason="ingester_error"/, 50);
      expect(spoke.log()).toContain('403');
      await none('unknown');
    });

    test('a tenant of the hub that is not of the writer is answered 403 as well', async () => {
      const loki = { url: `https://${HOST_OF_HUB}`, writer: 'shop', ca: { secret: 'hub-ca' } };
      const spoke = await spokeOf('writer', { ...AWAY, alloy: ALLOY, tenants: ['platform'], loki });
      spoke.write('foreign', 50);
      await spoke.until(/^loki_write_dropped_entries_total\{.*reason="ingester_error"/, 50);
      expect(spoke.log()).toContain('403');
      await none('foreign');
    });

    test('its canary reads its lines at the hub, through the door', async () => {
      const spoke = await spokeOf('canary', ofHub({ canary: true }));
      const canary = await spoke.startCanary();
      const metric = async (name: string) => metricOf(await canary.metrics(), `loki_canary_${name}`);
      await waitFor(
        async () => (await metric('response_latency_seconds_count')) > 5,
        120,
        () => `no line came back\n${canary.log.slice(0, 3000)}\n${spoke.log()}`,
      );
      const bad = ['missing_entries_total', 'duplicate_entries_total', 'unexpected_entries_total'];
      expect(await Promise.all(bad.map(metric))).toEqual([0, 0, 0]);
    });

    test('a canary that does not trust the door sends it no password', async () => {
      const spoke = await spokeOf('distrust', ofHub({ canary: true }), wrong.cert);
      const canary = await spoke.startCanary();
      await waitFor(
        () => canary.log.includes('upstream SSL certificate verify error'),
        60,
        () => canary.log.slice(0, 3000),
      );
    });
  },
);
