import { type Case, type Parts, describeRules } from '../harness';
import { STAGE_RULES } from '../../../../lib/checks/alloy/stages';

const AT = 'ConfigMap alloy/alloy config.alloy';

/** Changes the configuration of Alloy. */
const edit =
  (from: string | RegExp, to: string): Case['breaks'] =>
  (parts: Parts) => {
    parts.replace('alloy', 'config.alloy', from, to);
  };

/** Puts a stage before the first of the audit log. */
const stage = (text: string): Case['breaks'] => edit('stage.regex {', `${text}\n\n\tstage.regex {`);

describeRules(STAGE_RULES, [
  {
    rule: 'ALLOY-STAGE-1',
    breaks: edit('stage.timestamp {', 'stage.timestam {'),
    finds: [`${AT} loki.process.audit stage.timestam: is not a stage; use stage.timestamp`],
  },
  {
    rule: 'ALLOY-STAGE-2',
    breaks: stage('stage.sampling { rate = 10 }'),
    finds: [
      `${AT} loki.process.audit stage.sampling: has the rate 10, which is not from 0 to 1; write the part of the lines to keep, such as 0.1`,
    ],
  },
  {
    rule: 'ALLOY-STAGE-2',
    breaks: stage('stage.json { }'),
    finds: [
      `${AT} loki.process.audit stage.json: extracts nothing from the line; name the fields in expressions, or remove the stage`,
    ],
  },
  {
    rule: 'ALLOY-STAGE-2',
    breaks: stage('stage.match {\n selector = "{app=}"\n action = "drop"\n }'),
    finds: [
      `${AT} loki.process.audit stage.match: has the selector {app=}, which is not one of LogQL; write one such as '{app="api"}'`,
    ],
  },
  {
    rule: 'ALLOY-STAGE-2',
    breaks: stage('stage.template {\n source = "a"\n template = "{{ .Value"\n }'),
    finds: [`${AT} loki.process.audit stage.template: has the template {{ .Value: it has {{ without }}; close each {{`],
  },
  {
    rule: 'ALLOY-STAGE-2',
    breaks: stage('stage.template {\n source = "a"\n template = "{{ toLower .Value }}"\n }'),
    finds: [
      `${AT} loki.process.audit stage.template: has the template {{ toLower .Value }}: it calls the function toLower, which does not exist; use ToLower`,
    ],
  },
  {
    rule: 'ALLOY-STAGE-2',
    breaks: stage('stage.replace {\n expression = "(a)"\n replace = "{{ anonymise .Value }}"\n }'),
    finds: [
      `${AT} loki.process.audit stage.replace: has the template {{ anonymise .Value }}: it calls the function anonymise, which does not exist; use a function of templates, such as ToLower`,
    ],
  },
  {
    rule: 'ALLOY-STAGE-2',
    breaks: stage('stage.match {\n selector = "{a=\\"b\\"}"\n }'),
    finds: [
      `${AT} loki.process.audit stage.match: keeps the lines but has no stage for them; add stages, or action = "drop"`,
    ],
  },
  {
    rule: 'ALLOY-STAGE-2',
    breaks: stage('stage.match {\n selector = "{a=\\"b\\"}"\n action = "drop"\n stage.decolorize { }\n }'),
    finds: [`${AT} loki.process.audit stage.match: drops the lines but has stages for them; remove the stages`],
  },
  {
    rule: 'ALLOY-STAGE-2',
    breaks: stage('stage.drop { }\n stage.drop { value = "x" }'),
    finds: [
      `${AT} loki.process.audit stage.drop: has no condition for the lines to drop; set expression, source, older_than or longer_than`,
      `${AT} loki.process.audit stage.drop: has value but no source; name the source`,
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
]);
