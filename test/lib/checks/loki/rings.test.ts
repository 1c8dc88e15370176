import { describeRules } from '../harness';
import { config } from './edits';
import { RING_RULES } from '../../../../lib/checks/loki/rings';

const CONFIG = 'ConfigMap loki/loki config.yaml';

describeRules(RING_RULES, [
  {
    rule: 'LOKI-RING-1',
    breaks: config('replication_factor: 3', 'replication_factor: 3\n  ring: {kvstore: {store: inmemory}}'),
    finds: [
      `${CONFIG} common.ring.kvstore.store: inmemory, but there are 23 pods; use memberlist, with memberlist.join_members`,
    ],
  },
  {
    rule: 'LOKI-RING-2',
    breaks: config(/ {2}join_members:\n.*\n/, ''),
    finds: [
      `${CONFIG} memberlist.join_members: missing, but 23 pods have to find each other; ` +
        'use the headless Service of the pods, with port 7946',
    ],
  },
  {
    rule: 'LOKI-RING-3',
    also: ['K8S-API-5'],
    breaks: (parts) => {
      parts.object('StatefulSet', 'loki-ingester')['kind'] = 'Deployment';
      config(/ {2}autoforget_unhealthy: true\n/, '')(parts);
    },
    finds: [
      `${CONFIG} ingester.autoforget_unhealthy: not true, so each rollout of Deployment loki/loki-ingester leaves ` +
        'unhealthy ingesters in the ring; use true, or a StatefulSet',
    ],
  },
]);
