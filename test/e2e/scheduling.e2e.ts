import environments from '../../bin/environments';
import { INGESTER_ZONES } from '../../charts/loki/workloads/zones';
import { manifestsOf } from '../../lib/checks/checked-charts';
import { environmentCharts, resolveEnvironment } from '../../lib/environment/environment';
import type { EnvironmentProps } from '../../lib/environment/props';
import type { Manifest } from '../../lib/manifests/manifest';
import { at } from '../../lib/manifests/shape';
import { describeWith } from '../helpers/programs';
import { API_SERVER, ApiServer } from './rig/api-server';
import { Nodes } from './rig/nodes';
import { sleep, waitFor } from './rig/wait';
import { documents, neededByPods } from './suites/apply';

const AWS_ZONES = ['us-east-1a', 'us-east-1b', 'us-east-1c'];
const CONTROLLERS = [
  ...['statefulset-controller', 'garbage-collector-controller', 'serviceaccount-controller'],
  ...['persistentvolume-binder-controller', 'persistentvolumeclaim-protection-controller'],
];

const rendered = (loki: EnvironmentProps['loki']) => {
  const props = { ...(environments.dev as EnvironmentProps), loki };
  return manifestsOf(environmentCharts(resolveEnvironment('dev', props)).manifests());
};
const ZONED = rendered({ ingesterZones: true, sizes: { ingester: { replicas: 6 } } });
const setOf = (zone: string) => ZONED.find('StatefulSet', 'loki', `loki-ingester-${zone}`) as Manifest;
const labelOf = (zone: string) => `loki.grafana.com/zone=${zone}`;

/** The set without claims: its volumes go with its pods. */
const withoutClaims = (set: Manifest): Manifest => {
  const copy = structuredClone(set) as Manifest & { spec: Record<string, never> };
  delete copy.spec['volumeClaimTemplates'];
  (at(copy, 'spec.template.spec.volumes') as object[]).push({ name: 'data', emptyDir: {} });
  return copy;
};

/** Orders of three. */
const ORDERS = INGESTER_ZONES.flatMap((first) =>
  INGESTER_ZONES.filter((one) => one !== first).map((second) => [
    first,
    second,
    INGESTER_ZONES.find((one) => one !== first && one !== second) as string,
  ]),
);

