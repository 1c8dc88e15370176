import { brokenBy, type Setup } from './setup';
import { API, CRI, discovery, OWN, PODS, RELABEL, WRITE } from './texts';

/** Files of pods without `stage.cri`. */
const bare = (stages: string): string => PODS.replace('stage.cri { }', () => stages);

/** Labels of lines at `loki.write`. */
const labels = (count: number): string =>
  CRI.replace(
    'stage.cri { }',
    `stage.static_labels {\n values = { ${Array.from({ length: count }, (_, i) => `l${i} = ""`).join(', ')} }\n }`,
  ) + 'loki.source.api "a" {\n forward_to = [loki.process.cri.receiver]\n}';

const loki = (limits: string): Setup['more'] => [
  {
    kind: 'ConfigMap',
    metadata: { name: 'loki' },
    data: { 'config.yaml': `schema_config: {}\nlimits_config:\n  ${limits}\n` },
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
  ['lines that end out of sight', { files: bare('').replace('loki.write.w.receiver', 'argument.to.value') }, []],
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
    { files: `${WRITE}tracing {\n x = sys.env("X")\n}`, container: { envFrom: [{}] } },
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
  ['a queue as it is', { files: WRITE.replace('url', 'queue_config {\n capacity = "10MiB"\n }\nurl') }, []],
  ['a newer stage', { files: bare('stage.cri { }\nstage.split_json { }\nstage.wholly_new { }') }, []],
])('%s', (_name, setup, ids) => expect(brokenBy(setup)).toEqual(ids));
