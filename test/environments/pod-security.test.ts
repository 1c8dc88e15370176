import { environmentCharts, resolveEnvironment } from '../../lib/environment/environment';
import { type Manifest, ofKind } from '../../lib/manifests/manifest';
import { Cluster } from '../helpers/network/cluster';
import { environmentsOfWays } from '../helpers/network/environments';
import { usesApi } from '../helpers/network/needs';
import { violations } from '../helpers/pod-security';

const ENVIRONMENTS = environmentsOfWays(24).map(({ seed, props }) => {
  const files = environmentCharts(resolveEnvironment('test', props)).manifests();
  return { seed, cluster: new Cluster(files.flatMap(({ objects }) => objects) as unknown as Manifest[]) };
});

/** Label of a namespace with its level. */
const LEVEL = 'pod-security.kubernetes.io/enforce';

/** Account of pods. */
interface Account {
  readonly automountServiceAccountToken?: boolean;
}

describe.each(ENVIRONMENTS)('a random environment: $seed', ({ cluster }) => {
  const namespaces = ofKind(cluster.objects, 'Namespace');
  const levelOf = (name: string | undefined) =>
    namespaces.find(({ metadata }) => metadata.name === name)?.metadata.labels?.[LEVEL];

  test('only the agent of each node needs more than the strictest level', () => {
    const open = cluster.pods.filter(({ workload }) => workload && violations(workload).length > 0);
    expect(open.map(({ labels }) => labels['app.kubernetes.io/component'])).toEqual(['agent']);
  });

  test('each namespace lets its pods start', () => {
    expect(namespaces.length).toBeGreaterThan(0);
    const refused = cluster.pods.filter(
      ({ namespace, workload }) => levelOf(namespace) === 'restricted' && workload && violations(workload).length > 0,
    );
    expect(refused.map(({ title }) => title)).toEqual([]);
  });

  test('a token is in the pods that ask the API server, and in no other', () => {
    const tokens = cluster.pods.map((pod) => {
      const { serviceAccountName, automountServiceAccountToken } = pod.workload?.pod as Account & {
        readonly serviceAccountName?: string;
      };
      const account = ofKind<Account>(cluster.objects, 'ServiceAccount').find(
        ({ metadata }) => metadata.name === serviceAccountName && metadata.namespace === pod.namespace,
      );
      const has = automountServiceAccountToken ?? account?.automountServiceAccountToken ?? true;
      return [pod.title, has, usesApi(cluster.textOf(pod), pod)] as const;
    });
    expect(tokens.filter(([, has, uses]) => has !== uses)).toEqual([]);
  });

  test('no account has permissions that no pod uses', () => {
    const askers = cluster.pods.filter((pod) => usesApi(cluster.textOf(pod), pod));
    const used = new Set(
      askers.map(({ namespace, workload }) => `${namespace}/${String(workload?.pod['serviceAccountName' as never])}`),
    );
    const bound = ofKind<{ readonly subjects?: readonly { readonly namespace?: string; readonly name: string }[] }>(
      cluster.objects,
      'RoleBinding',
      'ClusterRoleBinding',
    ).flatMap(({ subjects = [] }) => subjects.map(({ namespace, name }) => `${namespace}/${name}`));
    expect([...new Set(bound)].toSorted()).toEqual([...used].toSorted());
  });
});
