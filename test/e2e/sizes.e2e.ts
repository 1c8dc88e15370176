import type { EnvironmentProps } from '../../lib/environment/props';
import { describeWith } from '../helpers/programs';
import { eksLokiAt } from './rig/living/eks-loki';
import { LIVING } from './rig/living/living-cluster';
import { devWith, LivingDev, PATIENCE, UNHARMED } from './rig/living/living-dev';
import { waitFor } from './rig/wait';

/** More of some components, with and without volumes. */
const MORE = { distributor: { replicas: 3 }, queryFrontend: { replicas: 3 }, indexGateway: { replicas: 3 } };

/** Larger volumes of ingesters. */
const LARGER: Partial<EnvironmentProps> = { loki: { sizes: { ingester: { volume: 200 } } } };

describeWith(LIVING, 'sizes on a living cluster', () => {
  let dev: LivingDev;

  beforeAll(async () => {
    dev = new LivingDev();
    await dev.start();
  }, PATIENCE);
  afterAll(() => dev.stop(), 60_000);

  const namesOf = (component: string) =>
    dev.cluster.agent.component(component).map(({ object }) => object.metadata.name);
  const claims = (): Record<string, string> =>
    Object.fromEntries(
      dev.cluster.store
        .ofKind('PersistentVolumeClaim')
        .map(({ metadata, status }) => [metadata.name, (status as { capacity: { storage: string } }).capacity.storage]),
    );

  test(
    'more pods join, and no other restarts',
    async () => {
      const before = namesOf('index-gateway');
      expect(await dev.during(() => dev.deploy(devWith({ loki: { sizes: MORE } })))).toEqual(UNHARMED);
      expect(namesOf('index-gateway')).toEqual([...before, 'loki-index-gateway-2']);
      expect(['distributor', 'query-frontend'].map((name) => namesOf(name).length)).toEqual([3, 3]);
      expect(dev.rollouts.orderOf('loki-index-gateway')).toEqual(['loki-index-gateway-2']);
      expect(dev.rollouts.made).toBe(3);
    },
    PATIENCE,
  );

  test(
    'fewer pods stay, and the volume of the one that left',
    async () => {
      const outcome = await dev.during(async () => {
        await dev.deploy(devWith());
        await waitFor(
          () => ['index-gateway', 'distributor', 'query-frontend'].every((name) => namesOf(name).length === 2),
          400,
          () => [...namesOf('index-gateway'), ...namesOf('distributor'), ...namesOf('query-frontend')].join(),
        );
      });
      expect(outcome).toEqual(UNHARMED);
      expect(dev.rollouts.made).toBe(0);
      expect(Object.keys(claims())).toContain('data-loki-index-gateway-2');
    },
    PATIENCE,
  );

  test(
    'eks-loki volumes grows the volumes while their pods run, and the next delivery changes nothing',
    async () => {
      const file = dev.fileWith(LARGER);
      const outcome = await dev.during(async () => {
        const { status, stdout, stderr } = await eksLokiAt(dev.cluster.api, ['volumes', 'dev', '--environments', file]);
        expect([status, stdout + stderr]).toEqual([0, expect.stringContaining('loki-ingester')]);
        await dev.deploy(devWith(LARGER));
      });
      expect(outcome).toEqual(UNHARMED);
      expect([0, 1, 2].map((index) => claims()[`data-loki-ingester-${index}`])).toEqual(['200Gi', '200Gi', '200Gi']);
      expect(dev.rollouts.made).toBe(0);
    },
    PATIENCE,
  );

  test(
    'a source that is switched off leaves the kinds that the how-to names, and nothing that runs',
    async () => {
      const named = async (...where: string[]) =>
        (await dev.cluster.kubectl(['get', ...where, '-o', 'name']))
          .split('\n')
          .filter((name) => name.includes('alloy-events'))
          .sort();
      const kinds = 'all,configmaps,serviceaccounts,networkpolicies,secretproviderclasses,pvc';
      expect(await named(kinds, '-n', 'alloy')).toContain('statefulset.apps/alloy-events');
      const off = devWith({ ...LARGER, alloy: { events: false } });
      expect(await dev.during(() => dev.deploy(off))).toEqual(UNHARMED);
      await waitFor(
        async () => !(await named('pods', '-n', 'alloy')).some((name) => name.includes('alloy-events')),
        120,
        () => 'its pod runs',
      );
      expect(await named(kinds, '-n', 'alloy')).toEqual([
        'networkpolicy.networking.k8s.io/alloy-events',
        'persistentvolumeclaim/storage-alloy-events-0',
        'secretproviderclass.secrets-store.csi.x-k8s.io/loki-credentials-alloy-events',
        'serviceaccount/alloy-events',
      ]);
      expect(await named('clusterroles,clusterrolebindings')).toHaveLength(2);
    },
    PATIENCE,
  );

  test(
    'a removed environment leaves namespaces and volumes, and one that is delivered again finds all lines',
    async () => {
      const before = Object.keys(claims());
      expect((await dev.lines.audit()).missing).toEqual([]);
      await dev.cluster.destroy();
      await waitFor(
        () => dev.cluster.store.ofKind('Pod').every(({ metadata }) => metadata.namespace === 'shop'),
        400,
        () => dev.cluster.api.kubectl(['get', 'pods', '-A']).stdout,
      );
      const left = await dev.cluster.kubectl(['get', 'all,configmaps,pdb,networkpolicies', '-n', 'loki', '-o', 'name']);
      expect(left.trim().split('\n')).toEqual(['configmap/kube-root-ca.crt']);
      expect(await dev.cluster.kubectl(['get', 'namespaces', '-o', 'name'])).toMatch(/namespace\/loki\n/);
      expect(Object.keys(claims())).toEqual(before);
      await dev.deploy(devWith(LARGER));
      expect((await dev.lines.auditAll()).missing).toEqual([]);
    },
    PATIENCE,
  );
});
