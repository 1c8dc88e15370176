import { type Case, type Parts, describeRules } from '../harness';
import { REFERENCE_RULES } from '../../../../lib/checks/alloy/references';

const AT = 'ConfigMap alloy/alloy config.alloy';

/** Changes the configuration of Alloy. */
const edit =
  (from: string | RegExp, to: string): Case['breaks'] =>
  (parts: Parts) => {
    parts.replace('alloy', 'config.alloy', from, to);
  };

describeRules(REFERENCE_RULES, [
  {
    rule: 'ALLOY-REFERENCE-1',
    breaks: edit('[loki.process.audit.receiver]', '[loki.process.audti.receiver]'),
    finds: [
      `${AT} loki.source.file.audit: refers to loki.process.audti.receiver, which does not exist; write loki.process.audit.receiver`,
    ],
    also: ['ALLOY-UNUSED-1'],
  },
  {
    rule: 'ALLOY-REFERENCE-1',
    breaks: edit(
      '[loki.process.audit.receiver]',
      '[loki.process.audit.receiver, otelcol.receiver.loki.default.receiver]',
    ),
    finds: [
      `${AT} loki.source.file.audit: refers to otelcol.receiver.loki.default.receiver, which does not exist; add the component, or refer to an existing one`,
    ],
  },
  {
    rule: 'ALLOY-REFERENCE-2',
    breaks: edit('discovery.relabel.pods.output', 'discovery.relabel.pods.targets'),
    finds: [
      `${AT} loki.source.file.pods: refers to discovery.relabel.pods.targets, but discovery.relabel exports no targets; write discovery.relabel.pods.output or discovery.relabel.pods.rules`,
    ],
  },
  {
    rule: 'ALLOY-REFERENCE-2',
    breaks: edit('[loki.process.audit.receiver]', '[loki.process.audit.receiver, loki.write.loki]'),
    finds: [
      `${AT} loki.source.file.audit: refers to loki.write.loki, but loki.write exports no value of its own; write loki.write.loki.receiver`,
    ],
  },
  {
    rule: 'ALLOY-REFERENCE-3',
    breaks: edit(/(loki\.process "audit" \{\n\s*forward_to = \[)/, '$1loki.process.audit.receiver, '),
    finds: [`${AT} loki.process.audit: refers to itself; remove one of these references`],
  },
  {
    rule: 'ALLOY-REFERENCE-3',
    breaks: (parts) => {
      const { data } = parts.object('ConfigMap', 'alloy');
      const ring = (name: string, next: string) =>
        `loki.process "${name}" {\n  forward_to = [loki.process.${next}.receiver]\n}\n`;
      data['config.alloy'] += `\n${ring('one', 'two')}${ring('two', 'three')}${ring('three', 'one')}`;
    },
    finds: [
      `${AT} loki.process.one: refers to itself through loki.process.two, loki.process.three; remove one of these references`,
    ],
  },
]);
