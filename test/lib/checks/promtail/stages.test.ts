import { STAGE_RULES } from '../../../../lib/checks/promtail/stages';
import { type Case, describeRules, Parts } from '../harness';

const AT = 'ConfigMap logging/promtail promtail.yaml scrape_configs[0].pipeline_stages';

/** Adds a Promtail with some stages. */
const stages =
  (text: string): Case['breaks'] =>
  (parts: Parts) =>
    parts.objects.push({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'promtail', namespace: 'logging' },
      data: {
        'promtail.yaml': `positions: { filename: /run/promtail/positions.yaml }\nscrape_configs:\n- job_name: pods\n  pipeline_stages: ${text}\n`,
      },
    });

const broken = (rule: string, text: string, ...finds: string[]): Case => ({
  rule,
  breaks: stages(text),
  finds: finds.map((line) => `${AT}${line}`),
});

describeRules(STAGE_RULES, [
  broken('PROMTAIL-STAGE-1', '[{ josn: { expressions: { a: } } }]', '[0].josn: is not a stage; use json'),
  broken('PROMTAIL-STAGE-1', '[{ cri: {} }, { label_drop: [a] }]', '[1].label_drop: is not a stage; use labeldrop'),
  broken('PROMTAIL-STAGE-1', '[cri]', '[0]: cri is not a stage with settings; write cri: {}'),
  broken(
    'PROMTAIL-STAGE-1',
    '[{ cri: {}, decolorize: {} }]',
    '[0]: has 2 stages in one item: cri, decolorize; write each as an item of its own',
  ),
  broken(
    'PROMTAIL-STAGE-1',
    `[{ match: { selector: '{a="b"}', stages: [{ jsn: {} }] } }]`,
    '[0].match.stages[0].jsn: is not a stage; use json',
  ),
  broken(
    'PROMTAIL-STAGE-2',
    '[{ json: { expresions: { a: } } }, { static_labels: { version: 1 } }, { labels: [a] }, { labeldrop: filename }]',
    '[0].json: lacks expressions; write expressions in place of expresions',
    "[1].static_labels.version: 1 is not a text; write it in quotes: '1'",
    '[2].labels: has no names with a colon; write each name with a colon: level:',
    '[3].labeldrop: is not a list; write its names as the items of a list',
  ),
  broken(
    'PROMTAIL-STAGE-2',
    `[{ template: { source: a, template: '{{ toLower .Value }}' } }, { output: a }, { tenant: { label: a, value: b } }]`,
    '[0].template: has the template {{ toLower .Value }}: it calls the function toLower, which does not exist; use ToLower',
    '[1].output: a has no settings; write source: below it',
    '[2].tenant: has label and value; set one of label, source and value',
  ),
  broken(
    'PROMTAIL-STAGE-2',
    `[{ json: { expressions: { a: }, drop_malformed: 'true' } }, { drop: {} }, { match: { selector: '{a="b"}' } }]`,
    "[0].json.drop_malformed: 'true' is a text; write true without quotes",
    '[1].drop: has no condition for the lines to drop; set source, expression, older_than or longer_than',
    '[2].match: keeps the lines but has no stage for them; add stages, or action: drop',
  ),
  broken(
    'PROMTAIL-STAGE-2',
    `[{ regex: { expression: '(?=a)b' } }, { drop: { older_than: 24 } }, { multiline: { firstline: 'a)', Max_Wait_Time: 3d } }]`,
    '[0].regex.expression: (?=a)b is not an expression of Go: character 1 looks ahead, which Go cannot; write an expression without it',
    '[1].drop.older_than: 24 is not a duration of Go; write one such as 30s or 1h30m: its largest unit is h',
    '[2].multiline.firstline: a) is not an expression of Go: character 2 is a ) without a (; write \\) for the character, or remove it',
    '[2].multiline.Max_Wait_Time: 3d is not a duration of Go; write one such as 30s or 1h30m: its largest unit is h',
  ),
  broken(
    'PROMTAIL-STAGE-2',
    '[{ json: {} }, { limit: { drop: true } }, { logfmt: {} }, { match: { action: drop } }, { multiline: {} }, { output: {} }, { regex: {} }, ' +
      '{ replace: {} }, { template: {} }, { timestamp: {} }]',
    ...[
      ...['[0].json expressions', '[1].limit rate', '[1].limit burst', '[2].logfmt mapping', '[3].match selector'],
      ...['[4].multiline firstline', '[5].output source', '[6].regex expression', '[7].replace expression'],
      ...['[8].template source', '[9].timestamp source', '[9].timestamp format'],
    ].map((each) => {
      const [at, key] = each.split(' ');
      return `${at}: lacks ${key}; write ${key}: below it`;
    }),
  ),
  broken(
    'PROMTAIL-STAGE-2',
    `[{ drop: { expression: 'a)' } }, { replace: { expression: 'b)' } }]`,
    '[0].drop.expression: a) is not an expression of Go: character 2 is a ) without a (; write \\) for the character, or remove it',
    '[1].replace.expression: b) is not an expression of Go: character 2 is a ) without a (; write \\) for the character, or remove it',
  ),
  broken(
    'PROMTAIL-STAGE-2',
    `[{ labels: { a-b: , c: } }, { metrics: { lines: { type: Sum, max_idle_duration: 10 }, bytes: { description: d } } }]`,
    '[0].labels.a-b: is not a name of a label; use letters, digits and _, with a letter or _ first',
    '[1].metrics.lines.type: Sum is not a type of metrics; use Counter, Gauge or Histogram',
    '[1].metrics.lines.max_idle_duration: 10 is not a duration of Go; write one such as 30s or 1h30m: its largest unit is h',
    '[1].metrics.bytes.type: lacks type; use Counter, Gauge or Histogram',
  ),
  broken(
    'PROMTAIL-STAGE-2',
    `[{ drop: { value: a } }, { drop: { Source: b, value: a, expression: a } }, { match: { selector: 'app', action: drop } }]`,
    '[0].drop: has no condition for the lines to drop; set source, expression, older_than or longer_than',
    '[1].drop: has value and expression; set one of the two',
    `[2].match.selector: app is not a selector of LogQL; write one such as '{app="api"}'`,
  ),
  broken(
    'PROMTAIL-STAGE-2',
    `[{ match: { selector: '{a="b"}', action: delete, stages: [{ docker: }] } }, { sampling: { rate: 10 } }, { limit: { rate: 0, burst: 1 } }, { json: { expressions: { a: 'b[' } } }]`,
    '[0].match.action: delete is not one of keep, drop; write one of them',
    '[1].sampling.rate: 10 is not from 0 to 1; write the part of the lines to keep, such as 0.1',
    '[2].limit.rate: 0 is not more than 0; write one such as 10',
    '[3].json.expressions.a: b[ is not an expression of JMESPath; write one such as "http.status", with names of other signs in quotes',
  ),
  broken(
    'PROMTAIL-STAGE-2',
    `[{ regex: { expr: a } }, { timestamp: { source: a, format: Unix, location: Berlin, action_on_failure: drop } }]`,
    '[0].regex: lacks expression; write expression in place of expr',
    "[1].timestamp.location: Berlin is not a place in the time zone database; write one such as 'Europe/Berlin'",
    '[1].timestamp.action_on_failure: drop is not one of skip, fudge; write one of them',
  ),
  broken(
    'PROMTAIL-STAGE-3',
    '[{ regex: { expression: (a), sorce: b } }, { multiline: { firstline: a, wait: 3s } }]',
    '[0].regex.sorce: is not a setting of the stage regex; use source',
    '[1].multiline.wait: is not a setting of the stage multiline; remove it',
  ),
]);

