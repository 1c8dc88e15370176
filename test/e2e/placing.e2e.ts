import { INGESTER_ZONES, ZONE_LABEL } from '../../charts/loki/workloads/zones';
import { type Environment, environmentCharts, resolveEnvironment } from '../../lib/environment/environment';
import type { EnvironmentProps } from '../../lib/environment/props';
import { environmentSetup } from '../../lib/planner/plan';
import { sizeOf } from '../../lib/planner/size';
import { describeWith } from '../helpers/programs';
import { API_SERVER } from './rig/api-server';
import { addOns } from './rig/placing/add-ons';
import { ZONES } from './rig/placing/nodes';
import { PlacingCluster } from './rig/placing/placing-cluster';
import { nodeOf } from './rig/placing/pods';
import { waitFor } from './rig/wait';

/** A Loki on a new cluster, and what is tried beside its places. */
interface Case {
  /** Volume in GB a day. */
  readonly volume: number;
  readonly ingesterZones?: boolean;
  readonly autoscaling?: boolean;
  readonly mode?: 'auto';
  readonly instanceTypes?: readonly string[];

  /** True if nodes are replaced one after the other. @default false */
  readonly replaces?: boolean;
}

/** Cases of each run: one at an edge of each type of nodes. `E2E_PLACING=all` tries the others. */
const SHORT: readonly Case[] = [
  { volume: 5, replaces: true },
  { volume: 200 },
  { volume: 1000, ingesterZones: true },
  { volume: 3000 },
];

/** Volumes with sizes of the table, and between them. */
const VOLUMES = [5, 100, 200, 400, 500, 1000, 2000, 3000, 10_000, 30_000];

/** Largest volume for which three ingesters are enough. */
const MOST_OF_THREE = 3000;

const LONG: readonly Case[] = VOLUMES.flatMap((volume): Case[] =>
  (volume <= MOST_OF_THREE ? [false, true] : [true]).flatMap((ingesterZones): Case[] => [
    { volume, ingesterZones, replaces: volume <= MOST_OF_THREE },
    { volume, ingesterZones, mode: 'auto' },
    { volume, ingesterZones, instanceTypes: [volume < 500 ? 'm7g.2xlarge' : 'r6i.4xlarge'] },
    ...(ingesterZones ? [{ volume, ingesterZones, autoscaling: true }] : []),
  ]),
);

const CASES = (process.env.E2E_PLACING === 'all' ? LONG : SHORT).map((one) => ({ ...one, name: nameOf(one) }));

/** Part of the nodes that may be more than the scheduler needs. */
const SPARE = 1.3;

/** Pods whose volume is in one zone. */
const WITH_VOLUME = /^(loki-(ingester|index-gateway|compactor|ruler)|alloy-events)\b/;

/** Fewest nodes of a cluster: one in each zone. */
const LEAST = 3;

function nameOf({ volume, ingesterZones, mode, instanceTypes, autoscaling }: Case): string {
  const zones = ingesterZones === undefined ? [] : [ingesterZones ? 'ingesters in zones' : 'three ingesters'];
  const others = [mode && 'Auto Mode', instanceTypes?.join(), autoscaling && 'autoscalers'].filter(Boolean);
  return [`${volume} GB a day`, ...zones, ...others].join(', ');
}

function environmentOf({ volume, ingesterZones, autoscaling, mode, instanceTypes }: Case): Environment {
  return resolveEnvironment('prod', {
    ...{ account: '111122223333', region: 'us-east-1', volume: `${volume} GB/day` },
    cluster: { create: { mode, instanceTypes } },
    loki: { ingesterZones, autoscaling },
  } as EnvironmentProps);
}

/** A change of every pod, such as a new version. */
function changed(objects: readonly object[]): object[] {
  const copies = structuredClone(objects) as { spec?: { template?: { spec: { containers: { image: string }[] } } } }[];
  for (const { spec } of copies) for (const one of spec?.template?.spec.containers ?? []) one.image += '-next';
  return copies;
}

/** Pods that autoscalers may make. */
const scaled = (objects: readonly object[]): Map<string, number> =>
  new Map(
    (objects as { kind: string; spec?: { maxReplicas: number; scaleTargetRef: { name: string } } }[])
      .filter(({ kind }) => kind === 'HorizontalPodAutoscaler')
      .map(({ spec }) => [spec?.scaleTargetRef.name ?? '', spec?.maxReplicas ?? 0]),
  );

