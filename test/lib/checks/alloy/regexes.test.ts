import { type Case, describeRules, Parts } from '../harness';
import { REGEX_RULES } from '../../../../lib/checks/alloy/regexes';

const AT = 'ConfigMap alloy/alloy config.alloy';

/** Changes the configuration of Alloy. */
const edit =
  (from: string | RegExp, to: string): Case['breaks'] =>
  (parts: Parts) => {
    parts.replace('alloy', 'config.alloy', from, to);
  };

/** Puts a stage before the first of the audit log. */
const stage = (text: string): Case['breaks'] => edit('stage.regex {', `${text}\n\n\tstage.regex {`);

describeRules(REGEX_RULES, [
  {
    rule: 'ALLOY-REGEX-1',
    breaks: edit('regex         = `run-', 'regex         = `(?!x)run-'),
    finds: [`${AT} loki.relabel.journal rule[4].regex: (?! is not supported by Go; remove it`],
  },
  {
    rule: 'ALLOY-REGEX-1',
    breaks: stage('stage.replace {\n expression = "(a)\\\\1"\n replace = ""\n }'),
    finds: [`${AT} loki.process.audit stage.replace.expression: \\1 is not supported by Go; remove it`],
  },
  {
    rule: 'ALLOY-REGEX-1',
    breaks: stage('stage.multiline { firstline = "^\\\\d{4}(-" }'),
    finds: [`${AT} loki.process.audit stage.multiline.firstline: ( is not closed; close it with ), or write \\\\(`],
  },
  ...['stage.drop', 'stage.regex'].map((name) => ({
    rule: 'ALLOY-REGEX-1',
    breaks: stage(`${name} { expression = "(?P<day>x)(?!y)" }`),
    finds: [`${AT} loki.process.audit ${name}.expression: (?! is not supported by Go; remove it`],
  })),
  ...[
    ['^\\\\d{4}-)', ') has no ( before it; remove it, or write \\\\)'],
    ['[a-z', '[ is not closed; close it with ], or write \\\\['],
    [
      '*.log',
      '*.log is not a regular expression of Go: character 1 is a * with nothing to repeat; write \\\\* for the character, or something before it',
    ],
    [
      'a++',
      'a++ is not a regular expression of Go: character 3 repeats the repetition +; put what is repeated into a group: (?: … )',
    ],
  ].map(([regex = '', what = '']) => ({
    rule: 'ALLOY-REGEX-1',
    breaks: stage(`stage.multiline { firstline = "${regex}" }`),
    finds: [`${AT} loki.process.audit stage.multiline.firstline: ${what}`],
  })),
  {
    rule: 'ALLOY-RELABEL-1',
    breaks: edit('separator     = "/"', 'separator     = "/"\n\t\treplacement   = "$1/$2"'),
    finds: [
      `${AT} discovery.relabel.pods rule[4].replacement: '$1/$2' uses '2', but '(.*)' has one group; use a regex with that many groups`,
    ],
  },
  {
    rule: 'ALLOY-RELABEL-1',
    breaks: edit('replacement   = "run.service"', 'replacement   = "$1_service"'),
    finds: [
      `${AT} loki.relabel.journal rule[4].replacement: '$1_service' uses '1_service', but 'run-[pru][0-9a-f].*\\.service' has no group; put braces around the number: \${1}`,
    ],
  },
]);

test.each([
  '^\\\\[(info|warn)\\\\] (?:a)?',
  '[[:alpha:](]+[)]',
  '[]a)]+[^]b(]',
  '^*a\\\\b+',
  '(?i)error',
  'a(?i)error(?-i:b)',
  '(?P<a>x)|(?P<a>y)',
  '\\\\Q(((\\\\E',
  'a{2,3}?b*?c+?d??',
  '\\\\pL+\\\\x{1F600}',
])('%s is a regular expression of Go', (regex) => {
  const parts = new Parts('prod');
  stage(`stage.multiline { firstline = "${regex}" }`)(parts);
  expect(REGEX_RULES.flatMap((rule) => rule.check(parts.subject))).toEqual([]);
});
