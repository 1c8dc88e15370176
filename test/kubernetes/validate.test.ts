import { rightManifests, type Loose } from './manifests';
import { KUBERNETES_VERSIONS, validateManifests } from './validate';

/** The problems after one change to the right manifests. */
function broken(change: (manifests: Loose) => unknown): string[] {
  const manifests = rightManifests();
  change(manifests);
  return validateManifests(Object.values(manifests), '1.36');
}

const container = (m: Loose): Loose => m['stateful']['spec'].template.spec.containers[0];
const podSpec = (m: Loose): Loose => m['stateful']['spec'].template.spec;
const POD = 'StatefulSet/loki/ingester spec.template.spec';

describe('validateManifests', () => {
  it.each(KUBERNETES_VERSIONS)('accepts valid manifests of %s', (version) => {
    expect(validateManifests(Object.values(rightManifests()), version)).toEqual([]);
  });

  it.each<[string, (manifests: Loose) => unknown, string]>([
    ['an unknown field', (m) => (podSpec(m)['servicAccountName'] = 'x'), `${POD}.servicAccountName: is not a field`],
    ['a missing field', (m) => delete container(m)['name'], `${POD}.containers[0].name: is missing`],
    ['null', (m) => (podSpec(m)['nodeSelector'] = null), `${POD}.nodeSelector: must be object, but is null`],
    [
      'null in a list',
      (m) => (container(m)['args'] = [null]),
      `${POD}.containers[0].args[0]: must be string, but is null`,
    ],
    [
      'null in a map',
      (m) => (container(m)['resources'].requests.cpu = null),
      `${POD}.containers[0].resources.requests.cpu: must be string, but is null`,
    ],
    [
      'a string for a number',
      (m) => (m['stateful']['spec'].replicas = '3'),
      'StatefulSet/loki/ingester spec.replicas: must be integer, but is "3"',
    ],
    [
      'a number in a ConfigMap',
      (m) => (m['config']['data']['config.yaml'] = 5),
      "ConfigMap/loki/loki data['config.yaml']: must be string, but is 5",
    ],
    [
      'what only the server writes',
      (m) => (m['service']['status'] = {}),
      'Service/loki/distributor status: is not a field',
    ],
    [
      'a pull policy there is not',
      (m) => (container(m)['imagePullPolicy'] = 'Sometimes'),
      `${POD}.containers[0].imagePullPolicy: must be one of Always, IfNotPresent, Never, but is "Sometimes"`,
    ],
    [
      'an access mode there is not',
      (m) => (m['stateful']['spec'].volumeClaimTemplates[0].spec.accessModes = ['ReadWrite']),
      'StatefulSet/loki/ingester spec.volumeClaimTemplates[0].spec.accessModes[0]: must be one of ReadOnlyMany, ReadWriteMany, ReadWriteOnce, ReadWriteOncePod, but is "ReadWrite"',
    ],
    [
      'a management policy there is not',
      (m) => (m['stateful']['spec'].podManagementPolicy = 'Paralel'),
      'StatefulSet/loki/ingester spec.podManagementPolicy: must be one of OrderedReady, Parallel, but is "Paralel"',
    ],
    [
      'an invalid quantity',
      (m) => (container(m)['resources'].limits.memory = '512 MiB'),
      `${POD}.containers[0].resources.limits.memory: must match pattern "^[0-9]+(\\.[0-9]+)?(m|k|M|G|T|P|E|Ki|Mi|Gi|Ti|Pi|Ei|e[0-9]+)?$", but is "512 MiB"`,
    ],
    [
      'an invalid label',
      (m) => (m['stateful']['spec'].template.metadata.labels.part = 'the ingester'),
      'StatefulSet/loki/ingester spec.template.metadata.labels.part: must match pattern "^(([A-Za-z0-9][-A-Za-z0-9_.]{0,61})?[A-Za-z0-9])?$", but is "the ingester"',
    ],
    [
      'a port name that is too long',
      (m) => (container(m)['ports'][0].name = 'http-and-metrics'),
      `${POD}.containers[0].ports[0].name: must match pattern "^(?=.*[a-z])[a-z0-9]([-a-z0-9]{0,13}[a-z0-9])?$", but is "http-and-metrics"`,
    ],
    [
      'an API version that is gone',
      (m) => (m['budget']['apiVersion'] = 'policy/v1beta1'),
      'PodDisruptionBudget/loki/ingester apiVersion: policy/v1beta1/PodDisruptionBudget is not a kind the schemas have',
    ],
    [
      'a bad name',
      (m) => (m['config']['metadata'].name = 'Loki'),
      'ConfigMap/loki/Loki metadata.name: must be a name of lower-case letters, digits, - and .',
    ],
  ])('rejects %s', (_, change, problem) => {
    expect(broken(change)).toEqual([problem]);
  });

  it('rejects values that are not objects', () => {
    const nothing = 'object without a kind apiVersion: undefined/undefined is not a kind the schemas have';
    expect(validateManifests([null, {}], '1.33')).toEqual([nothing, nothing]);
  });

  it('accepts names of roles that are invalid for other objects', () => {
    const role = { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRole', metadata: { name: 'loki:read' } };
    expect(validateManifests([role], '1.33')).toEqual([]);
  });
});
