import { type SmokeChoices, smokePath } from '../../../bin/smoke/path';
import { smoke, type SmokeResult } from '../../../bin/smoke/smoke';
import { InputError } from '../../../charts/input/problems';
import { manifestsOf } from '../../../lib/checks/checked-charts';
import { environmentCharts, type EnvironmentProps, resolveEnvironment } from '../../../lib/environment/environment';
import { agentPod, SmokeCluster, type SmokeClusterState } from '../../helpers/smoke-cluster';
import { waiting } from '../../helpers/fake-kubectl';

const PROPS: EnvironmentProps = {
  ...{ account: '111122223333', region: 'us-east-1', cluster: { create: {} } },
  credentials: { from: 'kubernetes-secret' },
  tenants: ['platform', 'shop'],
  tenantNamespaces: { shop: ['shop-*'] },
};

function pathOf(props: Partial<EnvironmentProps> = {}, choices: SmokeChoices = {}) {
  const environment = resolveEnvironment('dev', { ...PROPS, ...props });
  const charts = environmentCharts(environment);
  return smokePath(environment, charts, manifestsOf(charts.manifests()), choices);
}

const PATH = pathOf();

async function send(state: SmokeClusterState = {}, path = PATH): Promise<SmokeResult & { cluster: SmokeCluster }> {
  const cluster = new SmokeCluster(state);
  // Each look at the clock takes half a second, so the number of looks does not depend on the machine.
  let time = 0;
  try {
    const options = { timeoutSeconds: 5, pauseMs: 1, open: cluster.open, now: () => (time += 500) };
    return { ...(await smoke(cluster, path, options)), cluster };
  } finally {
    cluster.stop();
  }
}

describe('a line that arrives', () => {
  test('has passed pod, agent and reader, and the pod is deleted', async () => {
    const { hops, failure, line, cluster } = await send();
    expect(failure).toBeUndefined();
    const { name } = cluster.pod?.metadata as { name: string };
    expect(hops.map(({ hop, what }) => [hop, what])).toEqual([
      ['pod', `pod loki/${name} on node node-1 wrote the line`],
      ['agent', 'agent alloy/alloy-x2x9z read it'],
      ['reader', 'reader found it in tenant platform'],
    ]);
    expect(cluster.calls.at(-1)).toBe(`delete pod ${name} --namespace loki --wait=false --ignore-not-found`);
    expect(cluster.queries.at(-1)).toEqual({
      user: 'reader:of-the-reader',
      tenant: 'platform',
      query: `{namespace="loki", container="smoke"} |= "${line}"`,
    });
  });

  test('the password is in no argument of kubectl', async () => {
    const { cluster } = await send();
    expect(cluster.calls.join('\n')).not.toMatch(/of-the-reader/);
  });

  test('the pod is restricted, ends by itself, and runs where the gateway does', async () => {
    const placed = pathOf({
      workloads: { gateway: { nodeSelector: { pool: 'logs' }, tolerations: [{ key: 'logs', operator: 'Exists' }] } },
      imagePullSecrets: ['mirror'],
      registry: 'mirror.example.com',
    });
    const { cluster } = await send({}, placed);
    expect(cluster.pod?.spec).toMatchObject({
      restartPolicy: 'Never',
      activeDeadlineSeconds: 65,
      automountServiceAccountToken: false,
      nodeSelector: { pool: 'logs' },
      tolerations: [{ key: 'logs', operator: 'Exists' }],
      imagePullSecrets: [{ name: 'mirror' }],
      securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
      containers: [
        {
          image: expect.stringMatching(/^mirror\.example\.com\/nginxinc\/nginx-unprivileged:/) as string,
          resources: { requests: { cpu: '10m', memory: '16Mi' }, limits: { memory: '16Mi' } },
          securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
        },
      ],
    });
  });

  test('is read by the agent that is ready, and by one that takes its place', async () => {
    const ending = agentPod(false, 'alloy-ending');
    const { hops } = await send({ agents: [ending, agentPod(true)] });
    expect(hops[1]?.what).toBe('agent alloy/alloy-x2x9z read it');
    let looks = 0;
    const replaced = await send({
      readBy: 'alloy-new',
      get agents() {
        return [agentPod(true, ++looks > 1 ? 'alloy-new' : 'alloy-old')];
      },
      get found() {
        return looks > 2 ? 1 : 0;
      },
    });
    expect(replaced.failure).toBeUndefined();
    expect(replaced.hops[1]?.what).toBe('agent alloy/alloy-new read it');
  });

  test('a reader that is limited for a moment, and a port of the gateway that ends, are tried again', async () => {
    let queries = 0;
    const limited = await send({
      get status() {
        return ++queries > 1 ? undefined : 429;
      },
    });
    expect(limited.failure).toBeUndefined();
    const ended = await send({ answers: 1 });
    expect(ended.failure).toBeUndefined();
    expect(ended.hops.at(-1)?.what).toBe('reader found it in tenant platform');
  });

  test('an agent whose metrics cannot be read is not in the way', async () => {
    const { hops, failure } = await send({ closed: true });
    expect(failure).toBeUndefined();
    expect(hops.map(({ hop }) => hop)).toEqual(['pod', 'reader']);
  });
});

