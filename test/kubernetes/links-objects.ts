import { ofKind, title, type Manifest } from './objects';

/** Kinds that belong to the cluster and not to a namespace. */
const CLUSTER_SCOPED = ['Namespace', 'ClusterRole', 'ClusterRoleBinding', 'StorageClass', 'PriorityClass'];

/** No two objects share kind, namespace and name: applying them would leave only the last. */
export function duplicates(objects: readonly Manifest[]): string[] {
  const titles = objects.map(title);
  const twice = new Set(titles.filter((one, index) => titles.indexOf(one) !== index));
  return [...twice].map((one) => `${one}: there are ${titles.filter((other) => other === one).length} of this name`);
}

/** Objects have a namespace exactly where their kind has one, and every namespace is made here or known. */
export function namespaces(objects: readonly Manifest[], external: readonly string[]): string[] {
  const made = ofKind(objects, 'Namespace').map(title);
  const known = new Set([...made, ...external, 'Namespace/default', 'Namespace/kube-system']);
  return objects.flatMap((object) => {
    const { namespace } = object.metadata;
    if (CLUSTER_SCOPED.includes(object.kind)) {
      return namespace === undefined
        ? []
        : [`${title(object)}: ${object.kind} has no namespace, remove '${namespace}'`];
    }
    if (!namespace) return [`${title(object)}: has no namespace`];
    return known.has(`Namespace/${namespace}`) ? [] : [`${title(object)}: namespace '${namespace}' is made by nobody`];
  });
}

/** No Secret holds data: secrets come from outside, never out of a repository. */
export function secrets(objects: readonly Manifest[]): string[] {
  return ofKind<{ data?: object; stringData?: object }>(objects, 'Secret')
    .filter(({ data, stringData }) => Object.keys({ ...data, ...stringData }).length > 0)
    .map((object) => `${title(object)}: holds data; only name a Secret that somebody else fills`);
}

/** Nothing is reachable from outside the cluster unless its title is in `exposed`. */
export function exposure(objects: readonly Manifest[], exposed: readonly string[]): string[] {
  const open = ofKind<{ spec?: { type?: string } }>(objects, 'Service', 'Ingress').filter(
    ({ kind, spec }) => kind === 'Ingress' || ['LoadBalancer', 'NodePort'].includes(spec?.type ?? ''),
  );
  return open
    .filter((object) => !exposed.includes(title(object)))
    .map(
      (object) =>
        `${title(object)}: opens the cluster${object.kind === 'Service' ? ` by type ${object.spec?.type}` : ''}, which nobody asked for`,
    );
}
