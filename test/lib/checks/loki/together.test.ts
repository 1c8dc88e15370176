import { TOGETHER_RULES } from '../../../../lib/checks/loki/together';
import { Manifests } from '../../../../lib/manifests/manifests';
import type { Manifest } from '../../../../lib/manifests/manifest';
import { describeRules } from '../harness';
import { config } from './edits';

const CONFIG = 'ConfigMap loki/loki config.yaml';

describeRules(TOGETHER_RULES, [
  {
    rule: 'LOKI-KEY-4',
    breaks: config('chunk_idle_period: 30m', 'chunk_idle_period: 30m\n  index_shards: 24'),
    finds: [`${CONFIG} ingester.index_shards: 24 is not a power of two; write 32, the default`],
  },
]);

/** A configuration with what every one has. */
const whole = (text: string): string =>
  [text, 'server: {}', ...(text.includes('schema_config') ? [] : ['schema_config: {configs: [{store: tsdb}]}'])].join(
    '\n',
  );

/** Objects of a Loki with a configuration. */
const objects = (text: string, args: readonly string[] = []): Manifest[] =>
  [
    { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'c' }, data: { 'c.yaml': whole(text) } },
    {
      ...{ apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'loki' } },
      spec: {
        selector: { matchLabels: { app: 'loki' } },
        template: {
          metadata: { labels: { app: 'loki' } },
          spec: {
            containers: [
              {
                ...{ name: 'loki', image: 'grafana/loki:3.7.6', args: ['-config.file=/c/c.yaml', ...args] },
                volumeMounts: [{ name: 'c', mountPath: '/c' }],
              },
            ],
            volumes: [{ name: 'c', configMap: { name: 'c' } }],
          },
        },
      },
    },
  ] as unknown as Manifest[];

const found = (text: string, args?: readonly string[]): string[] =>
  TOGETHER_RULES.flatMap(({ check }) => check({ manifests: new Manifests(objects(text, args)) })).map(
    ({ path, found: what }) => `${path.replace('ConfigMap c c.yaml ', '')}: ${what}`,
  );

/** Configurations that Loki 3.7.6 refuses with -verify-config. */
test.each([
  ['common: {storage: {s3: {bucketnames: a}, gcs: {bucket_name: b}}}', 'common.storage: has gcs and s3'],
  ['schema_config: {configs: []}', 'schema_config.configs: is empty'],
  [
    'limits_config: {retention_stream: [{selector: "{a=\\"b\\"}", priority: 1}]}',
    'limits_config.retention_stream[0].period: is missing',
  ],
  [
    'limits_config: {otlp_config: {log_attributes: [{action: drop, attributes: [a], regex: b}]}}',
    'limits_config.otlp_config.log_attributes[0]: has attributes and regex',
  ],
  [
    'limits_config: {otlp_config: {resource_attributes: {attributes_config: [{action: drop}]}}}',
    'limits_config.otlp_config.resource_attributes.attributes_config[0]: names no attribute',
  ],
  [
    'limits_config: {otlp_config: {scope_attributes: [{action: index_label, attributes: [a]}]}}',
    'limits_config.otlp_config.scope_attributes[0].action: index_label is for attributes of resources',
  ],
  [
    'ingester: {flush_op_backoff: {min_period: 2m}}',
    'ingester.flush_op_backoff.min_period: 2m is longer than max_period',
  ],
  [
    'ingester: {flush_op_backoff: {max_retries: 0}}',
    'ingester.flush_op_backoff.max_retries: 0, and no chunk is stored',
  ],
  [
    'ingester: {kafka_ingestion: {enabled: true}}\nkafka_config: {address: "k:9092"}',
    'kafka_config.topic: is missing, and Kafka is used',
  ],
  [
    'distributor: {ingester_writes_enabled: false}',
    'distributor.ingester_writes_enabled: false, and lines go to nobody else',
  ],
  ['ruler: {remote_write: {enabled: true}}', 'ruler.remote_write.clients: is empty, and enabled is true'],
  [
    'ruler: {remote_write: {clients: {a: {url: "http://p", headers: {Authorization: x}}}}}',
    'ruler.remote_write.clients.a.headers.Authorization: cannot be set here',
  ],
  [
    'storage_config: {named_stores: {aws: {s3: {bucketnames: a}}}}',
    'storage_config.named_stores.aws.s3: has the name of a store of Loki itself',
  ],
  [
    'storage_config: {named_stores: {aws: {x: {}}, gcs: {x: {}}}}',
    'storage_config.named_stores.gcs.x: has the name of a store before it',
  ],
  [
    'storage_config: {use_thanos_objstore: true, object_store: {storage_prefix: a/b}}',
    'storage_config.object_store.storage_prefix: a/b has other characters than letters, digits and hyphens',
  ],
  [
    'pattern_ingester: {lifecycler: {ring: {replication_factor: 3}}}',
    'pattern_ingester.lifecycler.ring.replication_factor: 3 is not 1',
  ],
])('%s', (text, expected) => {
  expect(found(text)).toEqual([expected]);
});

test.each([
  'common: {storage: {s3: {bucketnames: a}, filesystem: {}, hedging: {at: 0s}}}',
  'ingester: {index_shards: 16, flush_op_backoff: {min_period: 2m, max_period: 3m}}',
  'ruler: {remote_write: {enabled: true, client: {url: "http://p"}}}',
  'ruler: {remote_write: {enabled: true, clients: {a: {url: ""}}}}',
  'distributor: {ingester_writes_enabled: false, kafka_writes_enabled: true}',
  'limits_config: {otlp_config: {log_attributes: [{action: drop, regex: b.*}]}}',
])('%s is taken', (text) => {
  expect(found(text)).toEqual([]);
});

test('a flag may have what the configuration lacks', () => {
  const text = 'ingester: {kafka_ingestion: {enabled: true}}';
  expect(found(text, ['-kafka.topic=a'])).toEqual([]);
});
