import { problemText } from '../../../../charts/input/problems';
import { validateEnvironments } from '../../../../lib/environment/validate';
import { library, lines } from '../../app/loki-logging/doors';
import { prod } from './environments';

/** Fields with a host: where the problem is in an environment and in the library, and both with a host of one's choice. */
const FIELDS: readonly (readonly [
  path: string,
  property: string,
  environment: (host: string) => object,
  library: (host: string) => object,
])[] = [
  [
    'alloy.destinations[0].loki.url',
    'alloyDestinations[0].loki.url',
    (host) => ({ alloy: { destinations: [{ name: 'a', loki: { url: `https://${host}` } }] } }),
    (host) => ({ alloyDestinations: [{ name: 'a', loki: { url: `https://${host}` } }] }),
  ],
  [
    'alloy.kafka.brokers[0]',
    'alloyKafka.brokers[0]',
    (host) => ({ alloy: { kafka: { brokers: [`${host}:9092`] } } }),
    (host) => ({ alloyKafka: { brokers: [`${host}:9092`] } }),
  ],
  [
    'loki.alertmanagerUrl',
    'alertmanagerUrl',
    (host) => ({ loki: { alertmanagerUrl: `http://${host}:9093` } }),
    (host) => ({ alertmanagerUrl: `http://${host}:9093` }),
  ],
  [
    'storage.endpoint.url',
    'storeEndpoint.url',
    (host) => ({ storage: { endpoint: { url: `https://${host}:9000`, accessKey: { secret: 'minio' } } } }),
    (host) => ({ storeEndpoint: { url: `https://${host}:9000`, accessKey: { secret: 'minio' } } }),
  ],
  [
    'grafana.traces.url',
    'grafanaTraces.url',
    (host) => ({ grafana: { traces: { url: `https://${host}/\${__value.raw}` } } }),
    (host) => ({ grafanaTraces: { url: `https://${host}/\${__value.raw}` } }),
  ],
];

test.each(FIELDS)('%s has a host that can exist, in both doors', (path, property, environment, props) => {
  const found = (host: string) => [
    ...validateEnvironments(prod(environment(host))).map(problemText),
    ...lines(() => library(props(host))),
  ];
  expect(found('db.example.com')).toEqual([]);
  for (const host of ['db..example.com', `${'x'.repeat(64)}.example.com`]) {
    expect(found(host)).toEqual(
      [`environments.prod.${path}`, property].map((at) => expect.stringContaining(`${at}: `) as string),
    );
    expect(found(host).every((line) => line.includes(' has a host that cannot exist; write one such as '))).toBe(true);
  }
});
