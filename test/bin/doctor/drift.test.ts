import environments from '../../../bin/environments';
import { readDrift } from '../../../bin/doctor/drift';
import { readNamed } from '../../../bin/doctor/named';
import type { KubectlRunner } from '../../../bin/wait/kubectl';
import { manifestsOf } from '../../../lib/checks/checked-charts';
import { environmentCharts, type EnvironmentProps, resolveEnvironment } from '../../../lib/environment/environment';
import { diagnose } from '../../../lib/live/doctor/diagnose';
import { setupOf } from '../../../lib/live/doctor/setup';
import type { Manifest } from '../../../lib/manifests/manifest';
import { healthySnapshot } from '../../helpers/healthy-snapshot';

const ENVIRONMENT = resolveEnvironment('dev', environments['dev'] as EnvironmentProps);
const CHARTS = environmentCharts(ENVIRONMENT);
const MANIFESTS = manifestsOf(CHARTS.manifests());
const SETUP = setupOf(ENVIRONMENT, CHARTS, MANIFESTS);
const LISTED = ['Deployment', 'StatefulSet', 'DaemonSet'];

const NO_TYPE = `error: the server doesn't have a resource type "secretproviderclass"`;

/** An object whose fields a test may change. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
type Loose = Record<string, any>;

/** Objects of dev in a cluster in which somebody has changed something. */
class Changed {
  public readonly objects = structuredClone(MANIFESTS.objects) as unknown as Loose[];

  constructor(change: (cluster: Changed) => void) {
    change(this);
  }

  public one(kind: string, name: string): Loose {
    const found = this.objects.find((object) => object['kind'] === kind && object['metadata'].name === name);
    if (!found) throw new Error(`dev has no ${kind} ${name}`);
    return found;
  }

  public remove(kind: string, name: string): void {
    this.objects.splice(this.objects.indexOf(this.one(kind, name)), 1);
  }

  /** Looks at it. `stderr` is what kubectl complains about. */
  public async look(stderr = '') {
    const items = this.objects.filter(({ kind }) => !LISTED.includes(kind as string));
    const kubectl: KubectlRunner = {
      run: (_args, { input } = {}) =>
        Promise.resolve({
          status: stderr ? 1 : 0,
          stdout: JSON.stringify({ kind: 'List', items }),
          // A list of an unknown kind is refused with other words.
          stderr: input === undefined ? stderr.replace(/.*no matches for kind.*/, NO_TYPE) : stderr,
        }),
    };
    const listed = this.objects.filter(({ kind }) => LISTED.includes(kind as string)) as unknown as Manifest[];
    const named = await readNamed(kubectl, SETUP, MANIFESTS);
    const drift = readDrift(MANIFESTS, SETUP, named, listed);
    const { unseen } = named;
    return { drift, unseen, findings: diagnose({ ...healthySnapshot(), drift, unseen }).findings };
  }
}

test('a cluster that is as rendered has no drift', async () => {
  expect(await new Changed(() => undefined).look()).toEqual({ drift: [], unseen: [], findings: [] });
});

const container = (object: Loose): Loose => object['spec'].template.spec.containers[0];