describeWith([...API_SERVER, 'kube-controller-manager', 'kube-scheduler'], 'the scheduler', () => {
  let api: ApiServer;
  let nodes: Nodes;

  beforeAll(async () => {
    api = new ApiServer();
    await api.start();
    api.startControllers(CONTROLLERS);
    api.startScheduler();
    api.printed(['create', 'namespace', 'loki']);
    api.printed(['apply', '-f', '-'], documents(neededByPods(ZONED.objects, 'loki')));
    nodes = new Nodes(api, 'loki');
    nodes.make(AWS_ZONES);
  }, 180_000);
  afterAll(() => api.stop());

  const apply = (...sets: Manifest[]) => api.printed(['apply', '-f', '-'], documents(sets));
  const scale = (zone: string, replicas: number) =>
    api.printed(['scale', 'statefulset', `loki-ingester-${zone}`, '-n', 'loki', `--replicas=${replicas}`]);
  const placed = (zone: string): Manifest[] =>
    nodes.items('pods', '--selector', labelOf(zone)).filter((pod) => at(pod, 'spec.nodeName'));
  /** Waits until all pods of some zones have a node, as the kubelet and the driver of volumes would help it. */
  const running = (zones: readonly string[]) =>
    waitFor(
      async () => {
        nodes.provision();
        await sleep(0.2);
        return zones.every((zone) => placed(zone).length === 2);
      },
      60,
      () => api.printed(['get', 'pods,pvc', '-n', 'loki', '-o', 'wide']) + api.log('kube-scheduler'),
    );
  /** Zones of AWS of each set: one each, and none twice. */
  const expectOneZoneEach = (): string[][] => {
    const found = INGESTER_ZONES.map((zone) => nodes.zonesOf(labelOf(zone)));
    expect(found.map((zones) => zones.length)).toEqual([1, 1, 1]);
    expect(found.flat().sort()).toEqual(AWS_ZONES);
    return found;
  };
  /** Ends pods, which no kubelet does. */
  const end = (...selector: string[]) =>
    api.printed(['delete', 'pods', '-n', 'loki', '--grace-period=0', '--force', ...selector]);
  const remove = async () => {
    api.printed(['delete', 'statefulsets', '--all', '-n', 'loki', '--cascade=orphan']);
    end('--all');
    await waitFor(
      () => Promise.resolve(nodes.items('pods').length === 0),
      30,
      () => 'pods stay',
    );
  };

  test('gives three sets that start at once a zone each', async () => {
    apply(...INGESTER_ZONES.map((zone) => withoutClaims(setOf(zone))));
    await running(INGESTER_ZONES);
    expectOneZoneEach();
    await remove();
  }, 120_000);

  test.each(ORDERS)(
    'gives sets that start in the order %s, %s, %s a zone each',
    async (...order) => {
      for (const zone of order) {
        apply(withoutClaims(setOf(zone)));
        await running([zone]);
      }
      expectOneZoneEach();
      await remove();
    },
    120_000,
  );

  describe('with volumes', () => {
    test('brings pods that all end at once back to the zone of their volumes', async () => {
      apply(...INGESTER_ZONES.map(setOf));
      await running(INGESTER_ZONES);
      const before = expectOneZoneEach();
      end('--all');
      await running(INGESTER_ZONES);
      expect(expectOneZoneEach()).toEqual(before);
    }, 180_000);

    test('places more pods of a set in its zone', async () => {
      const before = nodes.zonesOf(labelOf('zone-a'));
      scale('zone-a', 4);
      await waitFor(
        async () => {
          nodes.provision();
          return Promise.resolve(placed('zone-a').length === 4);
        },
        60,
        () => api.printed(['get', 'pods', '-n', 'loki', '-o', 'wide']),
      );
      expect(nodes.zonesOf(labelOf('zone-a'))).toEqual(before);
      scale('zone-a', 2);
      end('loki-ingester-zone-a-2', 'loki-ingester-zone-a-3');
    }, 120_000);

    test('lets another set take the zone of one that is scaled to 0, as the how-to says, and its remedy holds', async () => {
      const claims = (zone: string) => ['delete', 'pvc', '-n', 'loki', '-l', labelOf(zone), '--wait=false'];
      const lost = nodes.zonesOf(labelOf('zone-a'));
      scale('zone-a', 0);
      scale('zone-b', 0);
      end('--selector', labelOf('zone-a'));
      end('--selector', labelOf('zone-b'));
      api.printed(claims('zone-b'));
      // zone-b comes first, and may only go where the volumes of zone-a are.
      nodes.only([...lost, ...nodes.zonesOf(labelOf('zone-c'))]);
      scale('zone-b', 2);
      await running(['zone-b']);
      expect(nodes.zonesOf(labelOf('zone-b'))).toEqual(lost);
      nodes.only(AWS_ZONES);
      scale('zone-a', 2);
      const waits = () =>
        nodes
          .items('pods', '--selector', labelOf('zone-a'))
          .flatMap((pod) => (at(pod, 'status.conditions') as { message?: string }[] | undefined) ?? [])
          .map(({ message }) => message ?? '')
          .filter((message) => message.includes("didn't match PersistentVolume's node affinity"));
      await waitFor(
        () => Promise.resolve(waits().length === 2),
        30,
        () => api.printed(['get', 'pods', '-n', 'loki', '-o', 'wide']),
      );

      scale('zone-b', 0);
      end('--selector', labelOf('zone-b'));
      api.printed(claims('zone-b'));
      await running(['zone-a']);
      scale('zone-b', 2);
      await running(INGESTER_ZONES);
      expectOneZoneEach();
      expect(nodes.zonesOf(labelOf('zone-a'))).toEqual(lost);
    }, 240_000);
  });
});
