import { JsonPatch } from 'cdk8s';
import { IMAGES } from '../../charts/kubernetes/images';
import type { LoggingCharts } from '../../charts/logging/charts';
import type { EnvironmentProps } from '../../lib/environment/props';
import { describeWith } from '../helpers/programs';
import { GrafanaClient, pushTarget } from './client';
import { FORMER_IMAGES } from './rig/container';
import { LIVING } from './rig/living/living-cluster';
import { devWith, LivingDev, PATIENCE, UNHARMED } from './rig/living/living-dev';
import { metricOf } from './rig/metrics';
import { sleep, waitFor } from './rig/wait';
import { testNoneLost } from './suites/none-lost';

/** Versions of Loki and Alloy, as images. */
type Versions = typeof FORMER_IMAGES;

/** `dev` with versions. What an index gateway learns within minutes, it learns within seconds. */
const withVersions = ({ loki, alloy }: Versions, props: Partial<EnvironmentProps> = {}) =>
  devWith({
    images: { loki, alloy },
    loki: { config: { storage_config: { tsdb_shipper: { resync_interval: '5s' } } } },
    ...props,
  });

/** Queriers that ask the object store, and never ingesters. */
const STORE_ONLY = '-querier.query-store-only=true';
const storeOnly = (charts: LoggingCharts): void =>
  charts
    .object('Deployment', 'loki-querier')
    .addJsonPatch(JsonPatch.add('/spec/template/spec/containers/0/args/-', STORE_ONLY));

describeWith([...LIVING, 'loki-former', 'alloy-former'], 'versions of Loki and Alloy on a living cluster', () => {
  let dev: LivingDev;
  /** Lines of each pod that had been printed when chunks were written to the object store. */
  let stored = new Map<string, number>();

  beforeAll(async () => {
    dev = new LivingDev(withVersions(FORMER_IMAGES));
    await dev.start();
  }, PATIENCE);
  afterAll(() => dev.stop(), 60_000);

  /** Versions that the running programs tell. */
  const told = async (program: keyof Versions): Promise<string[]> => {
    const pods = [...dev.cluster.agent.pods.values()].filter(({ spec }) =>
      spec.containers.some(({ image }) => image.includes(`/grafana/${program}:`)),
    );
    const texts = await Promise.all(pods.map((pod) => pod.metrics()));
    const pattern = new RegExp(`^${program}_build_info\\{.*version="v?([^"]+)"`, 'm');
    return [...new Set(texts.map((text) => pattern.exec(text)?.[1] ?? 'none'))];
  };
  const expectVersions = async (images: Versions) => {
    const tagOf = (image: string) => image.split(/:v?/).at(-1);
    expect([await told('loki'), await told('alloy')]).toEqual([[tagOf(images.loki)], [tagOf(images.alloy)]]);
  };

  const ingesters = () => dev.cluster.agent.component('ingester');
  const sums = async (name: string) =>
    (await Promise.all(ingesters().map((pod) => pod.metrics()))).map((text) => metricOf(text, name));

  /** Makes all ingesters write all lines of before to the object store. */
  const flush = async () => {
    stored = dev.lines.printed();
    expect((await dev.lines.auditAll(stored)).missing).toEqual([]);
    await dev.flush();
  };

  const grafana = () => new GrafanaClient(dev.cluster, pushTarget(dev.cluster).tenant);

  /** Delivers versions while lines flow, and somebody asks for them all the time. */
  const change = async (images: Versions) => {
    let isOver = false;
    const unanswered: string[] = [];
    const ask = async () => {
      for (; !isOver; await sleep(1)) {
        const query = 'sum(count_over_time({namespace="shop"}[1m]))';
        const answer = await grafana().get('/loki/api/v1/query', { query });
        const text = await answer.text();
        if (!answer.ok) unanswered.push(`${answer.status} ${text}`);
      }
    };
    const outcome = await dev.during(async () => {
      await Promise.all([dev.deploy(withVersions(images)).finally(() => (isOver = true)), ask()]);
    });
    return { ...outcome, unanswered };
  };

  /** Expects order, budgets and replay of a change. */
  const expectRolled = async (images: Versions) => {
    await expectVersions(images);
    expect(dev.rollouts.orderOf('loki-ingester')).toEqual([2, 1, 0].map((index) => `loki-ingester-${index}`));
    expect(dev.rollouts.orderOf('loki-index-gateway')).toEqual([1, 0].map((index) => `loki-index-gateway-${index}`));
    expect(await dev.tooFew()).toEqual([]);
    // Each ingester has read what its predecessor of the other version had in memory.
    expect(Math.min(...(await sums('loki_ingester_wal_recovered_entries_total')))).toBeGreaterThan(1000);
    expect(await sums('loki_ingester_wal_corruptions_total')).toEqual([0, 0, 0]);
  };

  /** Lines that were stored by the other version are found in the object store alone. */
  const expectStored = async (images: Versions) => {
    await dev.deploy(withVersions(images, { customize: storeOnly }));
    // A rollout is over before the former queriers have ended: until then, they answer.
    const former = () =>
      dev.cluster.agent.component('querier').filter(({ spec }) => !spec.containers[0]?.args?.includes(STORE_ONLY));
    await waitFor(
      () => former().length === 0,
      120,
      () => `former queriers: ${former().map(({ object }) => object.metadata.name)}`,
    );
    const now = Date.now();
    expect(await grafana().lines('{namespace="shop"}', now - 10_000, now)).toEqual([]);
    expect((await dev.lines.auditAll(stored)).missing).toEqual([]);
  };

  test('the former versions run what we render', () => expectVersions(FORMER_IMAGES));

  test(
    'the present versions replace them: no line is lost or refused, and no query fails',
    async () => {
      await flush();
      expect(await change(IMAGES)).toEqual({ ...UNHARMED, unanswered: [] });
      await expectRolled(IMAGES);
    },
    PATIENCE,
  );

  test('chunks and index of the former Loki are read by the present one', () => expectStored(IMAGES), PATIENCE);

  test(
    'the former versions come back in the same way',
    async () => {
      await dev.deploy(withVersions(IMAGES));
      await flush();
      expect(await change(FORMER_IMAGES)).toEqual({ ...UNHARMED, unanswered: [] });
      await expectRolled(FORMER_IMAGES);
    },
    PATIENCE,
  );

  testNoneLost(() => dev, { once: true });

  test('chunks and index of the present Loki are read by the former one', () => expectStored(FORMER_IMAGES), PATIENCE);
});
