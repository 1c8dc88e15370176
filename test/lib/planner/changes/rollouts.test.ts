import type { ObjectChange } from '../../../../lib/manifests/changes';
import { longestOf, type RolloutOptions, rolloutsOf } from '../../../../lib/planner/changes/rollouts';
import { made, manifestsOf, object } from '../../manifests/builders';

const POD = {
  terminationGracePeriodSeconds: 60,
  containers: [{ name: 'a', startupProbe: { periodSeconds: 10, failureThreshold: 3 } }],
};
const OPTIONS: RolloutOptions = { stepOf: () => 0, onDelete: 'eks-loki roll' };

const restarted = (...objects: string[]): ObjectChange[] =>
  objects.map((one) => ({ kind: 'changed', object: one, restarts: true, fields: [] }));

/** Rollout of one workload of a kind. */
const rollout = (kind: string, spec: object, options: Partial<RolloutOptions> = {}, ...others: object[]) =>
  rolloutsOf(restarted(`${kind} loki/a`), manifestsOf(made(kind, 'a', POD, spec), ...others), {
    ...OPTIONS,
    ...options,
  })[0];

test.each<[string, string, object, object]>([
  [
    'a StatefulSet, one after the other, whatever its pod management',
    'StatefulSet',
    { replicas: 3, podManagementPolicy: 'Parallel' },
    { pods: 3, together: 1, away: 1, most: 3 * 90, arithmetic: '3 × (60 s to stop + 30 s to start)' },
  ],
  [
    'a StatefulSet above its partition only',
    'StatefulSet',
    { replicas: 5, updateStrategy: { rollingUpdate: { partition: 3 } } },
    { pods: 2, most: 2 * 90 },
  ],
  [
    'a Deployment that surges: none is away, and the last former pod ends at the end',
    'Deployment',
    { replicas: 4, strategy: { rollingUpdate: { maxSurge: 2, maxUnavailable: 0 } }, minReadySeconds: 5 },
    {
      ...{ together: 2, away: 0, least: 2 * 5, most: 2 * 35 + 60 },
      arithmetic: '2 × (30 s to start + 5 s to stay ready) + 60 s to stop the last',
    },
  ],
  [
    'a Deployment with the percentages of Kubernetes, one rounded up and the other down',
    'Deployment',
    { replicas: 6 },
    { together: 2 + 1, away: 1, most: 2 * 30 + 60 },
  ],
  [
    'a Deployment that is recreated',
    'Deployment',
    { replicas: 3, strategy: { type: 'Recreate' } },
    { together: 3, away: 3, most: 90 },
  ],
])('%s', (_what, kind, spec, expected) => {
  expect(rollout(kind, spec)).toMatchObject({ object: `${kind} loki/a`, by: 'kubernetes', step: 1, ...expected });
});

test('a DaemonSet goes over the nodes in parts, and over an unknown number in an unknown time', () => {
  const spec = { updateStrategy: { rollingUpdate: { maxUnavailable: '10%' } } };
  expect(rollout('DaemonSet', spec, { nodes: 25 })).toMatchObject({ pods: 25, together: 3, away: 3, most: 9 * 90 });
  expect(rollout('DaemonSet', {}, { nodes: 3 })).toMatchObject({ together: 1, most: 3 * 90 });
  const surging = { updateStrategy: { rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } } };
  expect(rollout('DaemonSet', surging, { nodes: 2 })).toMatchObject({ away: 0, most: 2 * 30 + 60 });
  const unknown = rollout('DaemonSet', spec);
  expect(unknown).toMatchObject({ arithmetic: expect.stringContaining('number of nodes is unknown') });
  expect(longestOf(unknown ? [unknown] : [])).toBeUndefined();
});

test('a StatefulSet whose pods are all below its partition does not restart', () => {
  expect(rollout('StatefulSet', { replicas: 3, updateStrategy: { rollingUpdate: { partition: 3 } } })).toBeUndefined();
});

test('the number of pods is that of the scaler, and a budget is what it lets go', () => {
  const scaler = object('HorizontalPodAutoscaler', 'a', {
    spec: { minReplicas: 5, scaleTargetRef: { kind: 'Deployment', name: 'a' } },
  });
  const budget = (spec: object) =>
    object('PodDisruptionBudget', 'a', { spec: { selector: { matchLabels: { app: 'a' } }, ...spec } });
  const other = object('PodDisruptionBudget', 'b', {
    spec: { selector: { matchLabels: { app: 'b' } }, minAvailable: 1 },
  });
  expect(rollout('Deployment', {}, {}, scaler, other, budget({ minAvailable: '60%' }))).toMatchObject({
    pods: 5,
    budget: 2,
  });
  expect(rollout('Deployment', {}, {}, scaler, other, budget({ maxUnavailable: 1 }))).toMatchObject({ budget: 1 });
  expect(rollout('Deployment', {}, {}, scaler, other)).not.toHaveProperty('budget');
});

test('those of one chart restart together, and zones last, each by itself', () => {
  const zone = { replicas: 2, updateStrategy: { type: 'OnDelete' } };
  const manifests = manifestsOf(
    made('StatefulSet', 'zone-a', POD, zone),
    made('StatefulSet', 'zone-b', POD, zone),
    made('DaemonSet', 'agent', POD),
    made('Deployment', 'querier', POD, { replicas: 1 }),
    made('Deployment', 'same', POD),
  );
  const changes = restarted(
    'StatefulSet loki/zone-a',
    'StatefulSet loki/zone-b',
    'DaemonSet loki/agent',
    'Deployment loki/querier',
  );
  const stepOf = (one: string) => (one.includes('agent') ? 7 : 3);
  const found = rolloutsOf(changes, manifests, { ...OPTIONS, stepOf, nodes: 1 });
  expect(found.map((one) => [one.step, one.object, one.by, one.together, one.most])).toEqual([
    [1, 'Deployment loki/querier', 'kubernetes', 1, 90],
    [2, 'DaemonSet loki/agent', 'kubernetes', 1, 90],
    [3, 'StatefulSet loki/zone-a', 'eks-loki roll', 2, 90],
    [4, 'StatefulSet loki/zone-b', 'eks-loki roll', 2, 90],
  ]);
  expect(longestOf(found)).toBe(90 + 90 + 90);
  const byOne = rolloutsOf(changes, manifests, { ...OPTIONS, nodes: 1, oneByOne: true, onDelete: 'rollout-operator' });
  expect(byOne.at(-1)).toMatchObject({ by: 'rollout-operator', together: 1, most: 180 });
});
