import { MAX_OBJECT_BYTES } from '../../delivery/limits';
import { MANAGED_BY } from '../../../charts/kubernetes/objects';
import { type Manifest, title } from '../../manifests/manifest';
import { at, record, records } from '../../manifests/shape';
import { jsonBytesAbove } from '../../manifests/size';
import { type EnvironmentRule, Severity } from '../rule';

/** True for an object of this library. Others may create the namespaces of other objects. */
export const isOurs = ({ metadata }: Manifest): boolean => {
  const labels = record(record(metadata as unknown)['labels']);
  return Object.entries(MANAGED_BY).every(([key, value]) => labels[key] === value);
};

const objectsFit: EnvironmentRule = {
  id: 'DELIVERY-OBJECT-1',
  severity: Severity.ERROR,
  title: 'no object is larger than the 256 KiB that kubectl apply takes',
  why: 'kubectl apply stores the object in one of its annotations, and the API server rejects it there',
  evidence: 'https://kubernetes.io/docs/concepts/overview/working-with-objects/annotations/',
  check: ({ manifests }) =>
    manifests.objects.flatMap((object) => {
      const bytes = jsonBytesAbove(object, MAX_OBJECT_BYTES);
      if (bytes === undefined) return [];
      const found = `${bytes} bytes is more than the ${MAX_OBJECT_BYTES} that kubectl apply takes`;
      return [{ path: title(object), found, fix: 'make it smaller, or split it into several objects' }];
    }),
};

/** Kinds of this library's objects that have no namespace. */
const CLUSTER_WIDE = [
  ...['Namespace', 'ClusterRole', 'ClusterRoleBinding', 'StorageClass', 'PriorityClass', 'CustomResourceDefinition'],
  ...['MutatingWebhookConfiguration', 'ValidatingWebhookConfiguration', 'IngressClass', 'IngressClassParams'],
];

const placed: EnvironmentRule = {
  id: 'DELIVERY-NAMESPACE-1',
  severity: Severity.WARNING,
  title: 'every object of this library names its namespace',
  why: 'kubectl creates it in the namespace default, where its ConfigMaps and service account do not exist',
  evidence: 'https://kubernetes.io/docs/concepts/overview/working-with-objects/namespaces/',
  check: ({ manifests }) =>
    records(manifests.objects)
      .filter(isOurs)
      .filter((object) => !CLUSTER_WIDE.includes(object.kind) && at(object, 'metadata.namespace') === undefined)
      .map((object) => ({
        path: `${title(object)} metadata.namespace`,
        found: 'is missing, so the object is created in the namespace default',
        fix: 'write its namespace',
      })),
};

/** Rules about the objects that a deploy delivers. */
export const OBJECT_RULES: readonly EnvironmentRule[] = [objectsFit, placed];
