import { liveByLabel } from '../../../bin/doctor/live-by-label';
import type { KubectlOptions } from '../../../bin/wait/kubectl';
import { type Manifest, title } from '../../../lib/manifests/manifest';

const OWN = { 'app.kubernetes.io/managed-by': 'cdk-eks-loki' };

const object = (apiVersion: string, kind: string, name: string, namespace?: string, labels: object = OWN) =>
  ({ apiVersion, kind, metadata: { name, ...(namespace ? { namespace } : {}), labels } }) as Manifest;

const service = (name: string, labels?: object) => object('v1', 'Service', name, 'loki', labels);
const policy = (name: string) => object('networking.k8s.io/v1', 'NetworkPolicy', name, 'loki');
const passwords = (name: string) => object('secrets-store.csi.x-k8s.io/v1', 'SecretProviderClass', name, 'loki');

const SERVICES = ['a', 'b', 'c'].map((name) => service(name));
const POLICIES = ['a', 'b'].map((name) => policy(name));

/** A kubectl in front of some objects. It lists those with the label of this library, unless `refusal` says otherwise. */
class Cluster {
  public readonly calls: string[] = [];

  constructor(
    private readonly objects: readonly Manifest[],
    private readonly refusal: (what: string) => string | undefined = () => undefined,
  ) {}

  public run = (args: readonly string[], { input }: KubectlOptions = {}) => {
    const asked = input === undefined ? undefined : (JSON.parse(input) as { items: Manifest[] }).items;
    this.calls.push(
      asked ? `each of ${asked.map(title).join(', ')}` : args.slice(1, args.indexOf('--output')).join(' '),
    );
    const kinds = (args[1] ?? '').split(',').map((kind) => kind.split('.')[0]);
    const found = asked
      ? this.objects.filter((one) => asked.some((wanted) => title(wanted) === title(one)))
      : this.objects.filter(
          ({ kind, metadata }) =>
            kinds.includes(kind.toLowerCase()) && metadata.labels?.[Object.keys(OWN)[0] as string],
        );
    const stderr = this.refusal(asked ? 'each' : (args[1] ?? '')) ?? '';
    const stdout = stderr === '' ? JSON.stringify({ kind: 'List', items: found }) : '';
    return Promise.resolve({ status: stderr === '' ? 0 : 1, stdout, stderr });
  };

  public async ask(...objects: readonly Manifest[]) {
    const { objects: found, failures, unknownKinds } = await liveByLabel(this, objects, []);
    const failed = failures.map(({ object: one, reason }) => `${title(one)}: ${reason}`);
    return { found: [...found.keys()].sort(), failed, unknownKinds: [...unknownKinds] };
  }
}

test('kinds with several objects in a namespace are listed with one command, one of the cluster with another', async () => {
  const roles = ['x', 'y'].map((name) => object('rbac.authorization.k8s.io/v1', 'ClusterRole', name));
  const all = [...SERVICES, ...POLICIES, ...roles];
  const cluster = new Cluster([...all, service('of another environment')]);
  expect(await cluster.ask(...all)).toEqual({ found: all.map(title).sort(), failed: [], unknownKinds: [] });
  const selector = '--selector app.kubernetes.io/managed-by=cdk-eks-loki';
  expect(cluster.calls).toEqual([
    `service,networkpolicy.v1.networking.k8s.io --namespace loki ${selector}`,
    `clusterrole.v1.rbac.authorization.k8s.io ${selector}`,
  ]);
});

test('an object whose label somebody took away, and one alone of its kind, are asked for by name', async () => {
  const bare = service('bare', {});
  const one = policy('a');
  const cluster = new Cluster([...SERVICES, bare, one]);
  const wanted = [...SERVICES, service('bare'), one];
  expect((await cluster.ask(...wanted)).found).toEqual(wanted.map(title).sort());
  expect(cluster.calls.at(-1)).toBe('each of Service loki/bare, NetworkPolicy loki/a');
});

test('objects that are not there are not found, and are no failure', async () => {
  const cluster = new Cluster(SERVICES.slice(1));
  expect(await cluster.ask(...SERVICES)).toEqual({
    found: ['Service loki/b', 'Service loki/c'],
    failed: [],
    unknownKinds: [],
  });
});

test('a user who may get and not list objects sees each of them', async () => {
  const denied = 'Error from server (Forbidden): services is forbidden: User "a" cannot list resource "services"';
  const cluster = new Cluster(SERVICES, (what) => (what === 'each' ? undefined : denied));
  expect(await cluster.ask(...SERVICES)).toMatchObject({ found: SERVICES.map(title), failed: [] });
});

test('a kind that the cluster does not know is told from objects that were deleted, and hides no other', async () => {
  const unknown = ['a', 'b'].map((name) => passwords(name));
  const cluster = new Cluster(SERVICES, (what) => {
    if (what.startsWith('secretproviderclass'))
      return `error: the server doesn't have a resource type "secretproviderclass"`;
    return what === 'each' ? 'error: no matches for kind "SecretProviderClass" in version "v1"' : undefined;
  });
  expect(await cluster.ask(...SERVICES, ...unknown)).toEqual({
    found: SERVICES.map(title),
    failed: [],
    unknownKinds: ['SecretProviderClass'],
  });
});

test('an API server that does not answer is asked once', async () => {
  const cluster = new Cluster(SERVICES, () => 'Unable to connect to the server: EOF');
  const { failed } = await cluster.ask(...SERVICES);
  expect(failed).toEqual(SERVICES.map((one) => `${title(one)}: Unable to connect to the server: EOF`));
  expect(cluster.calls).toHaveLength(1);
});
