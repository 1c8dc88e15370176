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
]);
