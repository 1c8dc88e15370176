import { OBJECT_RULES } from '../../../../lib/checks/api/objects';
import { checkManifests } from '../../../../lib/checks/check';
import type { Manifest } from '../../../../lib/manifests/manifest';
import { Manifests } from '../../../../lib/manifests/manifests';
import { describeRules, type Loose } from '../harness';
import { KIND_ANSWERS } from '../../../kubernetes/answers/others';

const config = (metadata: Loose): Loose => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata, data: {} });
const finds = (...objects: Loose[]): string[] =>
  checkManifests({ manifests: new Manifests(objects as unknown as Manifest[]) })
    .findings.filter(({ rule }) => /^K8S-API-[12]$/.test(rule.id))
    .map(({ path, found, fix }) => `${path}: ${found}; ${fix}`);

describeRules(OBJECT_RULES, [
  {
    rule: 'K8S-API-1',
    breaks: (parts) =>
      parts.objects.push({
        apiVersion: 'policy/v1beta1',
        kind: 'PodDisruptionBudget',
        metadata: { name: 'loki-querier', namespace: 'loki' },
        spec: parts.object('PodDisruptionBudget', 'loki-querier')['spec'],
      }) &&
      parts.objects.splice(parts.objects.indexOf(parts.object('PodDisruptionBudget', 'loki-querier') as never), 1),
    finds: [
      'PodDisruptionBudget loki/loki-querier apiVersion: policy/v1beta1 has no PodDisruptionBudget in any version of Kubernetes that EKS runs; write policy/v1',
    ],
  },
  {
    rule: 'K8S-API-2',
    breaks: (parts) => {
      parts.objects.push(config({ name: 'Bad_Name', namespace: 'loki', labels: { team: 'not ok!', 'a/b/c': 'x' } }));
      parts.objects.push(
        config({ name: 'mine', namespace: 'loki', labels: { version: 1 }, annotations: { on: true } }),
      );
    },
    finds: [
      'ConfigMap loki/Bad_Name metadata.name: Bad_Name is not a name of an object; use lower-case letters, digits, hyphens and dots',
      'ConfigMap loki/Bad_Name metadata.labels[team]: not ok! is not a valid label value; use at most 63 letters, digits, hyphens, dots and underscores, with a letter or digit at both ends',
      "ConfigMap loki/Bad_Name metadata.labels[a/b/c]: is not a key of a label or an annotation; write one such as 'example.com/team'",
      'ConfigMap loki/mine metadata.labels[version]: 1 is not a text; write it in quotes',
      'ConfigMap loki/mine metadata.annotations[on]: true is not a text; write it in quotes',
    ],
  },
]);

test('labels of pods count, and a name that is missing', () => {
  const template = { metadata: { labels: { app: 'x y' } }, spec: { containers: [] } };
  expect(
    finds({ apiVersion: 'apps/v1', kind: 'Deployment', metadata: { namespace: 'a' }, spec: { template } }).map(
      (finding) => finding.split(';')[0],
    ),
  ).toEqual([
    'Deployment a/? metadata.name: is missing',
    'Deployment a/? spec.template.metadata.labels[app]: x y is not a valid label value',
  ]);
});

test.each<[string, Loose]>([
  ['a generated name', config({ generateName: 'a-' })],
  ['a name that a program fills in', config({ name: '${NAME}', labels: { team: '${TEAM}' } })],
  ['a kind of another group', { apiVersion: 'serving.knative.dev/v1', kind: 'Service', metadata: { name: 'A' } }],
  [
    'a role with colons',
    { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRole', metadata: { name: 'a:b' } },
  ],
  ['an older autoscaler', { apiVersion: 'autoscaling/v1', kind: 'HorizontalPodAutoscaler', metadata: { name: 'a' } }],
  ['an empty label and a null', config({ name: 'a', labels: { team: '', other: null } })],
  ['a long annotation in capital letters', config({ name: 'a', annotations: { 'Example.com/A': 'x '.repeat(500) } })],
])('%s: right', (_what, object) => {
  expect(finds(object)).toEqual([]);
});

test('an object without a version has none, whatever its kind', () => {
  expect(finds({ kind: 'Deployment', metadata: { name: 'a' } })).toEqual([
    'Deployment a apiVersion: is missing; write apps/v1',
  ]);
});

test.each(KIND_ANSWERS)('%s %s: no cluster has it', (apiVersion, kind, advice) => {
  const lines = finds({ apiVersion, kind, metadata: { name: 'a' } });
  expect(lines).toEqual([expect.stringMatching(new RegExp(`^${kind} a (kind|apiVersion): .*; ${advice}$`))]);
});

test.each<[string, Loose]>([
  [
    'a resource of an operator',
    { apiVersion: 'monitoring.coreos.com/v1', kind: 'ServiceMonitr', metadata: { name: 'a' } },
  ],
  [
    'a kind of a group like those of Kubernetes',
    { apiVersion: 'snapshot.storage.k8s.io/v1', kind: 'VolumeSnapshot', metadata: { name: 'a' } },
  ],
  ['a list', { apiVersion: 'v1', kind: 'ConfigMapList', metadata: {}, items: [] }],
  ['a kind that is changing', { apiVersion: 'resource.k8s.io/v1beta1', kind: 'DeviceClass', metadata: { name: 'a' } }],
  [
    'a kind that is stable in a later Kubernetes',
    { apiVersion: 'admissionregistration.k8s.io/v1', kind: 'MutatingAdmissionPolicy', metadata: { name: 'a' } },
  ],
  ['a version that a program fills in', { apiVersion: '${API}', kind: 'Deployment', metadata: { name: 'a' } }],
])('%s: not a kind of Kubernetes that is missing', (_what, object) => {
  expect(finds(object)).toEqual([]);
});
