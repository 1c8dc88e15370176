import { LOKI_ENVIRONMENT_RULES, LOKI_RULES } from '../../../../lib/checks/loki';
import { type Case, describeRules, type Loose, type Parts } from '../harness';

const CONFIG = 'ConfigMap loki/loki config.yaml';
const INGESTER = 'StatefulSet loki/loki-ingester';

const config =
  (from: string | RegExp, to: string) =>
  (parts: Parts): void =>
    parts.replace('loki', 'config.yaml', from, to);

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

/** The volume of a StatefulSet's claims as scratch space. */
const scratch = (name: string) => (parts: Parts) => {
  delete parts.object('StatefulSet', name)['spec'].volumeClaimTemplates;
  parts.pod('StatefulSet', name)['volumes'].push({ name: 'data', emptyDir: {} });
};

const replication: Case[] = [
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
    finds: [`${CONFIG} common.replication_factor: 1, so a line is in one ingester only; use 3, with three ingesters`],
  },
  {
    rule: 'LOKI-REPLICATION-2',
    breaks: config('replication_factor: 3', 'replication_factor: 2'),
    finds: [`${CONFIG} common.replication_factor: 2 copies, and both must be written; use 3, with three ingesters`],
  },
  {
    rule: 'LOKI-REPLICATION-3',
    breaks: (parts) =>
      (parts.object('PodDisruptionBudget', 'loki-ingester')['spec'] = {
        selector: parts.object('PodDisruptionBudget', 'loki-ingester')['spec'].selector,
        minAvailable: '20%',
      }),
    finds: [
      'PodDisruptionBudget loki/loki-ingester spec.minAvailable: 20% lets 2 of 3 ingesters go at once, ' +
        'and of 3 copies 1 may be away; use maxUnavailable: 1',
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
    finds: [
      `${INGESTER}-b spec.updateStrategy.type: a change rolls its ingesters and those of ${INGESTER} at once; ` +
        'use OnDelete and the rollout-operator, or one StatefulSet',
    ],
  },
];

const pods: Case[] = [
  {
    rule: 'LOKI-STORAGE-2',
    breaks: config('object_store: s3', 'object_store: filesystem'),
    finds: [`${CONFIG} schema_config.configs[0].object_store: filesystem, and 23 pods have a disk each; use s3`],
  },
  {
    rule: 'LOKI-COMPACTOR-1',
    breaks: (parts) => {
      replicas('StatefulSet', 'loki-compactor', 2)(parts);
      const budget = structuredClone(parts.object('PodDisruptionBudget', 'loki-ingester'));
      budget['metadata'].name = 'loki-compactor';
      budget['spec'].selector = parts.object('StatefulSet', 'loki-compactor')['spec'].selector;
      parts.objects.push(budget);
    },
    finds: ['StatefulSet loki/loki-compactor spec.replicas: 2 compactors; run one'],
  },
  {
    rule: 'LOKI-COMPACTOR-2',
    breaks: scratch('loki-compactor'),
    finds: [
      'StatefulSet loki/loki-compactor spec.template.spec.volumes[data]: the marks in /var/loki/compactor are on ' +
        'emptyDir data; ' +
        'mount a claim of volumeClaimTemplates there, or set compactor.deletion_marker_object_store_prefix',
    ],
  },
  {
    rule: 'LOKI-RING-1',
    breaks: config('replication_factor: 3', 'replication_factor: 3\n  ring: {kvstore: {store: inmemory}}'),
    finds: [
      `${CONFIG} common.ring.kvstore.store: inmemory, and there are 23 pods; use memberlist, with memberlist.join_members`,
    ],
  },
  {
    rule: 'LOKI-RING-2',
    breaks: config(/ {2}join_members:\n.*\n/, ''),
    finds: [
      `${CONFIG} memberlist.join_members: missing, and 23 pods have to find each other; ` +
        'use the headless Service of the pods, with port 7946',
    ],
  },
  {
    rule: 'LOKI-RING-3',
    breaks: (parts) => {
      parts.object('StatefulSet', 'loki-ingester')['kind'] = 'Deployment';
      config(/ {2}autoforget_unhealthy: true\n/, '')(parts);
    },
    finds: [
      `${CONFIG} ingester.autoforget_unhealthy: not true, and each roll of Deployment loki/loki-ingester leaves ` +
        'ingesters that never come back; use true, or a StatefulSet',
    ],
  },
  {
    rule: 'LOKI-WAL-1',
    breaks: scratch('loki-ingester'),
    finds: [
      `${INGESTER} spec.template.spec.volumes[data]: the write-ahead log in /var/loki/wal is on emptyDir data, ` +
        'which goes with the pod; mount a claim of volumeClaimTemplates there',
    ],
  },
  {
    rule: 'LOKI-WAL-1',
    breaks: config('dir: /var/loki/wal', 'dir: /wal'),
    finds: [
      `${INGESTER} spec.template.spec.containers[ingester].volumeMounts: the write-ahead log in /wal is on no volume, ` +
        'which goes with the container; mount a claim of volumeClaimTemplates there',
    ],
  },
  {
    rule: 'LOKI-WAL-3',
    breaks: config(/ {4}enabled: true\n {4}dir/, '    enabled: false\n    dir'),
    finds: [`${CONFIG} ingester.wal.enabled: false, so lines are in memory only; leave it out: it is on by default`],
  },
  {
    rule: 'LOKI-CACHE-1',
    breaks: (parts) => (parts.pod('StatefulSet', 'loki-chunks-cache')['containers'][0].resources.limits.memory = '1Gi'),
    finds: [
      'StatefulSet loki/loki-chunks-cache spec.template.spec.containers[memcached].resources.limits.memory: ' +
        '1Gi is not more than the 4096 MiB that memcached fills; use 4916Mi, or let it fill less',
    ],
  },
  {
    rule: 'LOKI-CACHE-2',
    breaks: (parts) => {
      const [container] = parts.pod('StatefulSet', 'loki-chunks-cache')['containers'];
      container.args = container.args.filter((arg: string) => !arg.startsWith('--max-item-size'));
    },
    finds: [
      'StatefulSet loki/loki-chunks-cache spec.template.spec.containers[memcached].args: ' +
        'items of up to 1048576 bytes, and chunks have 1572864; use --max-item-size=2m',
    ],
  },
];

