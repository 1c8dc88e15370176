import { type Parts, describeRules } from '../harness';
import { config } from './edits';
import { WAL_RULES } from '../../../../lib/checks/loki/wal';

const CONFIG = 'ConfigMap loki/loki config.yaml';
const INGESTER = 'StatefulSet loki/loki-ingester';

/** The volume of a StatefulSet's claims as scratch space. */
const scratch = (name: string) => (parts: Parts) => {
  delete parts.object('StatefulSet', name)['spec'].volumeClaimTemplates;
  parts.pod('StatefulSet', name)['volumes'].push({ name: 'data', emptyDir: {} });
};

describeRules(WAL_RULES, [
  {
    rule: 'LOKI-WAL-1',
    breaks: scratch('loki-ingester'),
    finds: [
      `${INGESTER} spec.template.spec.volumes[data]: the write-ahead log in /var/loki/wal is on emptyDir data, ` +
        'which is deleted with the pod; mount a claim of volumeClaimTemplates there',
    ],
  },
  {
    rule: 'LOKI-WAL-1',
    breaks: config('dir: /var/loki/wal', 'dir: /wal'),
    finds: [
      `${INGESTER} spec.template.spec.containers[ingester].volumeMounts: the write-ahead log in /wal is on no volume, ` +
        'which is deleted with the container; mount a claim of volumeClaimTemplates there',
    ],
  },
  {
    rule: 'LOKI-WAL-3',
    breaks: config(/ {4}enabled: true\n {4}dir/, '    enabled: false\n    dir'),
    finds: [`${CONFIG} ingester.wal.enabled: false, so lines are in memory only; remove it: the default is true`],
  },
]);
