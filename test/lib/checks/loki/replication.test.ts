import { Parts, type Loose, describeRules } from '../harness';
import { config } from './edits';
import { REPLICATION_RULES } from '../../../../lib/checks/loki/replication';

const CONFIG = 'ConfigMap loki/loki config.yaml';
const INGESTER = 'StatefulSet loki/loki-ingester';

const replicas = (kind: string, name: string, count: number) => (parts: Parts) => {
  parts.object(kind, name)['spec'].replicas = count;
};

/** Ingesters in a second StatefulSet, as in another zone. */
const secondZone = (parts: Parts): Loose => {
  const second = structuredClone(parts.object('StatefulSet', 'loki-ingester'));
  second['metadata'].name = 'loki-ingester-b';
  for (const labels of [second['spec'].selector.matchLabels, second['spec'].template.metadata.labels]) {
    labels['rollout'] = 'b';
  }
  parts.objects.push(second);
  return second;
};

/** A flag of the components that know the ingesters. */
const awareness =
  (value: boolean, ...of: readonly (readonly [string, string])[]) =>
  (parts: Parts) => {
    for (const [kind, name] of of)
      parts.pod(kind, name).containers[0].args.push(`-distributor.zone-awareness-enabled=${value}`);
  };
const USERS = [
  ['Deployment', 'loki-distributor'],
  ['Deployment', 'loki-querier'],
  ['StatefulSet', 'loki-ruler'],
] as const;
const aware = config(
  / {4}min_ready_duration: 5s\n/,
  '    min_ready_duration: 5s\n    ring: { zone_awareness_enabled: true }\n',
);

test('zones are needed where a component knows of zones: a flag is above the configuration', () => {
  const findings = (...changes: ((parts: Parts) => unknown)[]): number => {
    const parts = new Parts('prod');
    for (const change of changes) change(parts);
    return parts.findings.filter((line) => line.startsWith('LOKI-REPLICATION-4')).length;
  };
  expect(findings(aware)).toBe(1);
  expect(findings(aware, awareness(false, ...USERS))).toBe(0);
  expect(findings(aware, awareness(false, ...USERS.slice(1)))).toBe(1);
  expect(findings(awareness(true, ...USERS.slice(1, 2)))).toBe(1);
});

describeRules(REPLICATION_RULES, [
  {
    rule: 'LOKI-REPLICATION-1',
    breaks: replicas('StatefulSet', 'loki-ingester', 2),
    finds: [
      `${CONFIG} common.replication_factor: 3 is more than the 2 ingesters of ${INGESTER}; run 3 ingesters, or use 2`,
    ],
  },
  {
    rule: 'LOKI-REPLICATION-1',
    breaks: (parts) => {
      config(/ {2}replication_factor: 3\n/, '')(parts);
      delete parts.object('StatefulSet', 'loki-ingester')['spec'].replicas;
    },
    finds: [
      `${CONFIG} common.replication_factor: the default 3 is more than the 1 ingester of ${INGESTER}; ` +
        'run 3 ingesters, or use 1',
    ],
  },
  {
    rule: 'LOKI-REPLICATION-2',
    breaks: config('replication_factor: 3', 'replication_factor: 1'),
    finds: [
      `${CONFIG} common.replication_factor: 1, so each line is in a single ingester; use 3, with three ingesters`,
    ],
  },
  {
    rule: 'LOKI-REPLICATION-2',
    breaks: config('replication_factor: 3', 'replication_factor: 2'),
    finds: [
      `${CONFIG} common.replication_factor: 2 copies, both of which must be written; use 3, with three ingesters`,
    ],
  },
  {
    rule: 'LOKI-REPLICATION-4',
    breaks: config('replication_factor: 3', 'replication_factor: 3\n  ring: {zone_awareness_enabled: true}'),
    finds: [
      `${CONFIG} common.replication_factor: 3 is more than the zones of the ingesters: none; ` +
        'run ingesters in 3 zones, each with its -ingester.availability-zone',
    ],
  },
  {
    rule: 'LOKI-REPLICATION-5',
    breaks: secondZone,
    also: ['CLUSTER-NODES-1'],
    finds: [
      `${INGESTER}-b spec.updateStrategy.type: a change restarts its ingesters and those of ${INGESTER} at the same time; ` +
        'use OnDelete and the rollout-operator, or one StatefulSet',
    ],
  },
]);
