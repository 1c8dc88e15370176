import { networkInterfaces } from 'node:os';
import environments from '../../bin/environments';
import { INGESTER_ZONES } from '../../charts/loki/workloads/zones';
import { manifestsOf } from '../../lib/checks/checked-charts';
import { environmentCharts, resolveEnvironment } from '../../lib/environment/environment';
import type { EnvironmentProps } from '../../lib/environment/props';
import type { Manifest } from '../../lib/manifests/manifest';
import { at } from '../../lib/manifests/shape';
import { describeWith } from '../helpers/programs';
import { API_SERVER, ApiServer } from './rig/api-server';
import { HOST } from './rig/network';
import { sleep, waitFor } from './rig/wait';
import { documents, neededByPods } from './suites/apply';

const OPERATOR = 'rollout-operator';
const CONTROLLERS = [
  ...['statefulset-controller', 'garbage-collector-controller', 'serviceaccount-controller', 'disruption-controller'],
];

/** Kinds of what the operator may do. */
const PERMISSIONS = ['Role', 'RoleBinding', 'ClusterRole', 'ClusterRoleBinding'];

/** Objects whose kind the API server learns from the others. */
const ZONE_BUDGET = 'ZoneAwarePodDisruptionBudget';

const RENDERED = manifestsOf(
  environmentCharts(
    resolveEnvironment('dev', {
      ...(environments.dev as EnvironmentProps),
      loki: { ingesterZones: true, rolloutOperator: { zoneBudget: true }, sizes: { ingester: { replicas: 6 } } },
    }),
  ).manifests(),
);

/** Address of this machine beyond loopback, which the API server takes for a pod: Node does not see that of a bridge without pods. */
const ADDRESS = process.env.E2E_INSIDE
  ? HOST.self
  : Object.values(networkInterfaces())
      .flatMap((addresses) => addresses ?? [])
      .find(({ family, internal }) => family === 'IPv4' && !internal)?.address;

/** Addresses of the operator's Service, as a controller would write them: its process runs on this machine. */
function endpointsOfOperator(): object {
  const { ports } = at(RENDERED.find('Service', 'loki', OPERATOR), 'spec') as {
    ports: { name: string; targetPort: number }[];
  };
  return {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: { name: OPERATOR, namespace: 'loki', labels: { 'kubernetes.io/service-name': OPERATOR } },
    addressType: 'IPv4',
    endpoints: [{ addresses: [ADDRESS], conditions: { ready: true } }],
    ports: ports.map(({ name, targetPort }) => ({ name, port: targetPort, protocol: 'TCP' })),
  };
}

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
        (PERMISSIONS.includes(kind) && (metadata.namespace === 'loki' || metadata.name.startsWith(OPERATOR))) ||
        kind === 'CustomResourceDefinition',
    );
    const sets = INGESTER_ZONES.map(
      (zone) => RENDERED.find('StatefulSet', 'loki', `loki-ingester-${zone}`) as Manifest,
    );
    api.printed(['apply', '-f', '-'], documents([...neededByPods(RENDERED.objects, 'loki'), ...needed, ...sets]));
    // As the next piece of a deploy, or the second `kubectl apply` of a folder.
    api.printed(['wait', '--for=condition=Established', 'customresourcedefinitions', '--all']);
    const later = RENDERED.objects.filter(
      ({ kind, metadata }) =>
        [ZONE_BUDGET, 'ValidatingWebhookConfiguration'].includes(kind) ||
        (kind === 'Service' && metadata.name === OPERATOR) ||
        (kind === 'PodDisruptionBudget' && metadata.name === 'loki-ingester'),
    );
    api.printed(['apply', '-f', '-'], documents([...later, endpointsOfOperator()]));
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

  /** Asks for the eviction of a pod, as `kubectl drain` does. */
  const evict = (pod: string) =>
    api.kubectl(
      ['create', '--raw', `/api/v1/namespaces/loki/pods/${pod}/eviction`, '-f', '-'],
      JSON.stringify({ apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name: pod, namespace: 'loki' } }),
    );

  /** Waits until all pods are ready, and the budget of Kubernetes has counted them. */
  // A new pod with the name of an evicted one counts as disrupted for two minutes if the controller of budgets did not see the
  // former one end in between.
  const settled = () =>
    waitFor(
      () =>
        Promise.resolve(
          readyPods() === 6 &&
            api.printed([
              ...[
                'get',
                'poddisruptionbudget',
                'loki-ingester',
                '-n',
                'loki',
                '-o',
                'jsonpath={.status.currentHealthy}',
              ],
            ]) === '6',
        ),
      150,
      () => `${api.log('kube-controller-manager')}${api.log(OPERATOR)}`,
    );

  test('evictions: all pods of one zone at once, and none of another meanwhile', async () => {
    await settled();
    const first = evict('loki-ingester-zone-b-0');
    expect([first.status, first.stderr]).toEqual([0, '']);
    const other = evict('loki-ingester-zone-a-1');
    expect(other.status).not.toBe(0);
    expect(other.stderr).toContain('1 pod not ready in loki-ingester-zone-b');
    const same = evict('loki-ingester-zone-b-1');
    expect([same.status, same.stderr]).toEqual([0, '']);
    expect(evict('loki-ingester-zone-c-0').status).not.toBe(0);
    // When the zone is back, the next may go.
    await settled();
    await waitFor(
      () => Promise.resolve(evict('loki-ingester-zone-a-1').status === 0),
      30,
      () => api.log(OPERATOR),
    );
    expect(api.log(OPERATOR)).not.toContain('forbidden');
  }, 360_000);

  test('evictions while the operator is away: none of an ingester, and all others', async () => {
    await settled();
    await api.end(OPERATOR);
    const refused = evict('loki-ingester-zone-c-0');
    expect(refused.status).not.toBe(0);
    expect(refused.stderr).toContain('failed calling webhook');
    const pod = { metadata: { name: 'other' }, spec: { containers: [{ name: 'other', image: 'other' }] } };
    api.printed(['create', '-n', 'loki', '-f', '-'], JSON.stringify({ apiVersion: 'v1', kind: 'Pod', ...pod }));
    expect(evict('other')).toMatchObject({ status: 0, stderr: '' });
  }, 240_000);
});

describeWith(API_SERVER, 'the files of an environment with a budget of zones', () => {
  test('are taken as a whole when they are applied twice', async () => {
    const api = new ApiServer();
    await api.start();
    const loki = RENDERED.objects.filter(({ metadata }) => metadata.labels?.['app.kubernetes.io/name'] === OPERATOR);
    const budget = RENDERED.find(ZONE_BUDGET, 'loki', 'loki-ingester') as Manifest;
    const apply = () => api.kubectl(['apply', '--server-side', '-f', '-'], documents([...loki, budget]));
    try {
      api.printed(['create', 'namespace', 'loki']);
      const first = apply();
      expect(first.status).toBe(1);
      expect(first.stderr).toContain(`no matches for kind "${ZONE_BUDGET}"`);
      await waitFor(
        () => Promise.resolve(apply().status === 0),
        20,
        () => apply().stderr,
      );
    } finally {
      await api.stop();
    }
  }, 60_000);
});
