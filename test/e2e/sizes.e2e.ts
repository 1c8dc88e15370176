import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import environments from '../../bin/environments';
import type { EnvironmentProps } from '../../lib/environment/props';
import { describeWith } from '../helpers/programs';
import { eksLokiAt } from './rig/living/eks-loki';
import { LIVING } from './rig/living/living-cluster';
import { devWith, LivingDev, PATIENCE, UNHARMED } from './rig/living/living-dev';
import { waitFor } from './rig/wait';

/** More of the components that lines pass. */
const MORE = { distributor: { replicas: 3 }, querier: { replicas: 3 }, ingester: { replicas: 4 } };

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
      const before = namesOf('ingester');
      expect(await dev.during(() => dev.deploy(devWith({ loki: { sizes: MORE } })))).toEqual(UNHARMED);
      expect(namesOf('ingester')).toEqual([...before, 'loki-ingester-3']);
      expect(['distributor', 'querier'].map((name) => namesOf(name).length)).toEqual([3, 3]);
      expect(dev.rollouts.orderOf('loki-ingester')).toEqual(['loki-ingester-3']);
    },
    PATIENCE,
  );

  test(
    'fewer pods stay, and the volume of the ingester that left',
    async () => {
      const outcome = await dev.during(async () => {
        await dev.deploy(devWith());
        await waitFor(
          () => namesOf('ingester').length === 3,
          400,
          () => namesOf('ingester').join(),
        );
      });
      expect(outcome).toEqual(UNHARMED);
      expect(['distributor', 'querier'].map((name) => namesOf(name).length)).toEqual([2, 2]);
      expect(Object.keys(claims())).toContain('data-loki-ingester-3');
    },
    PATIENCE,
  );

  test(
    'eks-loki volumes grows the volumes while their pods run, and the next delivery changes nothing',
    async () => {
      const file = join(dev.cluster.folder, 'environments.ts');
      writeFileSync(file, `export default ${JSON.stringify({ dev: { ...environments.dev, ...LARGER } })};\n`);
      const outcome = await dev.during(async () => {
        const { status, stdout, stderr } = await eksLokiAt(dev.cluster.api, [
          'volumes',
          'dev',
          '--environments',
          file,
          '--yes',
        ]);
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
