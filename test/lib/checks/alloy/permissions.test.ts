import { PERMISSION_RULES } from '../../../../lib/checks/alloy/permissions';
import { describeRules, type Loose } from '../harness';
import { API, discovery, OWN, RELABEL } from './texts';
import { alloyObjects, findingsIn } from './setup';

const SECRET = `remote.kubernetes.secret "s" {
  namespace = "monitoring"
  name      = "password"
}`;

const ATTRIBUTES = `otelcol.processor.k8sattributes "a" {
  output { }
}`;

describeRules(PERMISSION_RULES, [
  {
    rule: 'ALLOY-DISCOVERY-3',
    breaks: (parts) => (parts.object('ClusterRole', 'alloy')['rules'][0].verbs = ['get', 'list']),
    finds: [
      'ServiceAccount alloy/alloy: may not watch pods, which discovery.kubernetes.pods needs; bind it to a ClusterRole with get, list and watch of pods',
    ],
  },
  {
    rule: 'ALLOY-DISCOVERY-3',
    breaks: (parts) => {
      parts.objects.splice(parts.objects.indexOf(parts.object('ClusterRoleBinding', 'alloy')), 1);
    },
    finds: [
      'ServiceAccount alloy/alloy: may not list and watch pods, which discovery.kubernetes.pods needs; bind it to a ClusterRole with get, list and watch of pods',
    ],
  },
]);

/** Account of the pods, and a ClusterRole of theirs with some rules. */
function granted(rules: Loose[], kind = 'ClusterRole'): Loose[] {
  const metadata = { name: 'reader', namespace: 'monitoring' };
  const subjects = [{ kind: 'ServiceAccount', name: 'collector', namespace: 'monitoring' }];
  return [
    { kind: 'ServiceAccount', metadata: { name: 'collector', namespace: 'monitoring' } },
    { kind, metadata, rules },
    { kind: `${kind}Binding`, metadata, roleRef: { kind, name: 'reader' }, subjects },
  ];
}

/** Permissions that the account lacks for a configuration. */
const lacks = (files: string, ...rules: Loose[]): string[] =>
  findingsIn(alloyObjects({ files, more: granted(rules) }))
    .filter((line) => line.startsWith('ALLOY-DISCOVERY-3'))
    .map((line) => line.replace(/^.*: may not /, ''));

const rule = (resources: string[], verbs: string[], more: Loose = {}, group = ''): Loose => ({
  apiGroups: [group],
  resources,
  verbs,
  ...more,
});
const READ = ['get', 'list', 'watch'];
const API_PODS = discovery('pod', OWN) + RELABEL + API;

test.each([
  ['logs of pods', API_PODS, [rule(['pods'], READ)], ['get pods/log, which loki.source.kubernetes.k needs']],
  [
    'single pods',
    API_PODS,
    [rule(['pods'], ['list', 'watch']), rule(['pods/log'], ['get'])],
    ['get pods, which loki.source.kubernetes.k needs'],
  ],
  ['all of it', API_PODS, [rule(['pods', 'pods/log'], READ)], []],
  ['all subresources', API_PODS, [rule(['pods', '*/log'], READ)], []],
  [
    'all pods by their names',
    API_PODS,
    [rule(['pods', 'pods/log'], READ, { resourceNames: ['one'] })],
    ['list and watch pods, and get pods, pods/log, which discovery.kubernetes.d, loki.source.kubernetes.k needs'],
  ],
  [
    'nodes for their labels',
    `${discovery('pod', `${OWN}\nattach_metadata {\n node = true\n }`)}${RELABEL}${API}`,
    [rule(['pods', 'pods/log'], READ)],
    ['list and watch nodes, which discovery.kubernetes.d needs'],
  ],
  [
    'pods of endpoints',
    discovery('endpoints'),
    [rule(['endpoints'], READ)],
    ['list and watch services, pods, which discovery.kubernetes.d needs'],
  ],
  ['a Secret by its name', SECRET, [rule(['secrets'], ['get'], { resourceNames: ['password'] })], []],
  [
    'another Secret',
    SECRET,
    [rule(['secrets'], ['get'], { resourceNames: ['other'] })],
    ['get secrets, which remote.kubernetes.secret.s needs'],
  ],
  [
    'resources of PodLogs',
    'loki.source.podlogs "p" {\n forward_to = []\n }',
    [rule(['pods', 'pods/log', 'namespaces'], READ)],
    ['list and watch podlogs, which loki.source.podlogs.p needs'],
  ],
  [
    'pods for OpenTelemetry',
    ATTRIBUTES,
    [rule(['namespaces'], READ)],
    ['list and watch pods, which otelcol.processor.k8sattributes.a needs'],
  ],
])('%s', (_name, files, rules, expected) => {
  expect(lacks(files, ...rules)).toEqual(expected);
});
