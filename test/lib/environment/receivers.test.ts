import { problemText } from '../../../charts/input/problems';
import { checkCharts } from '../../../lib/checks/checked-charts';
import * as environments from '../../../lib/environment';
import { resolveEnvironment } from '../../../lib/environment/environment';
import type { EnvironmentProps } from '../../../lib/environment/props';
import { validateEnvironments } from '../../../lib/environment/validate';
import { blocksOf, exportsOf, pageOf } from '../../helpers/pages';
import { environment, library, lines } from '../app/loki-logging/doors';

const problemsOf = (alloy: object) =>
  validateEnvironments({ prod: { cluster: { create: {} }, alloy } } as never).map(problemText);

test.each<[string, object, string]>([
  [
    'a word',
    { push: 'yes' },
    "push: yes is not true, false or an object; write one such as { clientNamespaces: ['shop'] }",
  ],
  ['a list', { otlp: [] }, 'otlp: [] is not true, false or an object'],
  [
    'a misspelt field',
    { push: { clientNamespace: ['a'] } },
    'push.clientNamespace: not a key; did you mean clientNamespaces?',
  ],
  [
    'an invalid namespace',
    { otlp: { clientNamespaces: ['A'] } },
    'otlp.clientNamespaces[0]: A is not a valid namespace name',
  ],
  [
    'an invalid range',
    { syslog: { clientRanges: ['10.0.0.1'] } },
    "syslog.clientRanges[0]: 10.0.0.1 is not an address range; write '10.0.0.1/32' for this one address",
  ],
  [
    'a range that begins within itself',
    { syslog: { clientRanges: ['10.0.0.1/16'] } },
    "syslog.clientRanges[0]: 10.0.0.1/16 does not begin at its first address; write '10.0.0.0/16'",
  ],
  ['TLS without a Secret', { push: { tls: {} } }, "push.tls.secretName: missing; write one such as 'receiver-tls'"],
  [
    'TLS as a switch',
    { push: { tls: true } },
    "push.tls: true is not an object; write one such as { secretName: 'receiver-tls' }",
  ],
  [
    'an invalid name of a Secret',
    { push: { tls: { secretName: 'A b' } } },
    'push.tls.secretName: A b is not a valid Kubernetes name',
  ],
  ['a tenant that cannot be', { otlp: { tenant: 'a/b' } }, 'otlp.tenant: a/b'],
  ['no tenants', { push: { tenants: [] } }, 'push.tenants: [] is empty; write at least one, or leave it out'],
  [
    'a tenant, and tenants to choose',
    { push: { tenant: 'prod', tenants: ['prod'] } },
    'push.tenant: prod, and tenants lets senders choose; leave one of the two out',
  ],
  ['a way that is not a switch', { otlp: { direct: 'loki' } }, 'otlp.direct: loki is not true or false'],
  ['a way for syslog', { syslog: { direct: true } }, 'syslog.direct: not a key'],
  ['tenants to choose for OTLP', { otlp: { tenants: ['prod'] } }, 'otlp.tenants: not a key; did you mean tenant?'],
  [
    'Firehose without its key',
    { firehose: {} },
    "firehose.accessKey: missing; write one such as { secretName: 'firehose' }",
  ],
  ['Firehose as a switch', { firehose: true }, 'firehose: true is not an object'],
  [
    'a key that no Secret has',
    { firehose: { accessKey: { secretName: 'firehose', key: 'a/b' } } },
    'firehose.accessKey.key: a/b is not a key of a Secret',
  ],
])('%s: refused', (_what, alloy, message) => {
  expect(problemsOf(alloy)).toEqual([expect.stringContaining(`environments.prod.alloy.${message}`)]);
});

test('a receiver that nobody may reach, and a tenant that nobody has, are refused through both doors', () => {
  const nobody = 'push: listens on port 3500, and no namespace may reach it; name them in clientNamespaces, such as';
  expect(lines(environment({ alloy: { push: true } }))).toEqual([expect.stringContaining(`alloy.${nobody}`)]);
  expect(lines(() => library({ alloySources: { push: true } }))).toEqual([
    expect.stringContaining(`alloySources.${nobody}`),
  ]);
  expect(lines(environment({ alloy: { push: true }, network: { policies: false } }))).toEqual([]);
  const otlp = { clientNamespaces: ['shop'], tenant: 'nobody' };
  expect(lines(environment({ alloy: { otlp } }))).toEqual([
    expect.stringContaining('alloy.otlp.tenant: nobody is not one'),
  ]);
  expect(lines(() => library({ alloySources: { otlp } }))).toEqual([
    expect.stringContaining('alloySources.otlp.tenant: nobody is not one'),
  ]);
});

test('all receivers on, with and without TLS: no rule finds anything that it does not find without them', () => {
  const found = (alloy: object) =>
    checkCharts([
      resolveEnvironment('prod', {
        ...{ account: '111122223333', region: 'us-east-1', cluster: { create: {} }, tenants: ['prod', 'apps'], alloy },
      } as EnvironmentProps),
    ]).flatMap(({ findings }) => findings.map(({ rule, path }) => `${rule} ${path}`));
  const from = { clientNamespaces: ['shop'], clientRanges: ['10.0.0.0/16'], tenant: 'apps' };
  const all = (each: object) => ({
    ...{ push: each, otlp: each, syslog: each },
    firehose: { ...each, accessKey: { secretName: 'firehose' } },
  });
  const tls = { secretName: 'receiver-tls', clientCaSecretName: 'clients' };
  expect(found(all(from))).toEqual(found({}));
  expect(found(all({ ...from, tls }))).toEqual(found({}));
  const piped = { ...all(from), otlp: { ...from, direct: false } };
  expect(found(piped)).toEqual(found({}));
  const kafka = { brokers: ['kafka.kafka:9092'] };
  expect(found({ ...piped, kafka })).toEqual(found({ kafka }));
});

const PAGE = pageOf('how-to/receivers.md');

test.each(blocksOf(PAGE).map((text) => [text]))('the environment on the page is valid: %#', (text) => {
  const { prod } = exportsOf<{ default: { prod: EnvironmentProps } }>(text, () => environments).default;
  const charts = environment(prod)();
  expect(Object.keys(charts.alloy.configs)).toContain('alloy-receivers');
});

test('the addresses on the page are those of the Service', () => {
  const each = { clientNamespaces: ['shop'] };
  const alloy = { push: each, otlp: each, syslog: each, firehose: { ...each, accessKey: { secretName: 'firehose' } } };
  const objects = environment({ alloy })().alloy.toJson() as {
    kind: string;
    metadata: { name: string };
    spec: Ports;
  }[];
  const service = objects.find(({ kind, metadata }) => kind === 'Service' && metadata.name === 'alloy-receivers');
  const ports = service?.spec.ports.map(({ port }) => port).filter((port) => port !== 12345) ?? [];
  expect(ports).toHaveLength(5);
  for (const port of ports) expect(PAGE).toMatch(new RegExp(`alloy:${port}\\b`));
});

interface Ports {
  readonly ports: readonly { readonly port: number }[];
}
