import { type Case, describeRules, type Parts } from '../harness';
import { ORDER_RULES } from '../../../../lib/checks/alloy/order';
import { CRI, PODS, WRITE } from './texts';
import { alloyObjects, findingsIn } from './setup';

const AT = 'ConfigMap alloy/alloy config.alloy';

const edit =
  (from: string | RegExp, to: string): Case['breaks'] =>
  (parts: Parts) => {
    parts.replace('alloy', 'config.alloy', from, to);
  };

describeRules(ORDER_RULES, [
  {
    rule: 'ALLOY-ORDER-1',
    breaks: edit(
      'stage.regex {',
      'stage.timestamp {\n\t\tsource = "late"\n\t\tformat = "Unix"\n\t}\n\tstage.json {\n\t\texpressions = { late = "" }\n\t}\n\tstage.regex {',
    ),
    finds: [
      `${AT} loki.process.audit stage.timestamp: reads late, which only the later stage.json extracts; move it after stage.json`,
    ],
  },
  {
    rule: 'ALLOY-TENANT-1',
    breaks: edit(
      /(loki\.process "pods" \{[^]*?\n)\}\n/,
      '$1\tstage.label_drop {\n\t\tvalues = ["__tenant_id__"]\n\t}\n}\n',
    ),
    finds: [
      `${AT} loki.process.pods stage.label_drop: removes __tenant_id__, which stage.tenant of loki.process.pods has set; remove __tenant_id__ from it, or move it before stage.tenant`,
    ],
  },
]);

/** Findings about the order of the stages of pods, or of other sources, without their path. */
function found(stages: string, source = PODS.replace(CRI, WRITE)): string[] {
  const files = `${source.replace('loki.process.cri', 'loki.process.x')}
loki.process "x" {
  forward_to = [loki.write.w.receiver]
  ${stages}
}`;
  return findingsIn(alloyObjects({ files }))
    .filter((line) => /^ALLOY-(ORDER|TENANT)/.test(line))
    .map((line) => line.replace(/^.*? loki\.process\.x /, ''));
}

const JSON_LEVEL = 'stage.json {\n expressions = { level = "" }\n }';
const LEVEL_LABEL = 'stage.labels {\n values = { level = "" }\n }';

test.each([
  ...['stage.cri', 'stage.docker'].map((format) => [
    'a stream before the format that has it',
    `stage.match {\n selector = "{stream=\\"stderr\\"}"\n action = "drop"\n }\n${format} { }`,
    `stage.match: needs the label stream, which only the later ${format} sets`,
  ]),
  [
    'labels before what extracts them',
    `stage.cri { }\n${LEVEL_LABEL}\n${JSON_LEVEL}`,
    'stage.labels: reads level, which only the later stage.json extracts',
  ],
  [
    'output before what extracts it',
    'stage.output {\n source = "msg"\n }\nstage.regex {\n expression = "(?P<msg>.*)"\n }',
    'stage.output: reads msg, which only the later stage.regex extracts',
  ],
  [
    'a tenant before what extracts it',
    'stage.tenant {\n source = "team"\n }\nstage.logfmt {\n mapping = { team = "" }\n }',
    'stage.tenant: reads team, which only the later stage.logfmt extracts',
  ],
  [
    'metadata before what extracts it',
    `stage.structured_metadata {\n values = { trace = "id" }\n }\nstage.pattern {\n pattern = "<id> <_>"\n }`,
    'stage.structured_metadata: reads id, which only the later stage.pattern extracts',
  ],
  [
    'a condition before what extracts it',
    `stage.drop {\n source = "level"\n value = "debug"\n }\n${JSON_LEVEL}`,
    'stage.drop: reads level, which only the later stage.json extracts',
  ],
  [
    'a selector before its label',
    `${JSON_LEVEL}\nstage.match {\n selector = "{level=\\"debug\\"}"\n action = "drop"\n }\n${LEVEL_LABEL}`,
    'stage.match: needs the label level, which only the later stage.labels sets',
  ],
  [
    'a selector after its label is dropped',
    `stage.label_drop {\n values = ["filename"]\n }\nstage.match {\n selector = "{filename=~\\".+\\"}"\n action = "drop"\n }`,
    'stage.match: needs the label filename, which the earlier stage.label_drop removes',
  ],
  [
    'a limit by a label that is set later',
    `stage.limit {\n rate = 1\n burst = 1\n drop = true\n by_label_name = "level"\n }\n${JSON_LEVEL}\n${LEVEL_LABEL}`,
    'stage.limit: needs the label level, which only the later stage.labels sets',
  ],
  [
    'a drop before its label',
    `stage.label_drop {\n values = ["level"]\n }\n${JSON_LEVEL}\n${LEVEL_LABEL}`,
    'stage.label_drop: needs the label level, which only the later stage.labels sets',
  ],
  [
    'JSON before the container format',
    `${JSON_LEVEL}\nstage.cri { }`,
    'stage.json: reads lines that still have the prefix of the container runtime',
  ],
  [
    'multiline before the container format',
    'stage.multiline {\n firstline = "^a"\n }\nstage.cri { }',
    'stage.multiline: reads lines that still have the prefix of the container runtime',
  ],
  [
    'a tenant that is replaced',
    'stage.tenant {\n value = "a"\n }\nstage.tenant {\n value = "b"\n }',
    'stage.tenant: sets a tenant that the later stage.tenant replaces',
  ],
  [
    'a label that is not kept',
    'stage.static_labels {\n values = { cluster = "a" }\n }\nstage.label_keep {\n values = ["job"]\n }',
    'stage.static_labels: sets cluster, which the later stage.label_keep removes',
  ],
  [
    'a tenant that is not kept',
    'stage.tenant {\n label = "filename"\n }\nstage.label_keep {\n values = ["job"]\n }',
    'stage.label_keep: removes __tenant_id__, which stage.tenant of loki.process.x has set',
  ],
  [
    'a tenant that some lines lose',
    'stage.tenant {\n value = "a"\n }\nstage.match {\n selector = "{filename=\\"a\\"}"\n stage.label_drop {\n values = ["__tenant_id__"]\n }\n }',
    'stage.label_drop: removes __tenant_id__, which stage.tenant of loki.process.x has set',
  ],
])('%s', (_name, stages, finding) => {
  expect(found(stages)).toEqual([finding]);
});

