import { problemText } from '../../../charts/input/problems';
import { validateEnvironments } from '../../../lib/environment/validate';
import { library, lines } from '../app/loki-logging/doors';

const files = [{ name: 'app', paths: ['/var/log/app.log'], tenant: 'shpo' }];
const kafkaTopics = [{ name: 'orders', brokers: ['kafka.kafka:9092'], topic: 'orders', tenant: 'shpo' }];
const processing = [{ level: true, tenant: 'shpo' }];
const sources = {
  ...{ files, kafkaTopics, otlp: { tenant: 'shpo' }, syslog: { tenant: 'shpo' } },
  firehose: { accessKey: { secretName: 'firehose' }, tenant: 'shpo' },
  push: { tenants: ['shop', 'shpo'] },
  pods: { annotations: { tenants: ['shop', 'shpo'] } },
};
const PATHS = [
  ...['files[0].tenant', 'processing[0].tenant', 'kafkaTopics[0].tenant', 'otlp.tenant', 'syslog.tenant'],
  ...['firehose.tenant', 'push.tenants[1]', 'pods.annotations.tenants[1]'],
];
const found = 'shpo is not one of the tenants, prod, shop; did you mean shop?';

test('an environment names every field with an unknown tenant at once, in the same words', () => {
  const alloy = { ...sources, processing };
  const problems = validateEnvironments({
    prod: { cluster: { create: {} }, tenants: ['prod', 'shop'], alloy },
  } as never);
  expect(problems.map(problemText)).toEqual(PATHS.map((path) => `environments.prod.alloy.${path}: ${found}`));
});

test('LokiLogging does, by the names of its properties', () => {
  const refused = lines(() =>
    library({ tenants: ['prod', 'shop'], alloySources: sources, alloyProcessing: processing } as never),
  );
  expect(refused).toEqual(
    PATHS.map((path) => {
      const property = path.startsWith('processing')
        ? path.replace('processing', 'alloyProcessing')
        : `alloySources.${path}`;
      return expect.stringMatching(
        new RegExp(`\\.${property.replace(/[.[\]]/g, '\\$&')}: ${found.replace('?', '\\?')}$`),
      );
    }),
  );
});

test('a field that is wrong alone is reported alone', () => {
  const alloy = { files: [{ name: 'app', tenant: 'shpo' }], otlp: { tenant: 'nobody' } };
  const problems = validateEnvironments({ prod: { cluster: { create: {} }, alloy } } as never).map(problemText);
  expect(problems).toEqual([
    expect.stringContaining('alloy.files[0].paths: missing'),
    'environments.prod.alloy.otlp.tenant: nobody is not one of the tenants, prod; add nobody to them, or leave it out',
  ]);
});

test('a list without a tenant is one problem', () => {
  const problems = validateEnvironments({
    prod: { cluster: { create: {} }, tenants: [], alloy: { processing } },
  } as never);
  expect(problems.map(({ path }) => path)).toEqual(['environments.prod.tenants']);
});