test.each<[string, (cluster: Changed) => void, string, RegExp]>([
  [
    'the selector of a Service',
    (cluster) => (cluster.one('Service', 'loki-distributor')['spec'].selector.of = 'nobody'),
    'distributor object-differs',
    /^Service loki\/loki-distributor: spec\.selector\.of was added$/,
  ],
  [
    'the name of a port of a Service',
    (cluster) => (cluster.one('Service', 'loki-gateway')['spec'].ports[0].targetPort = 'web'),
    'gateway object-differs',
    /spec\.ports\[8080\]\.targetPort is web instead of http$/,
  ],
  [
    'a Service of the memberlist that was deleted',
    (cluster) => cluster.remove('Service', 'loki-memberlist'),
    'ingester object-missing mild',
    /Service loki\/loki-memberlist$/,
  ],
  [
    'a Service of a cache that was deleted',
    (cluster) => cluster.remove('Service', 'loki-chunks-cache-headless'),
    'caches object-missing mild',
    /loki-chunks-cache-headless$/,
  ],
  [
    'egress of agents to DNS',
    (cluster) => cluster.one('NetworkPolicy', 'alloy')['spec'].egress.shift(),
    'agent object-differs mild',
    /^NetworkPolicy alloy\/alloy: spec\.egress differs$/,
  ],
  [
    'a policy that lets Loki reach S3',
    (cluster) => cluster.remove('NetworkPolicy', 'loki-object-store'),
    'buckets object-missing mild',
    /NetworkPolicy loki\/loki-object-store$/,
  ],
  [
    'a class of passwords',
    (cluster) => cluster.remove('SecretProviderClass', 'loki-credentials-gateway'),
    'gateway object-missing mild',
    /SecretProviderClass loki\/loki-credentials-gateway$/,
  ],
  [
    'a role of agents',
    (cluster) => cluster.remove('ClusterRoleBinding', 'alloy-events'),
    'agent object-missing mild',
    /ClusterRoleBinding alloy-events$/,
  ],
  [
    'a service account without a role',
    (cluster) => cluster.remove('ServiceAccount', 'loki-no-role'),
    'identity object-missing mild',
    /ServiceAccount loki\/loki-no-role$/,
  ],
  [
    'a class of priority',
    (cluster) => cluster.remove('PriorityClass', 'loki-path'),
    'ingester object-missing mild',
    /PriorityClass loki-path$/,
  ],
  [
    'the service account of pods',
    (cluster) =>
      (cluster.one('StatefulSet', 'loki-ingester')['spec'].template.spec.serviceAccountName = 'loki-no-role'),
    'ingester object-differs mild',
    /serviceAccountName is loki-no-role instead of loki$/,
  ],
  [
    'a probe',
    (cluster) => (container(cluster.one('Deployment', 'loki-querier'))['readinessProbe'].httpGet.path = '/readyz'),
    'query object-differs mild',
    /readinessProbe\.httpGet\.path is \/readyz instead of \/ready$/,
  ],
  [
    'a variable, whose value stays secret',
    (cluster) => (container(cluster.one('Deployment', 'loki-querier'))['env'][1].value = 'hunter2'),
    'query object-differs mild',
    /env\[GOMEMLIMIT\]\.value has another value$/,
  ],
  [
    'the nodes of the agents',
    (cluster) => (cluster.one('DaemonSet', 'alloy')['spec'].template.spec.nodeSelector.disk = 'ssd'),
    'agent object-differs mild',
    /^DaemonSet alloy\/alloy: spec\.template\.spec\.nodeSelector\.disk was added$/,
  ],
])('%s: named with its part of the path', async (_what, change, said, evidence) => {
  const { findings } = await new Changed(change).look();
  expect(findings.map(({ hop, id, isMild }) => `${hop} ${id}${isMild ? ' mild' : ''}`)).toEqual([said]);
  expect(findings[0]?.evidence).toMatch(evidence);
  expect(JSON.stringify(findings)).not.toContain('hunter2');
});

test('what operators, autoscalers and kubectl rollout restart change is no drift', async () => {
  const { drift } = await new Changed((cluster) => {
    const querier = cluster.one('Deployment', 'loki-querier');
    querier['spec'].replicas = 9;
    querier['spec'].template.metadata.annotations['kubectl.kubernetes.io/restartedAt'] = 'now';
    container(querier)['resources'] = {};
    querier['spec'].template.spec.containers.push({ name: 'mesh', image: 'mesh:1' });
  }).look();
  expect(drift).toEqual([]);
});

test('kinds that may not be read are named with the permission, and are no drift', async () => {
  const denied =
    'Error from server (Forbidden): services "loki-gateway" is forbidden: User "a" cannot get resource "services" in API group "" in the namespace "loki"';
  const { drift, unseen } = await new Changed((cluster) => {
    const services = cluster.objects.filter(
      (object) => object['kind'] === 'Service' && object['metadata'].namespace === 'loki',
    );
    for (const one of services) cluster.objects.splice(cluster.objects.indexOf(one), 1);
  }).look(denied);
  expect(drift).toEqual([]);
  expect(unseen).toMatchObject([{ what: 'services in namespace loki', needs: 'get services in namespace loki' }]);
});

test('an API server that does not answer is named once', async () => {
  const { drift, unseen } = await new Changed(({ objects }) => objects.splice(0)).look(
    'Unable to connect to the server: EOF',
  );
  expect(drift).toEqual([]);
  expect(new Set(unseen.map(({ what }) => what))).toEqual(
    new Set([
      'Services, policies and roles of the environment',
      ...['loki', 'alloy', 'grafana'].map((name) => `configmaps in namespace ${name}`),
      ...['loki', 'alloy'].map((name) => `serviceaccounts in namespace ${name}`),
    ]),
  );
});

test('a kind that the cluster does not know is named', async () => {
  const { findings } = await new Changed(({ objects }) => {
    for (const one of objects.filter((object) => object['kind'] === 'SecretProviderClass'))
      objects.splice(objects.indexOf(one), 1);
  }).look(
    'error: resource mapping not found for name: "a" namespace: "loki" from "STDIN": no matches for kind "SecretProviderClass" in version "secrets-store.csi.x-k8s.io/v1"\nensure CRDs are installed first',
  );
  expect(findings.map(({ evidence }) => evidence)).toContainEqual(
    expect.stringMatching(/^no CustomResourceDefinition of SecretProviderClass/),
  );
});
