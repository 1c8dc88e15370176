import { describeRules, type Parts } from '../harness';
import { UNUSED_RULES } from '../../../../lib/checks/alloy/unused';
import { PODS, WRITE } from './texts';
import { brokenBy } from './setup';

describeRules(UNUSED_RULES, [
  {
    rule: 'ALLOY-UNUSED-1',
    breaks: (parts: Parts) => {
      parts.replace(
        'alloy',
        'config.alloy',
        /$/,
        '\nloki.process "lost" {\n\tforward_to = [loki.write.loki.receiver]\n}\n',
      );
    },
    finds: [
      'ConfigMap alloy/alloy config.alloy loki.process.lost: is named by no other component; add its receiver to the forward_to of the component before it, or remove it',
    ],
  },
]);

test.each([
  ['a destination without a source', WRITE, []],
  [
    'a component that only names itself',
    `${PODS}\nloki.relabel "x" {\n forward_to = [loki.relabel.x.receiver]\n }`,
    ['ALLOY-UNUSED-1'],
  ],
  ['a pipeline', PODS, []],
  [
    'a destination beside one pipeline',
    `loki.source.api "a" {\n forward_to = [loki.write.w.receiver]\n }\n${WRITE}\n${WRITE.replace('"w"', '"x"')}`,
    ['ALLOY-UNUSED-1'],
  ],
  ['rules without lines', `${PODS}\nloki.relabel "x" {\n forward_to = []\n }`, []],
  [
    'a destination that a module exports',
    `declare "x" {\n ${WRITE}\n export "receiver" {\n value = loki.write.w.receiver\n }\n }`,
    [],
  ],
])('%s', (_name, files, ids) => {
  expect(brokenBy({ files }).filter((id) => id === 'ALLOY-UNUSED-1')).toEqual(ids);
});
