import { brokenBy, type Setup } from './setup';
import { API, discovery, OWN, PODS, RELABEL, WRITE } from './texts';

const JOURNAL = `
loki.source.journal "j" {
  forward_to = [loki.write.w.receiver]
}
${WRITE}`;

const CLUSTERED = { args: ['run', '--cluster.enabled=true', '--storage.path', '/var/lib/alloy'] };

const RULES = (resource: string, kind = 'ClusterRole'): Setup['more'] => [
  { kind: 'ServiceAccount', metadata: { name: 'collector', namespace: 'monitoring' } },
  {
    kind,
    metadata: { name: 'reader', namespace: 'monitoring' },
    rules: [{ apiGroups: [''], resources: [resource], verbs: ['*'] }],
  },
  {
    kind: `${kind}Binding`,
    metadata: { name: 'reader', namespace: 'monitoring' },
    roleRef: { kind, name: 'reader' },
    subjects: [{ kind: 'ServiceAccount', name: 'collector', namespace: 'monitoring' }],
  },
];

test.each<[string, Setup, string[]]>([
  ['a fixed pattern of files', { files: PODS }, []],
  ['a mount of just what is read', { files: PODS, mounts: ['/var/log/pods/'] }, []],
  ['a mount of a folder in the pattern', { files: PODS.replace('/pods/*/*', '/**'), mounts: ['/var/log/app'] }, []],
  ['a mount beside it', { files: PODS, mounts: ['/var/log/podsets'] }, ['ALLOY-SOURCE-1']],
  ['links, and what they lead to', { files: PODS.replace('pods/*/*', 'containers') }, []],
  [
    'links that lead nowhere',
    { files: PODS.replace('pods/*/*', 'containers'), mounts: ['/var/log/containers'] },
    ['ALLOY-SOURCE-1'],
  ],
  ['files of the kernel', { files: PODS.replace('/var/log/pods/*/*/*.log', '/proc/1/root/x'), mounts: [] }, []],
  ['a container that is not told to run', { files: PODS, container: { args: ['--storage.path=/var/lib/alloy'] } }, []],
  [
    'pattern and source in one',
    {
      files: PODS.replace(
        'targets    = local.file_match.pods.targets',
        'targets = [{ __path__ = "/var/log/pods/*/*/*.log" }]\nfile_match { enabled = true }',
      ),
    },
    [],
  ],
  [
    'a list put together',
    { files: PODS.replace('local.file_match.pods.targets', 'array.concat(local.file_match.pods.targets, [])') },
    [],
  ],
  ['a target without a path', { files: PODS.replace('__path__ ', 'path ') }, ['ALLOY-SOURCE-6']],
  [
    'a target of somebody else',
    { files: PODS.replace('[{ __path__ = "/var/log/pods/*/*/*.log" }]', 'encoding.from_json(x)') },
    [],
  ],
  [
    'a Deployment with a volume of its own',
    { kind: 'Deployment', files: PODS.replace('/var/log/pods/*/*', '/data'), mounts: ['/data'] },
    [],
  ],
  ['a Deployment that reads a node', { kind: 'Deployment', files: PODS }, ['ALLOY-SOURCE-7']],
  ['a journal of nobody', { files: JOURNAL }, ['ALLOY-SOURCE-2']],
  ['a journal of the machine', { files: JOURNAL, mounts: ['/var/log', '/etc/machine-id'] }, []],
  ['a journal in memory', { files: JOURNAL, mounts: ['/run/log/journal', '/etc/machine-id'] }, []],
  ['a journal that is not there', { files: JOURNAL, mounts: ['/etc/machine-id'] }, ['ALLOY-SOURCE-1']],
  ['a journal somewhere', { files: JOURNAL.replace('{', '{\npath = sys.env("NODE_NAME")') }, []],
  ['all pods by the API', { files: discovery('pod') + RELABEL + API }, ['ALLOY-DISCOVERY-1']],
  ['all pods by the API, shared out', { files: discovery('pod') + RELABEL + API, container: CLUSTERED }, []],
  ['all pods by one', { kind: 'Deployment', files: discovery('pod') + RELABEL + API }, []],
  [
    'all pods by several',
    { kind: 'Deployment', spec: { replicas: 2 }, files: discovery('pod') + RELABEL + API },
    ['ALLOY-DISCOVERY-1'],
  ],
  ['own pods', { files: discovery('pod', OWN) + RELABEL + API }, []],
  [
    'own pods by a rule',
    {
      files:
        discovery('pod') +
        RELABEL.replace(
          '}',
          'rule {\naction = "keep"\nsource_labels = ["__meta_kubernetes_pod_node_name"]\nregex = sys.env("NODE_NAME")\n}\n}',
        ) +
        API,
    },
    [],
  ],
  ['several roles', { files: discovery('pod', `${OWN}\nselectors {\n role = "node"\n }`) + RELABEL + API }, []],
  ['permission in the cluster', { files: discovery('pod', OWN) + RELABEL + API, more: RULES('pods') }, []],
  ['permission for all', { files: discovery('pod', OWN) + RELABEL + API, more: RULES('*') }, []],
  [
    'permission for something else',
    { files: discovery('pod', OWN) + RELABEL + API, more: RULES('secrets') },
    ['ALLOY-DISCOVERY-3'],
  ],
  [
    'permission in a namespace',
    { files: discovery('pod', OWN) + RELABEL + API, more: RULES('pods', 'Role') },
    ['ALLOY-DISCOVERY-3'],
  ],
  [
    'permission in the namespace that is asked for',
    {
      files: discovery('pod', `${OWN}\nnamespaces { own_namespace = true }`) + RELABEL + API,
      more: RULES('pods', 'Role'),
    },
    [],
  ],
  [
    'a role of somebody else',
    { files: discovery('pod', OWN) + RELABEL + API, more: RULES('x')?.filter(({ kind }) => kind !== 'ClusterRole') },
    [],
  ],
  ['another cluster', { files: discovery('node', 'kubeconfig_file = "/x"'), more: RULES('x') }, []],
  [
    'an account with another name',
    { files: discovery('pod', OWN) + RELABEL + API, pod: { serviceAccountName: 'other' }, more: RULES('x') },
    [],
  ],
])('%s', (_name, setup, ids) => expect(brokenBy(setup)).toEqual(ids));
