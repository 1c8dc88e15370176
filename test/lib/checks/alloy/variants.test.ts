import { type Setup, brokenBy } from './setup';
import { MODULE, PODS, CRI, WRITE, discovery, OWN, RELABEL, API } from './texts';

/** Files of pods without `stage.cri`. */
const bare = (stages: string): string => PODS.replace('stage.cri { }', () => stages);

const JOURNAL = `
loki.source.journal "j" {
  forward_to = [loki.write.w.receiver]
}
${WRITE}`;

/** Labels of lines at `loki.write`. */
const labels = (count: number): string =>
  CRI.replace(
    'stage.cri { }',
    `stage.static_labels {\n values = { ${Array.from({ length: count }, (_, i) => `l${i} = ""`).join(', ')} }\n }`,
  ) + 'loki.source.api "a" {\n forward_to = [loki.process.cri.receiver]\n}';

const CLUSTERED = { args: ['run', '--cluster.enabled=true', '--storage.path', '/var/lib/alloy'] };

const loki = (limits: string): Setup['more'] => [
  {
    kind: 'ConfigMap',
    metadata: { name: 'loki' },
    data: { 'config.yaml': `schema_config: {}\nlimits_config:\n  ${limits}\n` },
  },
];

const RULES = (resource: string, kind = 'ClusterRole'): Setup['more'] => [
  { kind: 'ServiceAccount', metadata: { name: 'collector', namespace: 'monitoring' } },
  {
    kind,
    metadata: { name: 'reader', namespace: 'monitoring' },
    rules: [{ apiGroups: [''], resources: [resource, `${resource}/log`], verbs: ['*'] }],
  },
  {
    kind: `${kind}Binding`,
    metadata: { name: 'reader', namespace: 'monitoring' },
    roleRef: { kind, name: 'reader' },
    subjects: [{ kind: 'ServiceAccount', name: 'collector', namespace: 'monitoring' }],
  },
];

