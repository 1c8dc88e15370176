import type { KubernetesObject } from '../../helpers/charts';
import type { ApiServer } from '../rig/api-server';
import { documents, type WrittenEnvironment } from './apply';

const TRY = ['create', '--dry-run=server', '--validate=strict', '-o', 'name', '-f', '-'];
const LEVELS = ['restricted', 'baseline', 'privileged'];
const DEFAULT_ACCOUNT = 'default';

/** Volume claim template of a StatefulSet. */
interface Claim {
  readonly metadata: { readonly name: string };
}

/** Pods are admitted in their own namespaces, and refused where Pod Security is stricter than we document. */
export function admissionTests(environment: () => WrittenEnvironment, api: () => ApiServer): void {
  const workloads = (...kinds: string[]) => environment().objects.filter(({ kind }) => kinds.includes(kind));
  const loki = () => workloads('Deployment', 'StatefulSet');
  const alloy = () => workloads('DaemonSet');
  /** Pods that Pod Security refuses, each with the level that refuses it. */
  const refused = (pods: readonly object[]) => {
    const { status, stdout, stderr } = api().kubectl(TRY, documents(pods));
    const found = [...stderr.matchAll(/pods "([^"]+)" is forbidden: violates PodSecurity "(\w+):/g)];
    // Any other error must fail the test.
    const taken = stdout.split('\n').filter(Boolean).length;
    if (found.length + taken !== pods.length) throw new Error(stderr);
    expect(status === 0).toBe(found.length === 0);
    return found.map(([, name, level]) => `${name} by ${level}`);
  };

  beforeAll(() => {
    const namespaces = LEVELS.map((level) => ({
      ...{ apiVersion: 'v1', kind: 'Namespace' },
      metadata: { name: level, labels: { 'pod-security.kubernetes.io/enforce': level } },
    }));
    api().printed(['apply', '--server-side', '-f', '-'], documents(namespaces));
    // In a cluster, a controller creates these.
    for (const level of LEVELS) api().printed(['create', 'serviceaccount', DEFAULT_ACCOUNT, '-n', level]);
  });

  test('the pods of every workload are admitted in its namespace', () => {
    const all = [...loki(), ...alloy()];
    expect(all.length).toBeGreaterThan(9);
    expect(refused(all.map((workload) => podOf(workload)))).toEqual([]);
  });

  test('the volume claims of every StatefulSet are accepted', () => {
    const claims = workloads('StatefulSet').flatMap((set) =>
      claimsOf(set).map((claim) => ({
        ...{ apiVersion: 'v1', kind: 'PersistentVolumeClaim', ...claim },
        metadata: { ...claim.metadata, name: claimName(set, claim), namespace: set.metadata.namespace },
      })),
    );
    expect(claims.length).toBeGreaterThan(2);
    expect(api().kubectl(TRY, documents(claims))).toMatchObject({ status: 0, stderr: '' });
  });

  test.each(LEVELS)('Loki’s pods are admitted where %s is enforced', (level) => {
    expect(refused(loki().map((workload) => podOf(workload, level)))).toEqual([]);
  });

  test('Alloy’s pods are refused where baseline or restricted is enforced, admitted where privileged is', () => {
    const byLevel = LEVELS.map((level) => refused(alloy().map((workload) => podOf(workload, level))));
    expect(byLevel).toEqual([['alloy by restricted'], ['alloy by baseline'], []]);
  });

  test('the namespace of Loki refuses pods like Alloy’s', () => {
    const namespace = loki()[0]?.metadata.namespace as string;
    const account = environment().objects.find(
      ({ kind, metadata }) => kind === 'ServiceAccount' && metadata.namespace === namespace,
    );
    const pods = alloy().map((workload) => podOf(workload, namespace, account?.metadata.name));
    expect(refused(pods)).toEqual(['alloy by restricted']);
  });
}

/** Pod that a controller would create for a workload: in its namespace, or in another with another account. */
function podOf(workload: KubernetesObject, namespace?: string, serviceAccountName = DEFAULT_ACCOUNT): object {
  const { metadata, spec } = workload.spec.template as KubernetesObject & { spec: { volumes?: object[] } };
  const volumes = claimsOf(workload).map((claim) => ({
    name: claim.metadata.name,
    persistentVolumeClaim: { claimName: claimName(workload, claim) },
  }));
  return {
    ...{ apiVersion: 'v1', kind: 'Pod' },
    metadata: { ...metadata, name: workload.metadata.name, namespace: namespace ?? workload.metadata.namespace },
    spec: { ...spec, ...(namespace ? { serviceAccountName } : {}), volumes: [...(spec.volumes ?? []), ...volumes] },
  };
}

function claimsOf(workload: KubernetesObject): Claim[] {
  return (workload.spec.volumeClaimTemplates as Claim[] | undefined) ?? [];
}

function claimName(workload: KubernetesObject, claim: Claim): string {
  return `${claim.metadata.name}-${workload.metadata.name}-0`;
}
