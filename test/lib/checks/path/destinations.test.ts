import { checkManifests } from '../../../../lib/checks/check';
import { environmentCharts, type EnvironmentProps, resolveEnvironment } from '../../../../lib/environment/environment';
import type { Manifest } from '../../../../lib/manifests/manifest';
import { Manifests } from '../../../../lib/manifests/manifests';

type Alloy = NonNullable<EnvironmentProps['alloy']>;
type Destination = NonNullable<Alloy['destinations']>[number];

/** Findings of all rules about the objects of an environment, by rule. */
function findings(alloy: Alloy, from: 'secrets-manager' | 'kubernetes-secret' = 'kubernetes-secret'): string[] {
  const props = { account: '111122223333', region: 'us-east-1', cluster: { create: {} }, tenants: ['prod', 'shop'] };
  const environment = resolveEnvironment('prod', { ...props, credentials: { from }, alloy });
  const objects = environmentCharts(environment)
    .manifests()
    .flatMap((file) => file.objects as unknown as Manifest[]);
  const found = checkManifests({ manifests: new Manifests(objects) }).findings;
  return found.map(({ rule, path, found: what }) => `${rule.id} ${path}: ${what}`);
}

const CENTRAL: Destination = {
  name: 'central',
  loki: {
    url: 'https://loki.example.com:3443',
    tenant: 'all',
    username: 'shipper',
    passwordSecret: { name: 'central-loki', key: 'password' },
    ca: { secret: 'central-loki' },
  },
};
const COPY: Destination = { name: 'copy', loki: { url: 'http://loki.logs.svc.cluster.local:3100', attempts: 3 } };

describe('a second destination and labels of the node', () => {
  test.each(['secrets-manager', 'kubernetes-secret'] as const)('break no rule, with passwords in %s', (from) => {
    const nodeLabels = { zone: true, nodePool: true, instanceType: true, labels: ['example.com/team'] };
    expect(findings({ nodeLabels, destinations: [CENTRAL, COPY] }, from)).toEqual([]);
    expect(findings({ nodeLabels, destinations: [CENTRAL, { here: false }] }, from)).toEqual([]);
  });

  test('labels of the node break no rule with Kafka before Loki', () => {
    const nodeLabels = { zone: true, nodePool: 'metadata', instanceType: true, labels: ['example.com/team'] } as const;
    expect(findings({ nodeLabels, kafka: { brokers: ['kafka.kafka:9092'] } })).toEqual([]);
  });

  test('lines that have no place but one that drops them are a warning', () => {
    const found = findings({ destinations: [COPY, { here: { except: { sources: ['audit'] } } }] });
    expect(found).toEqual([
      'ALLOY-RETRY-2 ConfigMap alloy/alloy config.alloy loki.write.copy endpoint.max_backoff_retries: a batch is dropped after 3 retries',
    ]);
  });
});
