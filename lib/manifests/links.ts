import type { Manifests } from './manifests';
import { secretProviderClass } from './secret-mounts';
import { record, records, text } from './shape';
import type { Named } from './lookup';
import type { Container, Reference } from './pods';
import { containerPath, containersOf, type Workload } from './workloads';
import { title } from './manifest';

/** Reference of an object to another one that it needs. */
export interface Link extends Named {
  /** Path of the reference. */
  readonly path: string;

  /** Keys of that object that are named, and where. */
  readonly keys: readonly KeyLink[];
}

/** A key that is named. */
interface KeyLink {
  /** The key. */
  readonly key: string;

  /** Path of the reference. */
  readonly path: string;
}

/** References of pods and ingresses to objects in their namespace. */
export function linksOf(manifests: Manifests): readonly Link[] {
  return manifests.read(readLinks);
}

const readLinks = (manifests: Manifests): Link[] => [
  ...manifests.workloads.flatMap((workload) => [
    ...volumeLinks(workload),
    ...containersOf(workload).flatMap((container) => environmentLinks(workload, container)),
    ...plainLink('ServiceAccount', workload, 'serviceAccountName', workload.pod.serviceAccountName),
  ]),
  ...ingressLinks(manifests),
];

/** Link by a reference, unless the reference is optional. */
function linkBy(kind: string, namespace: string | undefined, path: string, reference: Reference | undefined): Link[] {
  const { name, secretName, key, items, optional } = record(reference);
  const target = text(name ?? secretName);
  if (!target || optional === true) return [];
  const field = name === undefined ? 'secretName' : 'name';
  const keys = [
    ...records(items).map((item, index) => ({ key: item.key, path: `${path}.items[${index}].key` })),
    ...(key === undefined ? [] : [{ key, path: `${path}.key` }]),
  ];
  return [{ path: `${path}.${field}`, kind, namespace, name: target, keys }];
}

/** Link by a field of a pod that is only a name. */
function plainLink(kind: string, { title: from, podPath, namespace }: Workload, field: string, value: unknown): Link[] {
  const name = text(value);
  return name ? [{ path: `${from} ${podPath}.${field}`, kind, namespace, name, keys: [] }] : [];
}

function volumeLinks(workload: Workload): Link[] {
  const { title: from, namespace, pod, podPath } = workload;
  return (pod.volumes ?? []).flatMap((volume) => {
    const { name, configMap, secret, projected, persistentVolumeClaim } = volume;
    const field = `volumes[${name}]`;
    const path = `${from} ${podPath}.${field}`;
    const claim = record(persistentVolumeClaim).claimName;
    const secrets = secretProviderClass(volume);
    const whole = [
      ...linkBy('ConfigMap', namespace, `${path}.configMap`, configMap),
      ...linkBy('Secret', namespace, `${path}.secret`, secret),
    ];
    const files = whole.some(({ keys }) => keys.length > 0) ? [] : mountedFiles(workload, name);
    return [
      ...whole.map((link) => ({ ...link, keys: [...link.keys, ...files] })),
      ...records(record(projected).sources).flatMap((source, index) => [
        ...linkBy('ConfigMap', namespace, `${path}.projected.sources[${index}].configMap`, source.configMap),
        ...linkBy('Secret', namespace, `${path}.projected.sources[${index}].secret`, source.secret),
      ]),
      ...plainLink('SecretProviderClass', workload, `${field}.csi.volumeAttributes.secretProviderClass`, secrets),
      ...plainLink('PersistentVolumeClaim', workload, `${field}.persistentVolumeClaim.claimName`, claim),
    ];
  });
}

/** Files of a volume that are mounted one by one. If it is a whole ConfigMap, each file is one of its keys. */
function mountedFiles(workload: Workload, volume: string): KeyLink[] {
  return containersOf(workload).flatMap((container) =>
    (container.volumeMounts ?? []).flatMap(({ name, mountPath, subPath }) => {
      const key = text(subPath)?.split('/')[0];
      const path = `${containerPath(workload, container)}.volumeMounts[${mountPath}].subPath`;
      return name === volume && key ? [{ key, path }] : [];
    }),
  );
}

function environmentLinks(workload: Workload, container: Container): Link[] {
  const { namespace } = workload;
  const path = containerPath(workload, container);
  const { env = [], envFrom = [] } = container;
  return [
    ...env.flatMap(({ name, valueFrom }) => {
      const { configMapKeyRef, secretKeyRef } = record(valueFrom);
      const from = `${path}.env[${name}].valueFrom`;
      return [
        ...linkBy('ConfigMap', namespace, `${from}.configMapKeyRef`, configMapKeyRef),
        ...linkBy('Secret', namespace, `${from}.secretKeyRef`, secretKeyRef),
      ];
    }),
    ...envFrom.flatMap(({ configMapRef, secretRef }, index) => [
      ...linkBy('ConfigMap', namespace, `${path}.envFrom[${index}].configMapRef`, configMapRef),
      ...linkBy('Secret', namespace, `${path}.envFrom[${index}].secretRef`, secretRef),
    ]),
  ];
}

/** Backend of a path of an Ingress. */
interface Backend {
  /** The Service. */
  readonly backend?: { readonly service?: Reference & { readonly port?: { readonly name?: string } } };
}

/** Ingress: the fields that are read. */
interface Ingress {
  /** Its spec. */
  readonly spec?: {
    /** Backend of all other paths. */
    readonly defaultBackend?: Backend['backend'];

    /** Backends by path. */
    readonly rules?: readonly { readonly http?: { readonly paths?: readonly Backend[] } }[];
  };
}

function ingressLinks(manifests: Manifests): Link[] {
  return manifests.ofKind<Ingress>('Ingress').flatMap((ingress) => {
    const { defaultBackend, rules } = record(ingress.spec);
    const link = (path: string, backend: Backend['backend']) => {
      const { service } = record(backend);
      // The load balancer controller of AWS reads such a name as that of an annotation.
      if (record(record(service).port).name === 'use-annotation') return [];
      return linkBy('Service', ingress.metadata.namespace, `${title(ingress)} spec.${path}.service`, service);
    };
    return [
      ...link('defaultBackend', defaultBackend),
      ...records(rules).flatMap(({ http }, rule) =>
        records(record(http).paths).flatMap(({ backend }, index) =>
          link(`rules[${rule}].http.paths[${index}].backend`, backend),
        ),
      ),
    ];
  });
}
