import { planVolumes } from '../../bin/volumes/plan';
import { readCluster } from '../../bin/volumes/cluster';
import { type Grown, growVolumes } from '../../bin/volumes/grow';
import type { KubectlRunner } from '../../bin/wait/kubectl';
import environments from '../../bin/environments';
import { manifestsOf } from '../../lib/checks/checked-charts';
import { withPruneLabels } from '../../lib/delivery/prune-labels';
import { environmentCharts, resolveEnvironment } from '../../lib/environment/environment';
import type { EnvironmentProps } from '../../lib/environment/props';
import { type Manifest, title } from '../../lib/manifests/manifest';
import type { Manifests } from '../../lib/manifests/manifests';
import { at, records } from '../../lib/manifests/shape';
import { describeWith } from '../helpers/programs';
import { API_SERVER, ApiServer } from './rig/api-server';
import { sleep, waitFor } from './rig/wait';
import { documents, neededByPods } from './suites/apply';

const SET = 'loki-ingester';
const CLAIMS = [0, 1, 2].map((index) => `data-${SET}-${index}`);
const PODS = [0, 1, 2].map((index) => `${SET}-${index}`);

const rendered = (volume: number): Manifests => {
  const props: EnvironmentProps = {
    ...(environments.dev as EnvironmentProps),
    loki: { sizes: { ingester: { volume, replicas: 3 } } },
  };
  const charts = environmentCharts(resolveEnvironment('dev', props));
  return manifestsOf(withPruneLabels('dev', charts.manifests()));
};

