import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RemoteWriteProps } from '../../../charts/monitoring/props';
import { type KubernetesObject, makeCharts, objectOf, objectsOf } from '../../helpers/charts';
import { describeWith, program } from '../../helpers/programs';

const WORKSPACE = 'arn:aws:aps:eu-west-1:111122223333:workspace/ws-0a1b2c3d-0000-4000-8000-00000000000a';
const ROLE = 'arn:aws:iam::111122223333:role/loki-test.metrics-eu-west-1';
const made = (remoteWrite: RemoteWriteProps = { workspaceArn: WORKSPACE }) =>
  makeCharts({}, { monitoring: { from: 'alloy', remoteWrite, roleArn: ROLE } });
const configOf = (charts = made()): string => objectOf(charts, 'ConfigMap', 'alloy-metrics').data['config.alloy'];
const PROMETHEUS = 'http://prometheus.monitoring.svc.cluster.local:9090/api/v1/write';

test('a workspace is written to with the role of the collector, signed in its region', () => {
  const charts = made();
  expect(objectOf(charts, 'ServiceAccount', 'alloy-metrics').metadata).toMatchObject({
    namespace: 'alloy',
    annotations: { 'eks.amazonaws.com/role-arn': ROLE },
  });
  expect(charts.monitoring?.identity?.subject).toBe('system:serviceaccount:alloy:alloy-metrics');
  expect(configOf(charts)).toContain(
    'url = "https://aps-workspaces.eu-west-1.amazonaws.com/workspaces/ws-0a1b2c3d-0000-4000-8000-00000000000a/api/v1/remote_write"',
  );
  expect(configOf(charts)).toMatch(/sigv4 \{\s+region = "eu-west-1"/);
  // Its rules are made in the workspace.
  expect(objectsOf(charts).map(({ metadata }) => metadata.name)).not.toContain('loki-prometheus');
});

test('a Prometheus is written to without a role, and gets the alerts as a file', () => {
  const charts = made({ url: PROMETHEUS });
  expect(charts.monitoring?.identity).toBeUndefined();
  expect(objectOf(charts, 'ServiceAccount', 'alloy-metrics').metadata.annotations).toBeUndefined();
  expect(configOf(charts)).toContain(`url = "${PROMETHEUS}"`);
  expect(configOf(charts)).not.toContain('sigv4');
  expect(Object.keys(objectOf(charts, 'ConfigMap', 'loki-prometheus').data)).toEqual(['alerts.yaml']);
});

test('it sees the pods of Loki and of Alloy, and nothing else', () => {
  const roles = objectsOf(made()).filter(
    ({ kind, metadata }) => kind === 'Role' && /^alloy-metrics/.test(metadata.name),
  );
  expect(roles.map(({ metadata, rules }) => [metadata.namespace, rules])).toEqual(
    ['loki', 'alloy'].map((namespace) => [
      namespace,
      [{ apiGroups: [''], resources: ['pods'], verbs: ['get', 'list', 'watch'] }],
    ]),
  );
  expect(
    objectsOf(made()).filter(({ kind, metadata }) => kind === 'ClusterRole' && /metrics/.test(metadata.name)),
  ).toEqual([]);
});

const egressOf = (charts = made()) => objectOf(charts, 'NetworkPolicy', 'alloy-metrics').spec.egress;
const peer = (namespace: string, labels?: object) => ({
  namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': namespace } },
  ...(labels ? { podSelector: { matchLabels: labels } } : {}),
});

test('the network lets it reach the ports of metrics and where it writes to, and lets it in there', () => {
  const charts = made({ url: PROMETHEUS });
  expect(egressOf(charts).slice(1)).toEqual([
    {
      to: [peer('loki', { 'app.kubernetes.io/name': 'loki' })],
      ports: [3100, 9150].map((port) => ({ protocol: 'TCP', port })),
    },
    { to: [peer('alloy', { 'app.kubernetes.io/name': 'alloy' })], ports: [{ protocol: 'TCP', port: 12345 }] },
    { ports: [{ protocol: 'TCP', port: 443 }] },
    { to: [peer('monitoring')], ports: [{ protocol: 'TCP', port: 9090 }] },
  ]);
  expect(egressOf().at(-1)).toEqual({ ports: [{ protocol: 'TCP', port: 443 }] });
  const scraper = { 'app.kubernetes.io/name': 'alloy', 'app.kubernetes.io/component': 'metrics' };
  expect(objectOf(charts, 'NetworkPolicy', 'loki-metrics').spec.ingress).toMatchObject([
    { from: [peer('alloy', scraper)] },
  ]);
  expect(objectOf(charts, 'NetworkPolicy', 'alloy').spec.ingress).toMatchObject([{ from: [peer('alloy', scraper)] }]);
});

test.each([
  ['a workspace', { workspaceArn: WORKSPACE }, [[6443], [443]]],
  ['a public URL', { url: 'https://metrics.example.com/api/v1/write' }, [[6443], [443]]],
  ['a Prometheus', { url: PROMETHEUS }, [[6443], [9090]]],
])('it reaches an API server at another port, and %s', (_what, remoteWrite, ports) => {
  const charts = makeCharts({}, { apiServerPorts: [6443], monitoring: { from: 'alloy', remoteWrite, roleArn: ROLE } });
  const last = egressOf(charts).slice(-2) as { ports: { port: number }[] }[];
  expect(last.map((rule) => rule.ports.map(({ port }) => port))).toEqual(ports);
});

test('its pod is restricted, costs little, and takes settings by its name', () => {
  const { spec } = objectOf(made(), 'Deployment', 'alloy-metrics');
  expect(spec.strategy).toEqual({ type: 'Recreate' });
  expect(spec.template.spec.securityContext).toMatchObject({
    runAsNonRoot: true,
    seccompProfile: { type: 'RuntimeDefault' },
  });
  const resources = ({ spec: { template } }: KubernetesObject) => template.spec.containers[0].resources.requests;
  expect(resources(objectOf(made(), 'Deployment', 'alloy-metrics'))).toEqual({ cpu: '50m', memory: '256Mi' });
  const large = makeCharts(
    {},
    {
      monitoring: { from: 'alloy', remoteWrite: { url: PROMETHEUS } },
      workloads: { 'alloy-metrics': { resources: { memoryMiB: 512 }, nodeSelector: { pool: 'logs' } } },
    },
  );
  expect(resources(objectOf(large, 'Deployment', 'alloy-metrics'))).toEqual({ cpu: '50m', memory: '512Mi' });
  expect(objectOf(large, 'Deployment', 'alloy-metrics').spec.template.spec.nodeSelector).toEqual({ pool: 'logs' });
});

describeWith(['alloy'], 'with Alloy', () => {
  test.each([
    ['a workspace', configOf()],
    ['a Prometheus', configOf(made({ url: PROMETHEUS }))],
  ])('Alloy accepts the configuration for %s, which has its form', (_what, config) => {
    const folder = mkdtempSync(join(tmpdir(), 'eks-loki-alloy-'));
    try {
      const file = join(folder, 'config.alloy');
      writeFileSync(file, config);
      const run = (command: string) => spawnSync(program('alloy'), [command, file], { encoding: 'utf8' });
      expect(run('validate')).toMatchObject({ status: 0 });
      expect(run('fmt').stdout).toBe(config);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