describe('a line that ends at', () => {
  const DELETED = /^delete pod eks-loki-smoke-\w+ --namespace loki/;

  test.each<[string, SmokeClusterState, string, RegExp, RegExp]>([
    ['a pod that may not be made', { forbidden: 'pods is forbidden' }, 'pod', /pods is forbidden/, /can-i create pods/],
    ['a pod without a node', { scheduled: false }, 'pod', /Pending: no nodes available/, /add nodes/],
    [
      'an image that cannot be pulled',
      { stuck: waiting('ImagePullBackOff', 'not found') },
      'pod',
      /ImagePullBackOff/,
      /registry/,
    ],
    [
      'a node without an agent',
      { agents: [], found: 0 },
      'agent',
      /DaemonSet alloy\/alloy has no pod on node node-1/,
      /describe daemonset/,
    ],
    [
      'an agent that is not ready',
      { agents: [agentPod(false)], found: 0 },
      'agent',
      /is not ready: NotReady/,
      /logs --namespace alloy alloy-x2x9z/,
    ],
    [
      'an agent that does not read',
      { reads: false, found: 0 },
      'agent',
      /has not read \/var\/log\/pods\/loki_eks-loki-smoke-/,
      /logs --namespace alloy/,
    ],
    [
      'a gateway that refuses the agent',
      { pushes: '401', found: 0 },
      'gateway',
      /pushes are refused: \d+ × 401/,
      /different passwords of the writer/,
    ],
    ['a gateway that limits it', { pushes: '429', found: 0 }, 'gateway', /× 429/, /tenantLimits/],
    ['a gateway that is not reached', { pushes: '-1', found: 0 }, 'gateway', /× no answer/, /networkpolicies/],
    [
      'Loki',
      { found: 0 },
      'loki',
      /pushes are accepted, and reader does not find it in tenant platform/,
      /alloy\.processing/,
    ],
    [
      'Loki, as far as can be seen',
      { closed: true, found: 0 },
      'loki',
      /may have read the line \(error: pods is forbidden\)/,
      /ingester/,
    ],
    ['the reader’s queries', { status: 502, found: 0 }, 'reader', /answers 502/, /deployment\/loki-gateway/],
    ['a second agent', { found: 2 }, 'agent', /2 times/, /remove the other one/],
  ])('%s', async (_where, state, hop, found, fix) => {
    const { failure, cluster } = await send(state);
    expect(failure).toEqual({
      hop,
      found: expect.stringMatching(found) as string,
      fix: expect.stringMatching(fix) as string,
    });
    if (!state.forbidden) expect(cluster.calls.filter((call) => DELETED.test(call))).toHaveLength(1);
  });

  test.each([
    [401, /another password of reader/],
    [403, /does not know the tenant platform/],
    [404, /another program answers/],
  ])('a reader who is answered %i: no pod is made', async (status, fix) => {
    const { failure, cluster } = await send({ status });
    expect(failure).toMatchObject({ hop: 'reader', fix: expect.stringMatching(fix) as string });
    expect(cluster.pod).toBeUndefined();
  });

  test('a password that is not there: the command that must work is named, and no pod is made', async () => {
    const error = await send({ password: '' }).catch((thrown: unknown) => thrown);
    expect((error as InputError).problems).toEqual([
      {
        path: 'Secret loki/loki-credentials',
        found: 'has no password',
        fix: "make sure that this works: kubectl -n loki get secret loki-credentials -o jsonpath='{.data.reader-password}' | base64 --decode",
      },
    ]);
  });

  test('Kafka, if lines go through it', async () => {
    const kafka = { brokers: ['kafka.example.com:9092'], tls: true as const };
    const { failure } = await send({ found: 0 }, { ...PATH, viaKafka: kafka.tls });
    expect(failure).toMatchObject({ hop: 'loki', found: expect.stringMatching(/sent it to Kafka/) as string });
  });
});

describe('the path', () => {
  test('a namespace has the tenant of its route', () => {
    expect(pathOf({}, { namespace: 'shop-eu' })).toMatchObject({ namespace: 'shop-eu', tenant: 'shop' });
    expect(pathOf({}, { namespace: 'shop-eu', tenant: 'platform' })).toMatchObject({ tenant: 'platform' });
    expect(pathOf()).toMatchObject({ namespace: 'loki', tenant: 'platform', readsFiles: true });
  });

  test('pods that are read from the API are read by another workload', () => {
    const { agent, readsFiles } = pathOf({ alloy: { pods: { from: 'api' } } });
    expect([agent.title, readsFiles]).toEqual(['StatefulSet alloy/alloy-pods', false]);
  });

  test.each<[string, Partial<EnvironmentProps>, SmokeChoices, object[]]>([
    [
      'pods are not read',
      { alloy: { pods: false } },
      {},
      [
        {
          path: 'environments.dev.alloy.pods',
          found: 'false, so no agent reads the output of pods',
          fix: 'write true, or leave it out',
        },
      ],
    ],
    [
      'the namespace is left out, and the tenant is misspelt',
      { alloy: { pods: { namespaces: { exclude: ['lo*'] } } } },
      { tenant: 'shp' },
      [
        {
          path: 'environments.dev.alloy.pods.namespaces',
          found: 'leaves out the namespace loki',
          fix: 'name one that is read: --namespace shop',
        },
        {
          path: '--tenant',
          found: 'shp is not one of the tenants, platform, shop',
          fix: 'did you mean shop?',
        },
      ],
    ],
  ])('%s', (_what, props, choices, problems) => {
    expect(() => pathOf(props, choices)).toThrow(InputError);
    try {
      pathOf(props, choices);
    } catch (error) {
      expect((error as InputError).problems).toEqual(problems);
    }
  });
});