describeWith([...API_SERVER, 'kube-controller-manager'], 'volumes of a real StatefulSet', () => {
  const [small, large] = [rendered(50), rendered(100)];
  let api: ApiServer;

  beforeAll(async () => {
    api = new ApiServer();
    await api.start();
    api.startControllers(['statefulset-controller', 'garbage-collector-controller', 'serviceaccount-controller']);
    api.printed(['create', 'namespace', 'loki']);
    api.printed(['apply', '-f', '-'], documents(neededByPods(small.objects, 'loki')));
    apply(small);
    await waitFor(
      () => Promise.resolve(pods().length === PODS.length),
      60,
      () => api.log('kube-controller-manager'),
    );
    for (const claim of CLAIMS) bind(claim);
  }, 120_000);
  afterAll(() => api.stop());

  /** Applies the StatefulSet as a deploy does. */
  const apply = (manifests: Manifests): string => {
    const set = manifests.find('StatefulSet', 'loki', SET) as Manifest;
    return api.printed(['apply', '-f', '-'], JSON.stringify(set));
  };
  const items = (kind: string, ...more: string[]): Manifest[] =>
    (JSON.parse(api.printed(['get', kind, '-n', 'loki', '-o', 'json', ...more])) as { items: Manifest[] }).items;
  const pods = (): Manifest[] => items('pods', '-l', 'app.kubernetes.io/component=ingester');
  const uids = () => pods().map((pod) => at(pod, 'metadata.uid'));
  const set = (): Manifest =>
    JSON.parse(api.printed(['get', 'statefulset', SET, '-n', 'loki', '-o', 'json'])) as Manifest;
  const sizes = () => items('pvc').map((claim) => at(claim, 'spec.resources.requests.storage'));

  const patchStatus = (claim: string, status: object): string =>
    api.printed([
      ...['patch', 'pvc', claim, '-n', 'loki', '--subresource=status', '--type', 'merge', '-p'],
      JSON.stringify({ status }),
    ]);
  /** Binds a claim, as a driver does when it has made the volume. */
  const bind = (claim: string) => {
    api.printed(['patch', 'pvc', claim, '-n', 'loki', '-p', JSON.stringify({ spec: { volumeName: `pv-${claim}` } })]);
    patchStatus(claim, { phase: 'Bound', capacity: { storage: '50Gi' } });
  };

  const runner = (before: (args: readonly string[]) => void = () => undefined): KubectlRunner => ({
    run: async (args, { input } = {}) => {
      before(args);
      return Promise.resolve(api.kubectl(args, input));
    },
  });
  const grow = async (kubectl = runner(), lines: string[] = [], timeoutSeconds = 30): Promise<Grown[]> => {
    const { plans, problems } = planVolumes(large, await readCluster(kubectl, ['loki']));
    expect(problems).toEqual([]);
    return growVolumes(kubectl, plans, {
      ...{ timeoutSeconds, pollEverySeconds: 0.2, serverSide: false, onStep: (line) => lines.push(line) },
      rendered: (one) => large.objects.find((object) => title(object) === one.title) as Manifest,
    });
  };

  test('a deploy with larger claims is refused by the API server', () => {
    expect(() => apply(large)).toThrow(/updates to statefulset spec for fields other than .* are forbidden/);
  });

  test('a run that is killed between deletion and creation leaves the pods, and the next one goes on', async () => {
    const before = uids();
    const killed = runner((args) => {
      if (args[0] === 'create' && !args.includes('--dry-run=server')) throw new Error('killed');
    });
    await expect(grow(killed)).rejects.toThrow('killed');
    expect(api.kubectl(['get', 'statefulset', SET, '-n', 'loki']).status).toBe(1);
    expect(uids()).toEqual(before);
    expect(sizes()).toEqual(['100Gi', '100Gi', '100Gi']);

    for (const claim of CLAIMS.slice(1)) patchStatus(claim, { capacity: { storage: '100Gi' } });
    const pending = { type: 'FileSystemResizePending', status: 'True', message: 'waits for the kubelet' };
    patchStatus(CLAIMS[0] as string, { conditions: [pending] });
    const lines: string[] = [];
    const going = grow(runner(), lines);
    const waits = `${CLAIMS[0]} has 50Gi: its volume is large enough, and its file system waits for the node of its pod`;
    await waitFor(
      () => Promise.resolve(lines.some((line) => line.includes(waits))),
      20,
      () => lines.join('\n'),
    );
    patchStatus(CLAIMS[0] as string, { capacity: { storage: '100Gi' }, conditions: [] });
    expect(await going).toMatchObject([{ name: SET, recreated: true }]);
    expect((await going)[0]).not.toHaveProperty('failure');
    expect(uids()).toEqual(before);
  }, 60_000);

  test('the pods belong to the new StatefulSet, and are of its version', () => {
    const { metadata, status } = set() as Manifest & { status: { updateRevision: string } };
    const owners = pods().map((pod) => [
      records(at(pod, 'metadata.ownerReferences'))[0]?.['uid'],
      at(pod, 'metadata.labels.controller-revision-hash'),
    ]);
    expect(owners).toEqual(PODS.map(() => [at(metadata, 'uid'), status.updateRevision]));
  });

  test('the next deploy changes nothing', () => {
    // kubectl always says "configured", since the API server completes claims.
    const before = at(set(), 'metadata.generation');
    apply(large);
    expect(at(set(), 'metadata.generation')).toBe(before);
  });

  test('from the live StatefulSet no pod restarts, whoever applied it', async () => {
    const before = uids();
    const more = rendered(150);
    const { plans } = planVolumes(more, await readCluster(runner(), ['loki']));
    const driver = runner(([verb]) => {
      if (verb === 'delete') for (const claim of CLAIMS) patchStatus(claim, { capacity: { storage: '150Gi' } });
    });
    const [one] = await growVolumes(driver, plans, {
      ...{ timeoutSeconds: 30, pollEverySeconds: 0.2, serverSide: false, onStep: () => undefined },
      rendered: () => {
        throw new Error('the live one is enough');
      },
    });
    expect(one).toMatchObject({ recreated: true });
    expect(one).not.toHaveProperty('failure');
    await sleep(2);
    expect(uids()).toEqual(before);
    const { generation } = set().metadata as unknown as { generation: number };
    apply(more);
    expect(at(set(), 'metadata.generation')).toBe(generation);
  }, 60_000);
});
