import { show } from '../../../charts/input/problems';
import { flag } from '../../manifests/flags';
import { asList, at, type Block, isRecord, isText, record, records } from '../../manifests/shape';
import { seconds } from '../read/loki/duration';
import { type Finding, type ManifestsRule, Severity } from '../rule';
import { everyLoki, isLoki37 } from './every-loki';

/** Check of keys of a configuration. Paths begin at its top. */
type Check = (config: Block) => readonly Finding[];

/** A finding, if a condition holds. */
const findingIf = (isWrong: boolean, path: string, found: string, fix: string): Finding[] =>
  isWrong ? [{ path, found, fix }] : [];

/** Stores of which the common configuration has one. */
const STORES = ['azure', 'filesystem', 'gcs', 's3', 'bos', 'swift', 'alibabacloud', 'cos'];

/** True for a block that says something, and not only that nothing is set. */
const isSaid = (block: unknown): boolean =>
  isRecord(block) && Object.values(block).some((one) => isText(one) && one !== '');

const oneStore: Check = (config) => {
  const there = STORES.filter((name) => isSaid(at(config, `common.storage.${name}`)));
  return findingIf(
    there.length > 1,
    'common.storage',
    `has ${there.join(' and ')}`,
    'write one of them here, and others below storage_config',
  );
};

const schema: Check = (config) =>
  findingIf(
    'schema_config' in config && asList(at(config, 'schema_config.configs')).length === 0,
    'schema_config.configs',
    'is empty',
    'write a period, with store: tsdb and schema: v13',
  );

/** Findings about attributes of OTLP that are kept, dropped or made labels. */
const otlp: Check = (config) => {
  const block = record(at(config, 'limits_config.otlp_config'));
  const root = 'limits_config.otlp_config';
  const resource = `resource_attributes.attributes_config`;
  const places = [resource, 'scope_attributes', 'log_attributes'] as const;
  return places.flatMap((place) =>
    records(at(block, place)).flatMap(({ attributes, regex, action }, index) => {
      const path = `${root}.${place}[${index}]`;
      const [isNamed, isMatched] = [asList(attributes).length > 0, isText(regex) && regex !== ''];
      return [
        ...findingIf(isNamed && isMatched, path, 'has attributes and regex', 'write each as an item of its own'),
        ...findingIf(!isNamed && !isMatched, path, 'names no attribute', 'write attributes, or regex'),
        ...findingIf(
          place === 'scope_attributes' && action === 'index_label',
          `${path}.action`,
          'index_label is for attributes of resources',
          'use structured_metadata or drop',
        ),
      ];
    }),
  );
};

const streams: Check = (config) =>
  records(at(config, 'limits_config.retention_stream')).flatMap(({ period }, index) =>
    findingIf(
      period === undefined || period === null,
      `limits_config.retention_stream[${index}].period`,
      'is missing',
      'write one of at least 24h',
    ),
  );

const shards: Check = (config) => {
  const count = at(config, 'ingester.index_shards');
  const isTsdb = records(at(config, 'schema_config.configs')).some(({ store }) => store === 'tsdb');
  const isPower = typeof count !== 'number' || count <= 0 || Number.isInteger(Math.log2(count));
  return findingIf(
    isTsdb && !isPower,
    'ingester.index_shards',
    `${show(count)} is not a power of two`,
    'write 32, the default',
  );
};

/** Times between tries to store a chunk, as Loki has them. */
const [LEAST, MOST] = ['10s', '1m'];

const backoff: Check = (config) => {
  const block = record(at(config, 'ingester.flush_op_backoff'));
  const { min_period: least, max_period: most, max_retries: tries } = block;
  const isWrong = (seconds(least ?? LEAST) ?? 0) > (seconds(most ?? MOST) ?? Infinity);
  const path = 'ingester.flush_op_backoff';
  return [
    ...findingIf(
      isWrong,
      `${path}.min_period`,
      `${show(least ?? LEAST)} is longer than max_period`,
      'use a shorter one',
    ),
    ...findingIf(tries === 0, `${path}.max_retries`, '0, and no chunk is stored', 'leave it out'),
  ];
};