describeWith([...API_SERVER, 'kube-controller-manager', 'kube-scheduler'], 'places of pods', () => {
  describe.each(CASES)('$name', (one) => {
    const environment = environmentOf(one);
    const size = sizeOf(environmentSetup(environment));
    const { nodes } = one.autoscaling ? { nodes: size.most?.nodes } : size;
    const { count, instanceType } = nodes as { count: number; instanceType: string };
    const rendered = environmentCharts(environment)
      .manifests()
      .flatMap(({ objects }) => objects as object[]);
    const most = scaled(rendered);
    const objects = rendered.map((object) => {
      const { kind, metadata, spec } = object as { kind: string; metadata: { name: string }; spec?: object };
      const replicas = kind === 'Deployment' ? most.get(metadata.name) : undefined;
      return replicas === undefined ? object : { ...object, spec: { ...spec, replicas } };
    });
    let cluster: PlacingCluster;
    let lost = 0;

    const started = async (number: number) => {
      cluster = await PlacingCluster.start(number, instanceType);
      await cluster.apply(addOns(one.mode === 'auto'));
    };
    const zonesOfIngesters = (): string[][] =>
      (one.ingesterZones ?? one.volume > 1000)
        ? INGESTER_ZONES.map((zone) => cluster.zonesOf(ZONE_LABEL, zone))
        : [cluster.zonesOf('app.kubernetes.io/component', 'ingester')];

    const allPlaced = async () => {
      if (one.mode === 'auto') await cluster.grow(instanceType, Math.ceil(count * SPARE));
      expect(cluster.pods.pending).toEqual([]);
    };

    afterAll(() => cluster.stop());

    test(`the ${count} ${instanceType} that plan counts take all pods, and ingesters are in three zones`, async () => {
      await started(count);
      await cluster.apply(objects);
      expect(cluster.pods.pending).toEqual([]);
      const zones = zonesOfIngesters();
      expect(zones.flat().sort()).toEqual(ZONES);
      expect(zones.every((of) => zones.length === 1 || of.length === 1)).toBe(true);
    }, 600_000);

    test('a change of every pod leaves none without a node', async () => {
      await cluster.apply(changed(objects));
      await allPlaced();
      for (const zone of INGESTER_ZONES) {
        const pods = cluster.pods.all.filter(({ metadata }) => metadata.labels?.[ZONE_LABEL] === zone);
        await Promise.all(pods.map((pod) => cluster.pods.end(pod)));
        await cluster.settled();
      }
      await allPlaced();
    }, 900_000);

    if (one.replaces) {
      test('each node is drained once there is another in its zone, as an update of the group does it', async () => {
        for (const node of cluster.nodes.all) {
          await cluster.nodes.add(node.zone, node.type);
          expect(await cluster.drain(node)).toEqual([]);
          await cluster.settled();
          expect(cluster.pods.pending).toEqual([]);
          await cluster.nodes.remove(node);
        }
      }, 600_000);
    }

    test('a lost zone leaves two copies of each line, and what every line and every query passes', async () => {
      lost = cluster.nodes.all.filter(({ zone }) => zone === ZONES[1]).length;
      await cluster.lose(ZONES[1]);
      const without = () => {
        const placed = cluster.pods.all.filter((pod) => nodeOf(pod) !== undefined);
        const running = placed.map(({ metadata }) => metadata.labels?.['app.kubernetes.io/component']);
        const path = ['distributor', 'query-frontend', 'query-scheduler', 'gateway', 'index-gateway'];
        return path.filter((component) => !running.includes(component));
      };
      // A pod that others pushed away is tried again after a while.
      const missing = () => [`without a pod: ${without().join()}`, ...cluster.pods.pending].join('\n');
      await waitFor(() => without().length === 0, 60, missing);
      const zones = zonesOfIngesters().map((of) => of.filter((zone) => zone !== 'none'));
      expect(zones.flat().sort()).toEqual([ZONES[0], ZONES[2]]);
    }, 600_000);

    test('as many nodes in the other zones take all pods without a volume in the lost one', async () => {
      for (let index = 0; index < lost; index++) await cluster.nodes.add(ZONES[index % 2 === 0 ? 0 : 2], instanceType);
      await cluster.settled();
      const others = () => cluster.pods.pending.filter((line) => !WITH_VOLUME.test(line));
      await waitFor(
        () => others().length === 0,
        90,
        () => others().join('\n'),
      );
    }, 600_000);

    const fewer = Math.floor(count / SPARE);
    if (fewer >= LEAST && fewer < count && one.instanceTypes === undefined) {
      test(`${fewer} nodes would be too few`, async () => {
        await cluster.stop();
        await started(fewer);
        cluster.give(objects);
        // The scheduler tries again after ten seconds at most: these were tried several times, and no node had room.
        const refusals = await cluster.lacking(30);
        expect(refusals).not.toEqual([]);
        expect(refusals.filter((line) => !/\bInsufficient (?:cpu|memory)\b/.test(line))).toEqual([]);
      }, 600_000);
    }
  });
});
