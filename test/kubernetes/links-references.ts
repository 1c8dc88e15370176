import { containersOf, ofKind, title, titleOf, workloads, type Manifest, type Reference } from './objects';

/** One object naming another. */
interface Link {
  readonly from: string;
  readonly to: string;
  readonly keys?: readonly string[];
}

/** What is in every cluster or in every namespace of one. */
const BUILT_IN =
  /^(PriorityClass\/system-(cluster|node)-critical|ConfigMap\/[^/]+\/kube-root-ca\.crt|ServiceAccount\/[^/]+\/default|ClusterRole\/(cluster-admin|admin|edit|view|system:.+))$/;

function linkTo(kind: string, namespace: string | undefined, from: string, reference?: Reference): Link[] {
  const name = reference?.name ?? reference?.secretName;
  if (!reference || name === undefined || reference.optional) return [];
  const keys = [...(reference.items ?? []).map(({ key }) => key), ...(reference.key ? [reference.key] : [])];
  return [{ from, to: titleOf(kind, namespace, name), keys }];
}

/** Everything the pods of workloads name. */
function podLinks(objects: readonly Manifest[]): Link[] {
  return workloads(objects).flatMap((workload) => {
    const { namespace, pod, spec, title: from } = workload;
    const configMap = (reference?: Reference): Link[] => linkTo('ConfigMap', namespace, from, reference);
    const secret = (reference?: Reference): Link[] => linkTo('Secret', namespace, from, reference);
    const claims = spec.volumeClaimTemplates ?? [];
    return [
      ...(pod.volumes ?? []).flatMap((volume) => [
        ...configMap(volume.configMap),
        ...secret(volume.secret),
        ...(volume.projected?.sources ?? []).flatMap((source) => [
          ...configMap(source.configMap),
          ...secret(source.secret),
        ]),
        ...linkTo('PersistentVolumeClaim', namespace, from, { name: volume.persistentVolumeClaim?.claimName }),
      ]),
      ...containersOf(workload).flatMap(({ env = [], envFrom = [] }) => [
        ...env.flatMap(({ valueFrom }) => [
          ...configMap(valueFrom?.['configMapKeyRef']),
          ...secret(valueFrom?.['secretKeyRef']),
        ]),
        ...envFrom.flatMap(({ configMapRef, secretRef }) => [...configMap(configMapRef), ...secret(secretRef)]),
      ]),
      ...(pod.imagePullSecrets ?? []).flatMap(secret),
      ...linkTo('ServiceAccount', namespace, from, { name: pod.serviceAccountName }),
      ...linkTo('PriorityClass', undefined, from, { name: pod.priorityClassName }),
      ...claims.flatMap((claim) => linkTo('StorageClass', undefined, from, { name: claim.spec?.storageClassName })),
    ];
  });
}

interface Binding {
  readonly roleRef: { readonly kind: string; readonly name: string };
  readonly subjects?: readonly { kind: string; name: string; namespace?: string }[];
}

/** The roles that bindings grant, and the service accounts they grant them to. */
function bindingLinks(objects: readonly Manifest[]): Link[] {
  return ofKind<Binding>(objects, 'RoleBinding', 'ClusterRoleBinding').flatMap((binding) => {
    const from = title(binding);
    const { kind, name } = binding.roleRef;
    const namespace = kind === 'Role' ? binding.metadata.namespace : undefined;
    const accounts = (binding.subjects ?? []).filter((subject) => subject.kind === 'ServiceAccount');
    return [
      ...linkTo(kind, namespace, from, { name }),
      ...accounts.flatMap((account) => linkTo('ServiceAccount', account.namespace ?? '?', from, account)),
    ];
  });
}

interface Claim {
  readonly spec?: { readonly storageClassName?: string };
}

/** What other objects name: the storage classes of claims, the services and certificates of ingresses. */
function otherLinks(objects: readonly Manifest[]): Link[] {
  interface Backend {
    readonly service?: { readonly name: string };
  }
  interface Ingress {
    readonly spec?: {
      readonly defaultBackend?: Backend;
      readonly rules?: readonly { http?: { paths: readonly { backend: Backend }[] } }[];
      readonly tls?: readonly { secretName?: string }[];
    };
  }
  return [
    ...ofKind<Claim>(objects, 'PersistentVolumeClaim').flatMap((claim) =>
      linkTo('StorageClass', undefined, title(claim), { name: claim.spec?.storageClassName }),
    ),
    ...ofKind<Ingress>(objects, 'Ingress').flatMap((ingress) => {
      const { defaultBackend, rules = [], tls = [] } = ingress.spec ?? {};
      const { namespace } = ingress.metadata;
      const backends = [
        defaultBackend,
        ...rules.flatMap(({ http }) => http?.paths.map(({ backend }) => backend) ?? []),
      ];
      return [
        ...backends.flatMap((backend) => linkTo('Service', namespace, title(ingress), backend?.service)),
        ...tls.flatMap((one) => linkTo('Secret', namespace, title(ingress), one)),
      ];
    }),
  ];
}

function broken(objects: readonly Manifest[], external: readonly string[], links: readonly Link[]): string[] {
  const made = new Map(objects.map((object) => [title(object), object]));
  const problems = links.flatMap(({ from, to, keys = [] }) => {
    const object = made.get(to);
    if (!object)
      return external.includes(to) || BUILT_IN.test(to) ? [] : [`${from}: names ${to}, which does not exist`];
    if (object.kind !== 'ConfigMap') return [];
    const there = Object.keys({ ...(object['data'] as object), ...(object['binaryData'] as object) });
    return keys
      .filter((key) => !there.includes(key))
      .map((key) => `${from}: names key '${key}' of ${to}, which it lacks`);
  });
  return [...new Set(problems)];
}

/** Everything that is named is made here or is external, down to the keys of ConfigMaps. */
export function references(objects: readonly Manifest[], external: readonly string[]): string[] {
  return broken(objects, external, [...podLinks(objects), ...otherLinks(objects)]);
}

/** Every binding grants a role there is to somebody there is. */
export function bindings(objects: readonly Manifest[], external: readonly string[]): string[] {
  const nobody = ofKind<Binding>(objects, 'RoleBinding', 'ClusterRoleBinding')
    .filter(({ subjects = [] }) => subjects.length === 0)
    .map((binding) => `${title(binding)}: grants to nobody`);
  return [...nobody, ...broken(objects, external, bindingLinks(objects))];
}