const volume: Case[] = [
  {
    rule: 'LOKI-WAL-2',
    breaks: (parts) => {
      const [claim] = parts.object('StatefulSet', 'loki-ingester')['spec'].volumeClaimTemplates;
      claim.spec.resources.requests.storage = '10Gi';
    },
    finds: [
      `${INGESTER} spec.volumeClaimTemplates[data].spec.resources.requests.storage: ` +
        '10Gi does not hold the 15.4 GiB of log that 5.5 MB/s make; use at least 31Gi, for busy hours',
    ],
  },
  {
    rule: 'LOKI-LIMITS-1',
    breaks: config('ingestion_rate_mb: 25', 'ingestion_rate_mb: 2'),
    finds: [
      `${CONFIG} limits_config.ingestion_rate_mb: all tenants together may send 4 MB/s, less than the 5.5 MB/s that ` +
        '500 GB a day are; use at least 23, or write the volume that is logged',
    ],
  },
  {
    rule: 'LOKI-LIMITS-2',
    breaks: (parts) => {
      config('ingestion_rate_mb: 25', 'ingestion_rate_mb: 8')(parts);
      parts.replace('loki-runtime', 'runtime-config.yaml', '{}', '{apps: {ingestion_rate_mb: 1}}');
    },
    finds: [
      'ConfigMap loki/loki-runtime runtime-config.yaml overrides.apps.ingestion_rate_mb: ' +
        'all tenants together may send 9 MB/s, less than twice the 5.5 MB/s that 500 GB a day are; ' +
        'use at least 23, or write the volume that is logged',
    ],
  },
];

/** The rules of loki-config.test.ts and loki-limits.test.ts. */
const CONFIG_ONLY = /^LOKI-(KEY|YAML|SCHEMA|STORAGE-[134]|RETENTION|TENANT|AUTH|TIMEOUT|LIMITS-3)/;

describeRules(
  [...LOKI_RULES, ...LOKI_ENVIRONMENT_RULES].filter(({ id }) => !CONFIG_ONLY.test(id)),
  [...replication, ...pods, ...volume],
);
