import environments from '../../bin/environments';
import { INGESTER_ZONES } from '../../charts/loki/workloads/zones';
import { manifestsOf } from '../../lib/checks/checked-charts';
import { environmentCharts, resolveEnvironment } from '../../lib/environment/environment';
import type { EnvironmentProps } from '../../lib/environment/props';
import type { Manifest } from '../../lib/manifests/manifest';
import { at } from '../../lib/manifests/shape';
import { describeWith } from '../helpers/programs';
import { API_SERVER, ApiServer } from './rig/api-server';
import { sleep, waitFor } from './rig/wait';
import { documents } from './suites/apply';

const OPERATOR = 'rollout-operator';
const CONTROLLERS = ['statefulset-controller', 'garbage-collector-controller', 'serviceaccount-controller'];

const RENDERED = manifestsOf(
  environmentCharts(
    resolveEnvironment('dev', {
      ...(environments.dev as EnvironmentProps),
      loki: { ingesterZones: true, rolloutOperator: true, sizes: { ingester: { replicas: 6 } } },
    }),
  ).manifests(),
);

/** Seconds after which a new pod is ready. */
const READY_AFTER = 2;

/** Pods that are away at a moment. */
interface Away {
  readonly sets: readonly string[];
  readonly pods: number;
}

describeWith([...API_SERVER, 'kube-controller-manager', OPERATOR], 'the real rollout-operator', () => {
  let api: ApiServer;
  const born = new Map<unknown, number>();
  const seen: Away[] = [];
  let isOver = false;

  beforeAll(async () => {
    api = new ApiServer();
    await api.start();
    api.startControllers(CONTROLLERS);
    api.printed(['create', 'namespace', 'loki']);
    const needed = RENDERED.objects.filter(
      ({ kind, metadata }) =>
        (kind === 'ServiceAccount' && metadata.namespace === 'loki') ||
        kind === 'CustomResourceDefinition' ||
        (['Role', 'RoleBinding'].includes(kind) && metadata.name === OPERATOR),
    );
    const sets = INGESTER_ZONES.map(
      (zone) => RENDERED.find('StatefulSet', 'loki', `loki-ingester-${zone}`) as Manifest,
    );
    api.printed(['apply', '-f', '-'], documents([...needed, ...sets]));
    void watch();
    await waitFor(
      () => Promise.resolve(readyPods() === 6),
      60,
      () => api.log('kube-controller-manager'),
    );
  }, 120_000);
  afterAll(async () => {
    isOver = true;
    await sleep(1);
    await api.stop();
  });

  const pods = (): Manifest[] =>
    (
      JSON.parse(api.printed(['get', 'pods', '-n', 'loki', '-l', 'rollout-group=ingester', '-o', 'json'])) as {
        items: Manifest[];
      }
    ).items;
  const isReady = (pod: Manifest): boolean =>
    (at(pod, 'status.conditions') as { type: string; status: string }[] | undefined)?.some(
      ({ type, status }) => type === 'Ready' && status === 'True',
    ) ?? false;
  const readyPods = (): number => pods().filter(isReady).length;
  const setOf = (pod: Manifest): string => pod.metadata.name.replace(/-\d+$/, '');

  /** Makes pods ready, as a kubelet would, and writes down which are away together. */
  const watch = async (): Promise<void> => {
    while (!isOver) {
      const all = pods();
      for (const pod of all) {
        const uid = at(pod, 'metadata.uid');
        if (!born.has(uid)) born.set(uid, Date.now());
        if (isReady(pod) || Date.now() - (born.get(uid) as number) < READY_AFTER * 1000) continue;
        const status = { phase: 'Running', conditions: [{ type: 'Ready', status: 'True' }] };
        api.kubectl([
          ...['patch', 'pod', pod.metadata.name, '-n', 'loki', '--subresource=status', '--type', 'merge', '--patch'],
          JSON.stringify({ status }),
        ]);
      }
      const away = INGESTER_ZONES.map((zone) => `loki-ingester-${zone}`).map(
        (set) => [set, 2 - all.filter((pod) => setOf(pod) === set && isReady(pod)).length] as const,
      );
      seen.push({
        sets: away.filter(([, count]) => count > 0).map(([set]) => set),
        pods: away.reduce((sum, [, count]) => sum + count, 0),
      });
      await sleep(0.2);
    }
  };

  test('starts with the rendered permissions and flags, and leaves what is right alone', async () => {
    const { args } = (
      at(RENDERED.find('Deployment', 'loki', OPERATOR), 'spec.template.spec.containers') as {
        args: string[];
      }[]
    )[0] as { args: string[] };
    const flags = Object.fromEntries(args.map((arg) => arg.slice(1).split('=', 2) as [string, string]));
    api.startAs(['loki', OPERATOR], OPERATOR, (url, kubeconfig) => ({
      ...flags,
      'kubernetes.api-url': url,
      'kubernetes.config-file': kubeconfig,
    }));
    const port = flags['server.port'] as string;
    await waitFor(
      async () => (await fetch(`http://127.0.0.1:${port}/ready`).catch(() => undefined))?.status === 200,
      30,
      () => api.log(OPERATOR),
    );
    seen.length = 0;
    await sleep(8);
    expect(seen.filter((one) => one.pods > 0)).toEqual([]);
  }, 60_000);

  test('restarts zone after zone, all pods of one at once', async () => {
    const before = new Map(pods().map((pod) => [pod.metadata.name, at(pod, 'metadata.uid')]));
    seen.length = 0;
    const patch = { spec: { template: { metadata: { annotations: { changed: 'yes' } } } } };
    for (const zone of INGESTER_ZONES) {
      api.printed([
        ...['patch', 'statefulset', `loki-ingester-${zone}`, '-n', 'loki', '--type', 'merge', '--patch'],
        JSON.stringify(patch),
      ]);
    }
    const isNew = (pod: Manifest) => before.get(pod.metadata.name) !== at(pod, 'metadata.uid');
    await waitFor(
      () => Promise.resolve(pods().filter((pod) => isNew(pod) && isReady(pod)).length === 6),
      90,
      () => api.log(OPERATOR),
    );
    const away = seen.filter((one) => one.sets.length > 0);
    expect(away.filter((one) => one.sets.length > 1)).toEqual([]);
    expect([...new Set(away.flatMap((one) => one.sets))]).toHaveLength(3);
    expect(Math.max(...away.map((one) => one.pods))).toBe(2);
    expect(api.log(OPERATOR)).not.toContain('forbidden');
  }, 120_000);
});
