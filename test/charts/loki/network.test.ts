import { type KubernetesObject, makeCharts, objectOf, objectsOf } from '../../helpers/charts';
import { SCRAPERS } from '../../../charts/kubernetes/network';
import { IdentityKind, WorkloadIdentity } from '../../../charts/endpoint/identity';
import { selects } from '../../../lib/manifests/selectors';
import { container, workloads } from './helpers';

const ROLE = 'arn:aws:iam::111122223333:role/loki-test';

const MONITORING = { namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'monitoring' } } };
const SCRAPER_PODS = {
  matchExpressions: [{ key: 'app.kubernetes.io/name', operator: 'In', values: [...SCRAPERS] }],
};

const INGESTERS = { matchLabels: { 'app.kubernetes.io/name': 'loki', 'app.kubernetes.io/component': 'ingester' } };

const portsOf = (rule: { ports: { protocol: string; port: number }[] }) =>
  rule.ports.map(({ protocol, port }) => `${protocol} ${port}`).sort();

describe('network policies', () => {
  test('deny all other traffic in and out of every pod of Loki', () => {
    const { podSelector, policyTypes } = objectOf(makeCharts(), 'NetworkPolicy', 'loki-default-deny').spec;
    expect(policyTypes).toEqual(['Ingress', 'Egress']);
    const pods = [...workloads().values()].map(({ spec }) => spec.template.metadata.labels);
    expect(pods).toHaveLength(13);
    expect(pods.filter((labels) => !selects(podSelector, labels))).toEqual([]);
  });

  test('leave pods of others in the same namespace alone', () => {
    const identity = new WorkloadIdentity({ namespace: 'monitoring', serviceAccountName: 'loki', roleArn: ROLE });
    const charts = makeCharts({ identity }, { grafanaNamespace: 'monitoring' });
    const policies = objectsOf(charts).filter(({ kind }) => kind === 'NetworkPolicy');
    const others: Record<string, string>[] = [{ 'app.kubernetes.io/name': 'grafana' }, { 'k8s-app': 'kube-dns' }, {}];
    expect(policies.length).toBeGreaterThan(4);
    expect(policies.filter(({ spec }) => others.some((labels) => selects(spec.podSelector, labels)))).toEqual([]);
  });

  test('let pods of Loki reach each other on every port they listen on, and DNS, and nothing else', () => {
    const { podSelector, policyTypes, ingress, egress } = objectOf(makeCharts(), 'NetworkPolicy', 'loki-internal').spec;
    const pods = [{ podSelector: { matchLabels: { 'app.kubernetes.io/name': 'loki' } } }];
    const listening = [...workloads()].flatMap(([name, object]) =>
      name === 'gateway' ? [] : container(object).ports.map((one: { containerPort: number }) => one.containerPort),
    );
    const between = [...new Set(listening)].map((port) => `TCP ${port}`).sort();
    expect({ podSelector, policyTypes }).toEqual({ ...pods[0], policyTypes: ['Ingress', 'Egress'] });
    expect(ingress.map((rule: { from: unknown }) => rule.from)).toEqual([pods]);
    expect(portsOf(ingress[0])).toEqual(between);
    expect(egress[0].to).toEqual(pods);
    expect(portsOf(egress[0])).toEqual(between);
    expect(egress[1]).toEqual({ to: [{ podSelector: INGESTERS }] });
    expect(egress.slice(2).map(portsOf)).toEqual([['TCP 53', 'UDP 53']]);
  });

  test('let pods of Loki, and no others, reach the ingesters on every port', () => {
    expect(objectOf(makeCharts(), 'NetworkPolicy', 'loki-ingester').spec).toEqual({
      podSelector: INGESTERS,
      policyTypes: ['Ingress'],
      ingress: [{ from: [{ podSelector: { matchLabels: { 'app.kubernetes.io/name': 'loki' } } }] }],
    });
  });

  test('let namespaces that scrape metrics reach the ports of metrics, and no others', () => {
    const charts = makeCharts({ metricsNamespaces: ['monitoring'] });
    const { podSelector, policyTypes, ingress } = objectOf(charts, 'NetworkPolicy', 'loki-metrics').spec;
    expect(podSelector).toEqual({ matchLabels: { 'app.kubernetes.io/name': 'loki' } });
    expect(policyTypes).toEqual(['Ingress']);
    expect(ingress).toEqual([
      {
        from: [{ ...MONITORING, podSelector: SCRAPER_PODS }],
        ports: [3100, 9150].map((port) => ({ protocol: 'TCP', port })),
      },
    ]);
    expect(objectsOf(makeCharts()).map(({ metadata }) => metadata.name)).not.toContain('loki-metrics');
  });

  test.each([
    ['Prometheus', { 'app.kubernetes.io/name': 'prometheus', prometheus: 'k8s' }, true],
    ['Alloy', { 'app.kubernetes.io/name': 'alloy' }, true],
    ['Alertmanager beside it', { 'app.kubernetes.io/name': 'alertmanager' }, false],
    ['a pod without labels', {}, false],
  ])('admit programs that scrape, by their labels: %s', (_who, labels, admitted) => {
    expect(selects(SCRAPER_PODS, labels as Record<string, string>)).toBe(admitted);
  });

  test('admit other scrapers by labels of your own, in the policies of Loki and of every collector', () => {
    const labels = { app: 'my-scraper' };
    const charts = makeCharts({ metricsNamespaces: ['monitoring'], metricsPods: labels });
    const admitting = objectsOf(charts).filter((object) => JSON.stringify(object).includes('my-scraper'));
    expect(admitting.map(({ metadata }) => metadata.name)).toEqual(['loki-metrics', 'alloy', 'alloy-events']);
    for (const { spec } of admitting) {
      expect(spec.ingress[0].from).toEqual([{ ...MONITORING, podSelector: { matchLabels: labels } }]);
    }
  });

  test.each([
    ['http://alertmanager.monitoring:9093', 9093],
    ['http://alertmanager.monitoring', 80],
    ['https://alerts.example.com/path', 443],
  ])('let the ruler reach the port of %s', (alertmanagerUrl, port) => {
    const { podSelector, policyTypes, egress } = objectOf(
      makeCharts({ alertmanagerUrl }),
      'NetworkPolicy',
      'loki-ruler',
    ).spec;
    expect(podSelector.matchLabels['app.kubernetes.io/component']).toBe('ruler');
    expect(policyTypes).toEqual(['Egress']);
    expect(egress).toEqual([{ ports: [{ protocol: 'TCP', port }] }]);
  });

  const rulerEgress = (props: Parameters<typeof makeCharts>[0]) =>
    objectOf(makeCharts(props), 'NetworkPolicy', 'loki-ruler').spec.egress;
  const url = (port: number) => `http://receiver.monitoring:${port}/api/v1/write`;

  test.each<[string, Parameters<typeof makeCharts>[0], number[]]>([
    [
      'remote write of its own',
      {
        config: {
          ruler: { remote_write: { enabled: true, clients: { a: { url: url(9090) }, b: { url: url(9009) } } } },
        },
      },
      [9090, 9009],
    ],
    [
      'an Alertmanager of a tenant',
      { tenantLimits: { apps: { ruler_alertmanager_config: { alertmanager_url: 'http://am:9094,http://am:9095' } } } },
      [9094, 9095],
    ],
    [
      'an Alertmanager in DNS',
      { tenantLimits: { apps: { ruler_alertmanager_config: { alertmanager_url: 'dns+http://am:9093' } } } },
      [9093],
    ],
  ])('let the ruler reach the ports of %s', (_what, props, ports) => {
    expect(rulerEgress(props)).toEqual([{ ports: ports.map((port) => ({ protocol: 'TCP', port })) }]);
  });

  const inPods = (serviceAccountName: string, roleArn?: string) =>
    new WorkloadIdentity({ namespace: 'loki', serviceAccountName, roleArn, kind: IdentityKind.POD_IDENTITY });
  const KEY = { url: 'https://minio.minio.svc:9000', accessKey: { secret: 'k' } };

  test.each<[string, string | undefined, object, string]>([
    ['of the ruler alone, beside a store with an access key', undefined, { endpoint: KEY }, 'loki-ruler'],
    ['of all components that use S3', ROLE, {}, 'loki-object-store'],
  ])('open the Pod Identity agent once, for a role %s', (_what, roleArn, store, name) => {
    const charts = makeCharts({
      identity: inPods('loki', roleArn),
      rulerIdentity: inPods('loki-ruler', ROLE),
      store: { chunkBucket: 'test-chunks', rulerBucket: 'test-ruler', region: 'eu-west-1', ...store },
      ruler: {
        remoteWrite: {
          workspaceArn: 'arn:aws:aps:eu-west-1:111122223333:workspace/ws-0a1b2c3d-0000-4000-8000-00000000000a',
        },
      },
    });
    const agent = { to: [{ ipBlock: { cidr: '169.254.170.23/32' } }], ports: [{ protocol: 'TCP', port: 80 }] };
    const opening = objectsOf(charts).filter((object) => JSON.stringify(object).includes('169.254.170.23'));
    expect(opening.map(({ metadata }) => metadata.name)).toEqual([name]);
    expect(opening[0]?.spec.egress).toContainEqual(agent);
  });

  test('let the ruler reach pods that listen on another port than their Service', () => {
    const targets = [{ port: 8443, cidr: '10.0.0.0/16' }, { port: 9093, namespace: 'monitoring' }, { port: 9009 }];
    expect(rulerEgress({ alertmanagerUrl: 'https://alerts.example.com', rulerEgress: targets })).toEqual([
      { ports: [{ protocol: 'TCP', port: 443 }] },
      { to: [{ ipBlock: { cidr: '10.0.0.0/16' } }], ports: [{ protocol: 'TCP', port: 8443 }] },
      { to: [MONITORING], ports: [{ protocol: 'TCP', port: 9093 }] },
      { ports: [{ protocol: 'TCP', port: 9009 }] },
    ]);
  });

  test('let only writers and readers reach the gateway, on its port', () => {
    const { ingress, policyTypes } = objectOf(
      makeCharts({ clientNamespaces: ['tools'] }),
      'NetworkPolicy',
      'loki-gateway',
    ).spec;
    const from = ingress[0].from.map(
      (peer: KubernetesObject) => peer.namespaceSelector.matchLabels['kubernetes.io/metadata.name'],
    );
    expect(from).toEqual(['loki', 'alloy', 'grafana', 'tools']);
    expect(ingress.map(portsOf)).toEqual([['TCP 8080']]);
    expect(policyTypes).toEqual(['Ingress']);
  });

  test('let only components that use the object store reach S3', () => {
    const charts = makeCharts();
    const { podSelector, egress } = objectOf(charts, 'NetworkPolicy', 'loki-object-store').spec;
    expect(egress).toEqual([{ ports: [{ protocol: 'TCP', port: 443 }] }]);
    const matched = [...workloads()].filter(([, object]) =>
      Object.entries(podSelector.matchLabels).every(
        ([key, value]) => object.spec.template.metadata.labels[key] === value,
      ),
    );
    expect(matched.map(([name]) => name).sort()).toEqual([
      'compactor',
      'index-gateway',
      'ingester',
      'querier',
      'ruler',
    ]);
  });

  test('Services have the ports of their containers, which the Amazon VPC CNI requires', () => {
    const objects = objectsOf(makeCharts());
    for (const service of objects.filter(({ kind }) => kind === 'Service')) {
      const pods = objects.filter(
        (object) =>
          object.spec?.template &&
          Object.entries(service.spec.selector).every(
            ([key, value]) => object.spec.template.metadata.labels[key] === value,
          ),
      );
      for (const { name, port } of service.spec.ports) {
        const declared = pods.flatMap((pod) =>
          pod.spec.template.spec.containers.flatMap((one: KubernetesObject) => one.ports),
        );
        expect(declared).toContainEqual(expect.objectContaining({ name, containerPort: port }));
      }
    }
  });

  test('can be turned off', () => {
    const kinds = objectsOf(makeCharts({ networkPolicies: false })).map(({ kind }) => kind);
    expect(kinds).not.toContain('NetworkPolicy');
  });
});