test('a tenant is lost in a later component too', () => {
  const [process, relabel] = [
    'stage.tenant {\n value = "a"\n }',
    'rule {\n action = "labelkeep"\n regex = "job|namespace"\n }',
  ];
  const files = `${PODS.replace(CRI, WRITE).replace('cri.receiver', 'x.receiver')}
    loki.process "x" {\n forward_to = [loki.relabel.y.receiver]\n ${process}\n }
    loki.relabel "y" {\n forward_to = [loki.write.w.receiver]\n ${relabel}\n }`;
  const lost = (text: string) =>
    findingsIn(alloyObjects({ files: text })).filter((line) => line.startsWith('ALLOY-TENANT'));
  expect(lost(files)).toEqual([
    'ALLOY-TENANT-1 ConfigMap monitoring/collector config.alloy loki.relabel.y: removes __tenant_id__, which stage.tenant of loki.process.x has set',
  ]);
  expect(lost(files.replace('job|', '__tenant_id__|job|'))).toEqual([]);
});

const PUSHED = `loki.source.api "x" {
  http { }
  forward_to = [loki.process.x.receiver]
}
${WRITE}`;

test.each([
  [
    'the right order',
    `stage.cri { }\n${JSON_LEVEL}\n${LEVEL_LABEL}\nstage.match {\n selector = "{level=\\"debug\\"}"\n action = "drop"\n }`,
  ],
  [
    'a selector that an absent label matches',
    `stage.match {\n selector = "{level=\\"\\"}"\n ${JSON_LEVEL}\n ${LEVEL_LABEL}\n }`,
  ],
  ['a name that two stages extract', `${JSON_LEVEL}\n${LEVEL_LABEL}\nstage.logfmt {\n mapping = { level = "" }\n }`],
  [
    'a stage that rewrites what it reads',
    'stage.json {\n expressions = { a = "", b = "" }\n }\nstage.json {\n source = "b"\n expressions = { b = "" }\n }',
  ],
  [
    'names that the configuration does not say',
    'stage.windowsevent { }\nstage.labels {\n values = { level = "" }\n }\nstage.json {\n expressions = { level = "" }\n }',
  ],
  [
    'a label that is used before it is dropped',
    'stage.static_labels {\n values = { team = "a" }\n }\nstage.tenant {\n label = "team"\n }\nstage.label_drop {\n values = ["team"]\n }',
  ],
  [
    'a tenant that is kept',
    'stage.tenant {\n value = "a"\n }\nstage.label_keep {\n values = ["job", "__tenant_id__"]\n }',
  ],
  [
    'a tenant that is set after all',
    'stage.tenant {\n value = "a"\n }\nstage.label_keep {\n values = ["job"]\n }\nstage.tenant {\n label = "job"\n }',
  ],
  [
    'a condition in a match of the same label',
    `${JSON_LEVEL}\n${LEVEL_LABEL}\nstage.match {\n selector = "{level=\\"a\\"}"\n stage.label_drop {\n values = ["level"]\n }\n }`,
  ],
])('%s is right', (_name, stages) => {
  expect(found(stages)).toEqual([]);
});

test('a label that a client may send is not missing', () => {
  expect(
    found(
      `stage.match {\n selector = "{level=\\"debug\\"}"\n action = "drop"\n }\n${JSON_LEVEL}\n${LEVEL_LABEL}`,
      PUSHED,
    ),
  ).toEqual([]);
});
