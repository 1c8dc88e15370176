import { REFERENCE_RULES } from '../../../../lib/checks/alloy/references';
import { REGEX_RULES } from '../../../../lib/checks/alloy/regexes';
import { STAGE_RULES } from '../../../../lib/checks/alloy/stages';
import { SYNTAX_RULES } from '../../../../lib/checks/alloy/syntax';
import { type Case, describeRules, type Parts } from '../harness';

const AT = 'ConfigMap alloy/alloy config.alloy';

/** Changes the configuration of Alloy. */
const edit =
  (from: string | RegExp, to: string): Case['breaks'] =>
  (parts: Parts) => {
    parts.replace('alloy', 'config.alloy', from, to);
  };

/** Puts a stage before the first of the audit log. */
const stage = (text: string): Case['breaks'] => edit('stage.regex {', `${text}\n\n\tstage.regex {`);

const cases: Case[] = [
  {
    rule: 'ALLOY-SYNTAX-1',
    breaks: edit(/^/, 'logging {\n\tlevel = "info" x\n}\n'),
    finds: [`${AT}: line 2 has 'x' where the language wants a line break; write a line break there`],
  },
  {
    rule: 'ALLOY-SYNTAX-1',
    breaks: (parts) => (parts.object('ConfigMap', 'alloy')['data']['config.alloy'] = 'logging {\n'),
    finds: [
      `${AT}: line 2 has the end of the text where the language wants the '}' that ends the block; write the '}' that ends the block there`,
    ],
  },
  {
    rule: 'ALLOY-COMPONENT-1',
    breaks: edit(/^/, 'loki.relabel "journal" {\n\tforward_to = []\n}\n\n'),
    finds: [`${AT} loki.relabel.journal: is there twice, on the lines 1 and 5; give one of the two another label`],
  },
  {
    rule: 'ALLOY-COMPONENT-1',
    breaks: edit('forward_to = []', 'forward_to = []\n\tforward_to = []\n\tforward_to = []'),
    finds: [`${AT} loki.relabel.journal forward_to: is set twice, on the lines 2 and 3; set it once`],
  },
  {
    rule: 'ALLOY-COMPONENT-2',
    breaks: edit('\tforward_to = [loki.process.audit.receiver]\n', ''),
    finds: [`${AT} loki.source.file.audit: has no forward_to, which it cannot be without; set forward_to`],
  },
  {
    rule: 'ALLOY-COMPONENT-2',
    breaks: edit(/\t\turl += .*\n/, ''),
    finds: [`${AT} loki.write.loki endpoint: has no url, which it cannot be without; set url`],
  },
  {
    rule: 'ALLOY-REFERENCE-1',
    breaks: edit('[loki.process.audit.receiver]', '[loki.process.audti.receiver]'),
    finds: [
      `${AT} loki.source.file.audit: refers to loki.process.audti.receiver, and there is no such component; write loki.process.audit.receiver`,
    ],
  },
  {
    rule: 'ALLOY-REFERENCE-1',
    breaks: edit(
      '[loki.process.audit.receiver]',
      '[loki.process.audit.receiver, otelcol.receiver.loki.default.receiver]',
    ),
    finds: [
      `${AT} loki.source.file.audit: refers to otelcol.receiver.loki.default.receiver, and there is no such component; add the component, or refer to one that is there`,
    ],
  },
  {
    rule: 'ALLOY-REFERENCE-2',
    breaks: edit('discovery.relabel.pods.output', 'discovery.relabel.pods.targets'),
    finds: [
      `${AT} loki.source.file.pods: refers to discovery.relabel.pods.targets, and discovery.relabel has no targets; write discovery.relabel.pods.output or discovery.relabel.pods.rules`,
    ],
  },
  {
    rule: 'ALLOY-REFERENCE-2',
    breaks: edit('[loki.process.audit.receiver]', '[loki.process.audit.receiver, loki.write.loki]'),
    finds: [
      `${AT} loki.source.file.audit: refers to loki.write.loki, and loki.write has no value of its own; write loki.write.loki.receiver`,
    ],
  },
  {
    rule: 'ALLOY-STAGE-1',
    breaks: edit('stage.timestamp {', 'stage.timestam {'),
    finds: [`${AT} loki.process.audit stage.timestam: is no stage; write stage.timestamp`],
  },
  {
    rule: 'ALLOY-STAGE-2',
    breaks: stage('stage.json { }'),
    finds: [
      `${AT} loki.process.audit stage.json: takes nothing out of the line; name the fields in expressions, or leave the stage out`,
    ],
  },
  {
    rule: 'ALLOY-STAGE-2',
    breaks: stage('stage.match {\n selector = "{a=\\"b\\"}"\n }'),
    finds: [
      `${AT} loki.process.audit stage.match: keeps the lines and has no stage for them; add stages, or action = "drop"`,
    ],
  },
  {
    rule: 'ALLOY-STAGE-2',
    breaks: stage('stage.match {\n selector = "{a=\\"b\\"}"\n action = "drop"\n stage.decolorize { }\n }'),
    finds: [`${AT} loki.process.audit stage.match: drops the lines and has stages for them; leave out the stages`],
  },
  {
    rule: 'ALLOY-STAGE-2',
    breaks: stage('stage.drop { }\n stage.drop { value = "x" }'),
    finds: [
      `${AT} loki.process.audit stage.drop: says of no line that it is dropped; set expression, source, older_than or longer_than`,
      `${AT} loki.process.audit stage.drop: has a value and no source; name the source`,
    ],
  },
  {
    rule: 'ALLOY-STAGE-2',
    breaks: stage('stage.drop {\n value = "x"\n source = "y"\n expression = "z"\n }'),
    finds: [`${AT} loki.process.audit stage.drop: has value and expression; set one of the two`],
  },
  {
    rule: 'ALLOY-STAGE-2',
    breaks: edit(/stage\.tenant \{\n/, 'stage.tenant {\n\t\t\tsource = "x"\n'),
    finds: [`${AT} loki.process.pods stage.tenant: has source and value; set one of label, source and value`],
  },
  {
    rule: 'ALLOY-REGEX-1',
    breaks: edit('regex         = `run-', 'regex         = `(?!x)run-'),
    finds: [`${AT} loki.relabel.journal rule[4].regex: (?! is nothing Go's regular expressions have; write it without`],
  },
  {
    rule: 'ALLOY-REGEX-1',
    breaks: stage('stage.replace {\n expression = "(a)\\\\1"\n replace = ""\n }'),
    finds: [
      `${AT} loki.process.audit stage.replace.expression: \\1 is nothing Go's regular expressions have; write it without`,
    ],
  },
  {
    rule: 'ALLOY-RELABEL-1',
    breaks: edit('separator     = "/"', 'separator     = "/"\n\t\treplacement   = "$1/$2"'),
    finds: [
      `${AT} discovery.relabel.pods rule[4].replacement: '$1/$2' takes '2', and '(.*)' has one group; write a regex with as many groups`,
    ],
  },
  {
    rule: 'ALLOY-RELABEL-1',
    breaks: edit('replacement   = "run.service"', 'replacement   = "$1_service"'),
    finds: [
      `${AT} loki.relabel.journal rule[4].replacement: '$1_service' takes '1_service', and 'run-[pru][0-9a-f].*\\.service' has no group; put braces around the number: \${1}`,
    ],
  },
];

describeRules([...SYNTAX_RULES, ...REFERENCE_RULES, ...STAGE_RULES, ...REGEX_RULES], cases);
