import { linksOf } from '../../lib/manifests/links';
import { Manifests } from '../../lib/manifests/manifests';
import type { Container } from '../../lib/manifests/pods';
import { containerPath, containersOf, workloads } from '../../lib/manifests/workloads';
import { ofKind, title, titleOf, type Manifest } from '../../lib/manifests/manifest';

/** Kinds that belong to the cluster and not to a namespace. */
const CLUSTER_SCOPED = ['Namespace', 'ClusterRole', 'ClusterRoleBinding', 'StorageClass', 'PriorityClass'];

/** Objects that every cluster has. */
const BUILT_IN = /^(Namespace (default|kube-system)|PriorityClass system-(cluster|node)-critical)$/;

/**
 * Conventions of our own manifests beyond the rules, which look at anybody's: everything has its namespace, whatever the
 * cluster has to have is made here or named in `external` by its title, containers may do no more than they must, and
 * a second apply of the same changes nothing.
 */
export function conventions(manifests: readonly unknown[], external: readonly string[] = []): string[] {
  const objects = manifests as readonly Manifest[];
  return [...namespaces(objects), ...clusterLinks(objects, external), ...hardening(objects), ...dropped(objects)];
}

function namespaces(objects: readonly Manifest[]): string[] {
  return objects.flatMap((object) => {
    const { namespace } = object.metadata;
    const isDue = !CLUSTER_SCOPED.includes(object.kind);
    if (isDue === (namespace !== undefined)) return [];
    return [
      `${title(object)}: ${isDue ? 'has no namespace' : `${object.kind} has no namespace, remove '${namespace}'`}`,
    ];
  });
}

/** Namespaces, classes and Secrets that are named: the rules assume that they exist. */
function clusterLinks(objects: readonly Manifest[], external: readonly string[]): string[] {
  const known = new Set([...objects.map(title), ...external]);
  const links = [
    ...objects.flatMap((object) => link(title(object), 'Namespace', undefined, object.metadata.namespace)),
    ...workloads(objects).flatMap(({ title: from, pod, spec }) => [
      ...link(from, 'PriorityClass', undefined, pod.priorityClassName),
      ...(spec.volumeClaimTemplates ?? []).flatMap((claim) =>
        link(from, 'StorageClass', undefined, claim.spec?.storageClassName),
      ),
    ]),
    ...linksOf(new Manifests(objects))
      .filter(({ kind }) => kind === 'Secret')
      .flatMap(({ path, kind, namespace, name }) => link(path, kind, namespace, name)),
    ...ofKind<{ spec?: { storageClassName?: string } }>(objects, 'PersistentVolumeClaim').flatMap((claim) =>
      link(title(claim), 'StorageClass', undefined, claim.spec?.storageClassName),
    ),
  ];
  const lost = links.filter(({ to }) => !known.has(to) && !BUILT_IN.test(to));
  return [...new Set(lost.map(({ from, to }) => `${from}: names ${to}, which does not exist`))];
}

function link(
  from: string,
  kind: string,
  namespace: string | undefined,
  name?: string,
): { from: string; to: string }[] {
  return name === undefined ? [] : [{ from, to: titleOf(kind, namespace, name) }];
}

/** Every container has resources and the restrictions of `charts/kubernetes/workload.ts`; every pod seccomp. */
function hardening(objects: readonly Manifest[]): string[] {
  return workloads(objects).flatMap((workload) => [
    ...containersOf(workload).flatMap((container) =>
      missing(container).map((what) => `${containerPath(workload, container)}: needs ${what}`),
    ),
    ...(workload.pod.securityContext?.seccompProfile?.type === 'RuntimeDefault'
      ? []
      : [`${workload.title}: its pod needs seccompProfile.type: RuntimeDefault`]),
  ]);
}

function missing({ resources, securityContext }: Container): string[] {
  const good: Record<string, boolean> = {
    'a cpu request': resources?.requests?.['cpu'] !== undefined,
    'a memory request': resources?.requests?.['memory'] !== undefined,
    'a memory limit': resources?.limits?.['memory'] !== undefined,
    'allowPrivilegeEscalation: false': securityContext?.allowPrivilegeEscalation === false,
    'readOnlyRootFilesystem: true': securityContext?.readOnlyRootFilesystem === true,
    'capabilities.drop: [ALL]': securityContext?.capabilities?.drop?.includes('ALL') ?? false,
  };
  return Object.keys(good).filter((what) => !good[what]);
}

/** Fields that the API server drops, so that every apply finds a change: `test/e2e` proves them. */
function dropped(objects: readonly Manifest[]): string[] {
  return objects.flatMap((object) => [
    ...emptyLists(object, []).map((path) => `${title(object)} ${path}: is empty, leave it out`),
    ...(object.kind === 'Namespace' && !object.metadata.labels ? [`${title(object)}: has no field but its name`] : []),
  ]);
}

function emptyLists(value: unknown, path: readonly string[]): string[] {
  if (typeof value !== 'object' || value === null) return [];
  if (Array.isArray(value) && value.length === 0) return [path.join('.')];
  return Object.entries(value).flatMap(([key, inner]) => emptyLists(inner, [...path, key]));
}
