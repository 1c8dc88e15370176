import environments from '../../bin/environments';
import { compareWithCluster } from '../../bin/diff/cluster/cluster';
import type { Comparing } from '../../bin/diff/comparison';
import { type DiffResult, resultOf } from '../../bin/diff/result';
import type { KubectlRunner } from '../../bin/wait/kubectl';
import { renderCharts } from '../../lib/checks/checked-charts';
import { resolveEnvironment } from '../../lib/environment/environment';
import type { EnvironmentProps } from '../../lib/environment/props';
import { describeWith } from '../helpers/programs';
import { API_SERVER, ApiServer } from './rig/api-server';
import { customResourceDefinitions } from './rig/custom-resource-definitions';
import { documents } from './suites/apply';

const DEV = environments.dev as EnvironmentProps;

/** The environment with some fields. */
const comparing = (props: Partial<EnvironmentProps> = {}): Comparing => ({
  ...renderCharts(resolveEnvironment('dev', { ...DEV, ...props })),
  records: () => undefined,
});

/** Rights of somebody who looks and changes nothing. */
const LOOKS = { verbs: ['get', 'list'], apiGroups: ['*'], resources: ['*'] };

describeWith([...API_SERVER], 'a difference to a real API server', () => {
  let api: ApiServer;

  const start = async () => {
    api = new ApiServer();
    await api.start();
    api.printed(['create', '-f', '-'], documents(customResourceDefinitions()));
    api.printed(['wait', '--for=condition=Established', 'crd', '--all']);
  };
  /** kubectl of the admin, or with the token of a service account. */
  const runner = (token?: string): KubectlRunner => ({
    run: async (args, { input } = {}) =>
      Promise.resolve(api.kubectl(token === undefined ? args : [...args, '--token', token], input)),
  });
  const diff = async (side: Comparing, kubectl = runner()): Promise<DiffResult> =>
    resultOf(side, await compareWithCluster(side, kubectl, true), [], { notes: [] });
  const apply = ({ files }: Comparing, flags: readonly string[] = []) => {
    for (const { yaml } of files) api.printed(['apply', ...flags, '-f', '-'], yaml);
  };
  const NOTHING = { changes: [], rollouts: [], losses: [], problems: [], notes: [] };

  describe.each<[string, readonly string[]]>([
    ['applied as the CDK does', []],
    ['applied on the side of the server', ['--server-side', '--field-manager=flux']],
  ])('%s', (_how, flags) => {
    beforeAll(start, 120_000);
    afterAll(() => api.stop());

    test('an empty cluster lacks everything', async () => {
      const side = comparing();
      const { changes, notes } = await diff(side);
      expect(changes.map(({ kind }) => kind)).toEqual(side.manifests.objects.map(() => 'added'));
      expect(notes).toEqual([]);
    });

    test('right after the apply nothing differs', async () => {
      apply(comparing(), flags);
      expect(await diff(comparing())).toMatchObject(NOTHING);
    });

    test('after a change exactly its fields differ', async () => {
      const { changes, rollouts, problems } = await diff(comparing({ alloy: { nodeLabel: false } }));
      expect(changes.map(({ object, fields }) => [object, fields.map(({ path }) => path)])).toEqual([
        ['ConfigMap alloy/alloy', ['data[config.alloy]']],
        ['DaemonSet alloy/alloy', ['spec.template.metadata.annotations[checksum/config]']],
      ]);
      expect(rollouts.map(({ object }) => object)).toEqual(['DaemonSet alloy/alloy']);
      expect(problems).toEqual([]);
    });

    test('a field that somebody changed by hand differs, and one that an apply leaves alone does not', async () => {
      const scaled = ['scale', 'deployment/loki-querier', '--replicas=5', '-n', 'loki'];
      const left = ['annotate', 'deployment/loki-querier', 'team=logs', '-n', 'loki'];
      for (const args of [scaled, left]) api.printed(args);
      const { changes } = await diff(comparing());
      expect(changes).toEqual([
        {
          ...{ kind: 'changed', object: 'Deployment loki/loki-querier', restarts: false },
          fields: [{ path: 'spec.replicas', was: 5, is: 2 }],
        },
      ]);
      api.printed(['scale', 'deployment/loki-querier', '--replicas=2', '-n', 'loki']);
    });

    test('what the API server refuses is a problem with its way, and the other objects are compared', async () => {
      const side = comparing({ volume: '50 GB/day', loki: { sizes: { ingester: { volume: 200 } } } });
      const { changes, problems } = await diff(side);
      expect(problems.map(({ path, fix }) => [path, fix])).toContainEqual([
        'StatefulSet loki/loki-ingester spec.volumeClaimTemplates[data].spec.resources.requests.storage',
        expect.stringContaining('npx eks-loki volumes'),
      ]);
      const ingester = changes.find(({ object }) => object === 'StatefulSet loki/loki-ingester');
      expect(ingester?.fields.map(({ path }) => path)).toContain(
        'spec.volumeClaimTemplates[data].spec.resources.requests.storage',
      );
      expect(changes.map(({ object }) => object)).toContain('ConfigMap loki/loki');
    });

    test('objects that are not wanted any more are removed, and stay if the delivery does not prune them', async () => {
      const { changes, losses } = await diff(comparing({ alloy: { events: false } }));
      const removed = changes.filter(({ kind }) => kind === 'removed').map(({ object }) => object);
      expect(removed.sort()).toEqual([
        ...['ClusterRole alloy-events', 'ClusterRoleBinding alloy-events', 'ConfigMap alloy/alloy-events'],
        ...['NetworkPolicy alloy/alloy-events', 'Service alloy/alloy-events', 'ServiceAccount alloy/alloy-events'],
        'StatefulSet alloy/alloy-events',
      ]);
      expect(losses.map(({ object, fate, data }) => [object, fate, data]).sort()).toEqual([
        ['ClusterRole alloy-events', 'stays', undefined],
        ['ClusterRoleBinding alloy-events', 'stays', undefined],
        ['NetworkPolicy alloy/alloy-events', 'stays', undefined],
        ['ServiceAccount alloy/alloy-events', 'stays', undefined],
        ['StatefulSet alloy/alloy-events', 'deleted', 'stays'],
      ]);
    });

    test('without the right to change objects they are compared without a dry run', async () => {
      const role = { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRole', metadata: { name: 'looks' } };
      api.printed(['apply', '-f', '-'], JSON.stringify({ ...role, rules: [LOOKS] }));
      api.printed(['create', 'serviceaccount', 'looker', '-n', 'default']);
      const binding = ['create', 'clusterrolebinding', 'looks', '--clusterrole=looks'];
      api.printed([...binding, '--serviceaccount=default:looker']);
      const looker = runner(api.token('default', 'looker'));
      const { changes, notes } = await diff(comparing(), looker);
      expect(changes).toEqual([]);
      expect(notes).toEqual([expect.stringMatching(/^\d+ objects compared without a dry run, .*cannot patch/)]);
      const other = await diff(comparing({ retention: '14d' }), looker);
      expect(other.changes.find(({ object }) => object === 'ConfigMap loki/loki')?.fields).toEqual([
        { path: 'data[config.yaml].limits_config.retention_period', was: '168h', is: '336h' },
        { path: 'data[config.yaml].limits_config.max_query_lookback', was: '168h', is: '336h' },
      ]);
    });

    test('objects that may not be read are named, and not taken for missing ones', async () => {
      api.printed(['create', 'serviceaccount', 'nobody', '-n', 'default']);
      const nobody = runner(api.token('default', 'nobody'));
      const { changes, notes } = await diff(comparing(), nobody);
      expect(changes).toEqual([]);
      expect(notes).toEqual([
        expect.stringMatching(/^\d+ objects could not be read: .*cannot get resource/),
        expect.stringMatching(/^objects that are no longer rendered may be missing: .*cannot list resource/),
      ]);
    });
  });
});