test('stages that Promtail reads have no findings', () => {
  const parts = new Parts('prod');
  const before = parts.findings;
  stages(`
  - cri:
  - docker: {}
  - json: { Expressions: { a: , b: c.d }, drop_malformed: yes }
  - drop: { older_than: 24h, longer_than: 8192, source: [a, b] }
  - limit: { rate: "10", burst: 20, drop: "true" }
  - labels: { a: , b: c }
  - static_labels: { region: \${REGION}, empty: }
  - timestamp: { source: a, format: RFC3339, fallback_formats: [Unix] }
  - match: { selector: '{a="b"}', action: drop }
  - metrics: { lines: { type: Counter, config: { action: inc } } }
  - pack: { labels: a }
  - geoip: { db: /a.mmdb, source: ip, db_type: city }
  - drop: { older_than: "0", expression: "\${RE}(" }
  - multiline: { firstline: '^\\d{4}', max_wait_time: 1m30s }
  - labelallow: [a]`)(parts);
  expect(parts.findings).toEqual(before);
});

test('a configuration of Prometheus is none of Promtail', () => {
  const parts = new Parts('prod');
  stages('[{ josn: {} }]')(parts);
  const { data } = parts.objects.at(-1) as { data: Record<string, string> };
  data['promtail.yaml'] = (data['promtail.yaml'] as string).replace(/^positions.*$/m, 'global: {}');
  expect(parts.findings.filter((line) => line.startsWith('PROMTAIL'))).toEqual([]);
});