const writes: Check = (config) => {
  const isToKafka = at(config, 'distributor.kafka_writes_enabled') === true;
  const isToNobody = at(config, 'distributor.ingester_writes_enabled') === false && !isToKafka;
  const isOfKafka = at(config, 'ingester.kafka_ingestion.enabled') === true;
  return [
    ...findingIf(
      isToNobody,
      'distributor.ingester_writes_enabled',
      'false, and lines go to nobody else',
      'leave it out',
    ),
    ...findingIf(
      isOfKafka && !at(config, 'kafka_config.topic'),
      'kafka_config.topic',
      'is missing, and Kafka is used',
      'write its name',
    ),
  ];
};

const remoteWrite: Check = (config) => {
  const block = record(at(config, 'ruler.remote_write'));
  const clients = Object.entries(record(block['clients']));
  const named = clients.map(([name, client]) => [`clients.${name}`, record(client)] as const);
  return [
    ...findingIf(
      block['enabled'] === true && clients.length === 0 && !record(block['client'])['url'],
      'ruler.remote_write.clients',
      'is empty, and enabled is true',
      'write the URL of a Prometheus, or enabled: false',
    ),
    ...[...named, ['client', record(block['client'])] as const].flatMap(([name, client]) =>
      Object.keys(record(client['headers'])).flatMap((header) =>
        findingIf(
          header.toLowerCase() === 'authorization',
          `ruler.remote_write.${name}.headers.${header}`,
          'cannot be set here',
          'write authorization or basic_auth',
        ),
      ),
    ),
  ];
};

/** Names of stores of Loki itself. */
const OWN_STORES =
  /^(aws|aws-dynamo|s3|gcp|gcp-columnkey|bigtable|bigtable-hashed|gcs|azure|bos|swift|cassandra|filesystem|inmemory|grpc-store)$/;

const namedStores: Check = (config) => {
  const path = 'storage_config.named_stores';
  const names = Object.entries(record(at(config, path))).flatMap(([type, stores]) =>
    Object.keys(record(stores)).map((name) => ({ at: `${path}.${type}.${name}`, name })),
  );
  return names.flatMap(({ at: place, name }, index) => [
    ...findingIf(OWN_STORES.test(name), place, 'has the name of a store of Loki itself', 'rename it'),
    ...findingIf(
      names.findIndex((one) => one.name === name) < index,
      place,
      'has the name of a store before it',
      'rename one of them',
    ),
  ]);
};

const prefix: Check = (config) => {
  const value = at(config, 'storage_config.object_store.storage_prefix');
  const isWrong = isText(value) && !/^[\da-zA-Z-]*$/.test(value) && !value.includes('${');
  return findingIf(
    isWrong && at(config, 'storage_config.use_thanos_objstore') === true,
    'storage_config.object_store.storage_prefix',
    `${show(value)} has other characters than letters, digits and hyphens`,
    'leave them out',
  );
};

const patterns: Check = (config) => {
  const path = 'pattern_ingester.lifecycler.ring.replication_factor';
  const factor = at(config, path);
  return findingIf(typeof factor === 'number' && factor !== 1, path, `${show(factor)} is not 1`, 'leave it out');
};

/** Checks, with the flags whose values the configuration does not have. */
const CHECKS: readonly (readonly [check: Check, ...flags: string[]])[] = [
  [oneStore],
  [schema],
  [otlp],
  [streams],
  [shards, 'ingester.index-shards'],
  [backoff, 'ingester.flush-op-backoff-min-period', 'ingester.flush-op-backoff-max-period'],
  [writes, 'kafka.topic', 'distributor.kafka-writes-enabled'],
  [remoteWrite],
  [namedStores],
  [prefix],
  [patterns, 'pattern-ingester.distributor.replication-factor'],
];

const together: ManifestsRule = {
  id: 'LOKI-KEY-4',
  severity: Severity.ERROR,
  title: 'keys of the configuration that exclude or need each other fit together',
  why: 'Loki does not start, as `loki -verify-config` says',
  evidence: 'https://github.com/grafana/loki/blob/v3.7.6/pkg/loki/loki.go',
  check: everyLoki((loki) => {
    if (!isLoki37(loki)) return [];
    const isFlag = (name: string): boolean => loki.pods.some(({ container }) => flag(container, name) !== undefined);
    return CHECKS.filter(([, ...flags]) => !flags.some(isFlag)).flatMap(([check]) =>
      check(loki.config).map(({ path, ...rest }) => ({ ...rest, path: `${loki.path} ${path}` })),
    );
  }),
};

/** Rules about keys of the configuration that depend on each other. */
export const TOGETHER_RULES: readonly ManifestsRule[] = [together];
