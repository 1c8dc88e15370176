import { type Case, type Parts, describeRules } from '../harness';
import { CONTAINER_FORMAT_RULES } from '../../../../lib/checks/alloy/container-format';

const AT = 'ConfigMap alloy/alloy config.alloy';

/** Changes the configuration of Alloy. */
const edit =
  (from: string | RegExp, to: string): Case['breaks'] =>
  (parts: Parts) => {
    parts.replace('alloy', 'config.alloy', from, to);
  };

/** Inserts a stage before those of the logs of pods, or after `stage.cri`. */
const before = (stage: string): Case['breaks'] => edit('stage.cri {', `${stage}\n\n\tstage.cri {`);

describeRules(CONTAINER_FORMAT_RULES, [
  {
    rule: 'ALLOY-CRI-1',
    breaks: edit(/\tstage\.cri \{[^}]*\}\n\n/, ''),
    finds: [
      `${AT} loki.source.file.pods: lines of '/var/log/pods/\${1}_\${2}_\${3}/\${4}/*.log' reach loki.write.loki without stage.cri; add stage.cri { } first in loki.process.pods`,
    ],
  },
  {
    rule: 'ALLOY-CRI-2',
    breaks: before('stage.label_drop {\n values = ["filename", "pod"]\n }'),
    finds: [
      `${AT} loki.process.pods stage.cri: has only namespace, container, app, job to identify the containers of loki.source.file.pods; put it before the stage that drops filename`,
    ],
  },
]);
