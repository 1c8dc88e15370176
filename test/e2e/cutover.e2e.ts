import { describeWith, type ProgramName } from '../helpers/programs';
import { inDays } from '../../lib/environment/today';
import { LOKI_RIG } from './rig/cluster';
import { cutoverTests } from './suites/cutover';
import { LOKI } from './suites/cutover-releases';

const PROGRAMS: readonly ProgramName[] = [
  ...LOKI_RIG,
  'alloy',
  'promtail',
  'helm',
  'loki-chart',
  'promtail-chart',
  'bash',
  'curl',
];

/** A period of a schema, as values of the chart have it. */
const period = (from: string, store: string, schema: string) => ({
  ...{ from, store, schema, object_store: 's3' },
  index: { prefix: 'index_', period: '24h' },
});

describeWith(PROGRAMS, 'moving from the community chart, three writers of a simple scalable Loki', () => {
  cutoverTests({
    values: {
      deploymentMode: 'SimpleScalable',
      loki: { ...LOKI, schemaConfig: { configs: [period('2024-01-01', 'tsdb', 'v13')] } },
      write: { replicas: 3 },
      read: { replicas: 1 },
      backend: { replicas: 1 },
    },
    steps: [
      'Make the bucket safe',
      'Deploy the new Loki in the namespace loki, its compactor and ruler at 0',
      'Change the agents over',
      'Read both',
      'Drain the former ingesters',
      'One compactor, one ruler: stop the former, start the new',
      'After a day: remove the former installation',
    ],
  });
});

describeWith(PROGRAMS, 'moving from the community chart, one process with an index of boltdb and v12', () => {
  const former = period('2024-01-01', 'boltdb-shipper', 'v12');
  const values = (...configs: readonly object[]) => ({
    deploymentMode: 'SingleBinary',
    loki: {
      ...LOKI,
      commonConfig: { replication_factor: 1 },
      schemaConfig: { configs },
      limits_config: { allow_structured_metadata: false },
    },
    singleBinary: { replicas: 1 },
    ...Object.fromEntries(['write', 'read', 'backend'].map((part) => [part, { replicas: 0 }])),
  });
  cutoverTests({
    values: values(former),
    // Its day has begun: the first lines are older, as if it had been waited for.
    upgraded: values(former, period(inDays(-1), 'tsdb', 'v13')),
    age: 3,
    steps: [
      'Make the bucket safe',
      'Add a period that both Lokis write',
      'Deploy the new Loki in the namespace loki, its compactor and ruler at 0',
      'Change the agents over',
      'Read both',
      'Drain the former ingesters',
      'One compactor, one ruler: stop the former, start the new',
      'After a day: remove the former installation',
    ],
  });
});
