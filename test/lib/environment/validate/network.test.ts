import { environment, ISSUER, library, lines } from '../../app/loki-logging/doors';

const CASES: readonly [what: string, network: object, problems: (path: (field: string) => string) => string[]][] = [
  [
    'labels of scrapers without a namespace',
    { metricsPods: { app: 'prometheus' } },
    (path) => [
      `${path('metricsPods')}: {"app":"prometheus"} has no effect, since metricsNamespaces names no namespace; leave it out`,
    ],
  ],
  [
    'a label that Kubernetes refuses',
    { metricsNamespaces: ['monitoring'], metricsPods: { app: 'my prometheus' } },
    (path) => [
      `${path('metricsPods')}.app: my prometheus is not a valid label value; use at most 63 letters, digits, hyphens, dots and underscores, with a letter or digit at both ends`,
    ],
  ],
  [
    'a target without a port',
    { rulerEgress: [{ namespace: 'monitoring' }] },
    (path) => [`${path('rulerEgress')}[0].port: missing; write a number, such as 9093`],
  ],
  [
    'a port that does not exist',
    { rulerEgress: [{ port: 70000 }] },
    (path) => [
      `${path('rulerEgress')}[0].port: 70000 is not a whole number of at least 1 and at most 65535; write one such as 9093`,
    ],
  ],
  [
    'an address that is not a range',
    { rulerEgress: [{ port: 9093, cidr: '10.0.0.300/8' }] },
    (path) => [
      `${path('rulerEgress')}[0].cidr: 10.0.0.300/8 is not an address range; write one such as '203.0.113.0/24'`,
    ],
  ],
  [
    'a range of IPv6',
    { rulerEgress: [{ port: 9093, cidr: '2001:db8::/32' }] },
    (path) => [
      `${path('rulerEgress')}[0].cidr: 2001:db8::/32 is a range of IPv6, and this takes IPv4; write one such as '203.0.113.0/24'`,
    ],
  ],
  [
    'a target with two places',
    { rulerEgress: [{ port: 9093, cidr: '10.0.0.0/8', namespace: 'monitoring' }] },
    (path) => [
      `${path('rulerEgress')}[0]: {"port":9093,"cidr":"10.0.0.0/8","namespace":"monitoring"} has both cidr and namespace; keep one of them, or write two targets`,
    ],
  ],
];

test.each(CASES)('%s is refused through both doors', (_what, network, problems) => {
  expect(lines(environment({ network }))).toEqual(problems((field) => `environments.team.network.${field}`));
  expect(lines(() => library(network))).toEqual(problems((field) => `Stack/Logging.${field}`));
});

describe('without network policies', () => {
  const NO_EFFECT = 'has no effect, since policies are off; leave it out';

  test.each<[object, string[]]>([
    [{ rulerEgress: [{ port: 9093 }] }, [`rulerEgress: [{"port":9093}] ${NO_EFFECT}`]],
    [{ clientNamespaces: ['tools'] }, [`clientNamespaces: ["tools"] ${NO_EFFECT}`]],
    [
      { metricsNamespaces: ['monitoring'], metricsPods: {} },
      [`metricsNamespaces: ["monitoring"] ${NO_EFFECT}`, `metricsPods: {} ${NO_EFFECT}`],
    ],
    // Namespaces of ours with pods of others get no level of Pod Security.
    [{ clientNamespaces: ['loki'], metricsNamespaces: ['alloy'] }, []],
    [{ clientNamespaces: [], metricsNamespaces: [] }, []],
  ])('%j is refused if it has no other use', (fields, problems) => {
    expect(lines(environment({ network: { policies: false, ...fields } }))).toEqual(
      problems.map((problem) => `environments.team.network.${problem}`),
    );
    expect(lines(() => library({ networkPolicies: false, ...fields }))).toEqual(
      problems.map((problem) => `Stack/Logging.${problem}`),
    );
  });

  test('monitoring reads the namespaces of scrapers', () => {
    const props = { network: { policies: false, metricsNamespaces: ['m'] }, monitoring: { from: 'scrape-config' } };
    expect(lines(environment(props))).toEqual([]);
  });
});

describe('a throughput without effect is refused through both doors', () => {
  test('of a component without a volume', () => {
    const sizes = { querier: { throughput: 200 } };
    const problem =
      '200 has no effect, as querier has no volume; leave it out; ingester, indexGateway, compactor, ruler have one';
    expect(lines(environment({ loki: { sizes } }))).toEqual([
      `environments.team.loki.sizes.querier.throughput: ${problem}`,
    ]);
    expect(lines(() => library({ sizes }))).toEqual([`Stack/Logging.sizes.querier.throughput: ${problem}`]);
  });

  test('with a StorageClass of your own', () => {
    const sizes = { ingester: { throughput: 200 } };
    const problem =
      '200 has no effect, since the StorageClass fast is your own; leave it out, and set it in that class';
    const existing = { name: 'team', oidcIssuer: ISSUER, storageClass: 'fast' };
    expect(lines(environment({ region: 'eu-west-1', cluster: { existing }, loki: { sizes } }))).toEqual([
      `environments.team.loki.sizes.ingester.throughput: ${problem}`,
    ]);
    expect(lines(() => library({ sizes, storageClassName: 'fast' }))).toEqual([
      `Stack/Logging.sizes.ingester.throughput: ${problem}`,
    ]);
  });
});
