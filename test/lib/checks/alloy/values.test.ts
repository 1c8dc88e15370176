import { VALUE_RULES } from '../../../../lib/checks/alloy/values';
import { type Case, describeRules, Parts } from '../harness';

const AT = 'ConfigMap alloy/alloy config.alloy';

const edit =
  (from: string | RegExp, to: string): Case['breaks'] =>
  (parts) => {
    parts.replace('alloy', 'config.alloy', from, to);
  };

/** Puts a stage before the first of the audit log. */
const stage = (text: string): Case['breaks'] => edit('stage.regex {', `${text}\n\n\tstage.regex {`);
const json = (expression: string): Case['breaks'] =>
  stage(`stage.json {\n expressions = { agent = ${JSON.stringify(expression)} }\n }`);
const time = (format: string, more = ''): Case['breaks'] =>
  stage(`stage.timestamp {\n source = "a"\n format = ${JSON.stringify(format)}\n ${more}\n }`);

const EXPRESSION = `${AT} loki.process.audit stage.json.expressions.agent`;
const FORMAT = `${AT} loki.process.audit stage.timestamp.format`;
const FOREIGN = "write the time 2006-01-02 15:04:05 in its form, such as '02/Jan/2006:15:04:05 -0700'";

describeRules(VALUE_RULES, [
  {
    rule: 'ALLOY-STAGE-3',
    breaks: json('request_User-Agent'),
    finds: [
      `${EXPRESSION}: request_User-Agent is not a path in JSON; quote the names with other signs: "\\"request_User-Agent\\""`,
    ],
  },
  {
    rule: 'ALLOY-STAGE-3',
    breaks: json('http.@timestamp'),
    finds: [
      `${EXPRESSION}: http.@timestamp is not a path in JSON; quote the names with other signs: "http.\\"@timestamp\\""`,
    ],
  },
  ...[
    ['yyyy-MM-dd HH:mm:ss,SSS', 'yyyy'],
    ['%Y-%m-%d %H:%M:%S', '%Y'],
  ].map(([format = '', part = '']) => ({
    rule: 'ALLOY-STAGE-3',
    breaks: time(format),
    finds: [`${FORMAT}: ${format} has ${part}, and Go writes layouts another way; ${FOREIGN}`],
    also: ['ALLOY-BATCH-1'],
  })),
  {
    rule: 'ALLOY-STAGE-3',
    breaks: time('2021-12-23T18:40:25Z'),
    finds: [
      `${FORMAT}: 2021-12-23T18:40:25Z has the month twice as Go reads it; write the time 2006-01-02 15:04:05 in its form, ` +
        "not another time: '2006-01-02T15:04:05Z07:00'",
    ],
    also: ['ALLOY-BATCH-1'],
  },
  {
    rule: 'ALLOY-KEY-4',
    breaks: edit('file_match {', 'decompression {\n enabled = true\n format = "zstd"\n }\n\n file_match {'),
    finds: [`${AT} loki.source.file.audit decompression.format: zstd is not a value of format; use one of gz, z, bz2`],
    also: ['ALLOY-KEY-1'],
  },
  {
    rule: 'ALLOY-KEY-4',
    breaks: edit(/rule \{\n/, 'rule {\n\t\taction = "Replace"\n'),
    finds: [`${AT} loki.relabel.journal rule[0].action: Replace is not a value of action; use replace`],
  },
  {
    rule: 'ALLOY-STAGE-3',
    breaks: stage('stage.json {\n expressions = { "user-agent" = "" }\n }'),
    finds: [
      `${AT} loki.process.audit stage.json.expressions.user-agent: user-agent is not a path in JSON; ` +
        'quote the names with other signs: "\\"user-agent\\""',
    ],
  },
  ...[
    [
      'loki.source.syslog "own" {\n listener {\n address = "[::]:5514"\n protocol = "TCP"\n }',
      'syslog.own listener.protocol',
      'TCP',
      'tcp',
    ],
    [
      'loki.source.syslog "own" {\n listener {\n address = "[::]:5514"\n syslog_format = "rfc3146"\n }',
      'syslog.own listener.syslog_format',
      'rfc3146',
      'rfc3164',
    ],
    [
      'loki.source.kafka "own" {\n brokers = ["a:9092"]\n topics = ["a"]\n assignor = "round-robin"',
      'kafka.own assignor',
      'round-robin',
      'roundrobin',
    ],
    ...[
      ['ranges', 'range'],
      ['stick', 'sticky'],
    ].map(([wrong = '', right = '']) => [
      `loki.source.kafka "own" {\n brokers = ["a:9092"]\n topics = ["a"]\n assignor = "${wrong}"`,
      'kafka.own assignor',
      wrong,
      right,
    ]),
  ].map(([block = '', path = '', wrong = '', right = '']) => ({
    rule: 'ALLOY-KEY-4',
    breaks: edit(/^/, `${block}\n forward_to = [loki.write.loki.receiver]\n}\n`),
    finds: [`${AT} loki.source.${path}: ${wrong} is not a value of ${path.split(/[ .]/).at(-1)}; use ${right}`],
  })),
  {
    rule: 'ALLOY-KEY-4',
    breaks: edit(
      /^/,
      'remote.http "a" {\n url = "http://a"\n client {\n tls_config {\n min_version = "TLS1.2"\n }\n }\n}\n',
    ),
    finds: [`${AT} remote.http.a client.tls_config.min_version: TLS1.2 is not a value of min_version; use TLS12`],
  },
  ...[
    ['level', 'warning', 'one of error, warn, info, debug'],
    ['format', 'text', 'one of logfmt, json'],
  ].map(([attribute = '', wrong = '', right = '']) => ({
    rule: 'ALLOY-KEY-4',
    breaks: edit(/^/, `logging {\n ${attribute} = "${wrong}"\n}\n`),
    finds: [`${AT} logging ${attribute}: ${wrong} is not a value of ${attribute}; use ${right}`],
  })),
  {
    rule: 'ALLOY-KEY-4',
    breaks: edit(/role = "pod"\n/, 'role = "pods"\n'),
    finds: [`${AT} discovery.kubernetes.pods role: pods is not a value of role; use pod`],
    also: ['ALLOY-DISCOVERY-4', 'ALLOY-CRI-1', 'ALLOY-DISCOVERY-1', 'ALLOY-DISCOVERY-3'],
  },
]);

test.each([
  ['a quoted name', json('"request_User-Agent"')],
  ['a path, an index and a function', json('items[0].name || length(x-y)')],
  ['the value itself', json('@')],
  ['a layout of Go without a year', time('Jan _2 15:04:05')],
  ['a layout of a date alone', time('2006-01-02')],
  ['a name of Go', time('RFC1123Z')],
  ['a name with an expression of its own', stage('stage.json {\n expressions = { "user-agent" = "agent" }\n }')],
  ['a format beside others', time('ISO', 'fallback_formats = ["RFC3339"]')],
])('%s', (_, breaks) => {
  const parts = new Parts('prod');
  breaks(parts);
  expect(VALUE_RULES.flatMap((rule) => rule.check(parts.subject))).toEqual([]);
});