test.each<[string, Setup, string[]]>([
  ['no stage', { files: bare('') }, ['ALLOY-CRI-1']],
  ['the format of Docker', { files: bare('stage.docker { }') }, []],
  ['a format for some', { files: bare('stage.match {\n selector = "{a=\\"b\\"}"\n stage.cri { }\n }') }, []],
  [
    'a format by hand',
    {
      files: bare(
        'stage.regex {\n expression = `^(?s)(?P<time>\\S+) (?P<stream>stdout|stderr) (?P<flags>\\S) (?P<content>.*)$`\n }',
      ),
    },
    [],
  ],
  ['lines that end out of sight', { files: MODULE + bare('').replace('loki.write.w.receiver', 'm.any.thing.to') }, []],
  ['no line at all', { files: PODS.replace('[loki.write.w.receiver]', '[]') }, ['ALLOY-FORWARD-1']],
  [
    'lines that are counted',
    { files: PODS.replace('[loki.write.w.receiver]', '[]').replace('stage.cri { }', 'stage.metrics { }') },
    [],
  ],
  [
    'one way of two',
    {
      files:
        PODS.replace('[loki.process.cri.receiver]', '[loki.process.cri.receiver, loki.process.x.receiver]') +
        'loki.process "x" {\n forward_to = []\n}',
    },
    [],
  ],
  ['fifteen labels', { files: labels(15) }, []],
  ['sixteen labels', { files: labels(16) }, ['ALLOY-LABELS-1']],
  ['sixteen labels where Loki takes them', { files: labels(16), more: loki('max_label_names_per_series: 30') }, []],
  [
    'fifteen labels where Loki takes less',
    { files: labels(15), more: loki('max_label_names_per_series: 10') },
    ['ALLOY-LABELS-1'],
  ],
  [
    'labels that are kept',
    {
      files: labels(16).replace(
        'forward_to = [loki.write',
        'stage.label_keep { values = ["l1"] }\nforward_to = [loki.write',
      ),
    },
    [],
  ],
  [
    'labels that become metadata',
    {
      files: labels(16).replace(
        'forward_to = [loki.write',
        'stage.structured_metadata { regex = "^l" }\nforward_to = [loki.write',
      ),
    },
    [],
  ],
  [
    'labels that are packed',
    {
      files: labels(16).replace(
        'forward_to = [loki.write',
        'stage.pack { labels = ["l1", "l2"] }\nforward_to = [loki.write',
      ),
    },
    [],
  ],
  [
    'metadata that is handed on',
    {
      files: `loki.source.podlogs "p" {\n preserve_discovered_labels = true\n forward_to = [loki.process.cri.receiver]\n}${CRI.replace('"filename"', '"__meta_kubernetes_pod_name"')}`,
    },
    [],
  ],
  [
    'a variable from a whole Secret',
    { files: `${WRITE}tracing {\n sampling_fraction = sys.env("X")\n}`, container: { envFrom: [{}] } },
    [],
  ],
  [
    'the name of the host, which is that of the node',
    { files: discovery('pod', OWN.replace('sys.env("NODE_NAME")', 'constants.hostname')), pod: { hostNetwork: true } },
    [],
  ],
  [
    'the name of the host',
    { files: discovery('pod', OWN.replace('sys.env("NODE_NAME")', 'constants.hostname')) },
    ['ALLOY-NODE-2'],
  ],
  ['positions in the pod', { files: PODS, container: { args: ['run', '--storage.path=/tmp'] } }, ['ALLOY-POSITIONS-1']],
  [
    'positions of pods that read no file',
    { files: discovery('pod', OWN) + RELABEL + API, container: { args: ['run'] } },
    [],
  ],
  [
    'events, of one',
    {
      kind: 'Deployment',
      files: `loki.source.kubernetes_events "e" {\n forward_to = [loki.write.w.receiver]\n}${WRITE}`,
    },
    [],
  ],
  [
    'a dollar, and a group with a name',
    {
      files:
        RELABEL.replace('}', 'rule {\nregex = `(?P<a>.)\\(`\nreplacement = "$$1${a}"\ntarget_label = "x"\n}\n}') +
        discovery('pod', OWN),
    },
    [],
  ],
  ['variables that are put in before', { files: `${WRITE}\n${'$'}{MORE}` }, []],
  ['a job that looks at it', { kind: 'Job', files: PODS, mounts: [] }, []],
  ['a queue with its defaults', { files: WRITE.replace('url', 'queue_config {\n capacity = "10MiB"\n }\nurl') }, []],
  [
    'a newer stage',
    {
      files: bare('stage.cri { }\nstage.split_json { source = "a" }\nstage.wholly_new { }'),
      container: { image: 'grafana/alloy:v1.21.2' },
    },
    [],
  ],
])('%s', (_name, setup, ids) => expect(brokenBy(setup)).toEqual(ids));

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
  ['a target without a path', { files: PODS.replace('__path__ ', 'place ') }, ['ALLOY-SOURCE-6']],
  [
    'a target of another module',
    { files: MODULE + PODS.replace('[{ __path__ = "/var/log/pods/*/*/*.log" }]', 'encoding.from_json(m.any.thing.x)') },
    [],
  ],
  [
    'a Deployment with a volume of its own',
    { kind: 'Deployment', files: PODS.replace('/var/log/pods/*/*', '/data'), mounts: ['/data'] },
    [],
  ],
  ['a Deployment that reads a node', { kind: 'Deployment', files: PODS }, ['ALLOY-SOURCE-7']],
  ['a journal without a path or machine ID', { files: JOURNAL }, ['ALLOY-SOURCE-2']],
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
    'a role of the same name in another namespace',
    {
      files: discovery('pod', `${OWN}\nnamespaces { own_namespace = true }`) + RELABEL + API,
      more: [
        { kind: 'Role', metadata: { name: 'reader', namespace: 'other' }, rules: [] },
        ...(RULES('pods', 'Role') ?? []),
      ],
    },
    [],
  ],
  [
    'a role outside the manifests',
    { files: discovery('pod', OWN) + RELABEL + API, more: RULES('x')?.filter(({ kind }) => kind !== 'ClusterRole') },
    [],
  ],
  [
    'another cluster',
    { files: discovery('node', 'kubeconfig_file = "/etc/alloy/config.alloy"'), more: RULES('x') },
    [],
  ],
  [
    'an account with another name',
    { files: discovery('pod', OWN) + RELABEL + API, pod: { serviceAccountName: 'other' }, more: RULES('x') },
    [],
  ],
])('%s', (_name, setup, ids) => expect(brokenBy(setup)).toEqual(ids));
