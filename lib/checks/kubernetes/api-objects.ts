import { LABEL_KEY, LABEL_VALUE, OBJECT_NAME } from '../../../charts/input/forms';
import { show } from '../../../charts/input/show';
import { type Manifest, title } from '../../manifests/manifest';
import { isRecord, isText, record, records } from '../../manifests/shape';
import { tokensIn } from '../../manifests/tokens';
import { isPlaceholder } from '../read/configured';
import { type Finding, type ManifestsRule, Severity } from '../rule';

/** Versions of Kubernetes' own kinds that every supported Kubernetes has. */
const VERSIONS: Readonly<Record<string, readonly string[]>> = {
  ...Object.fromEntries(['Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet'].map((kind) => [kind, ['apps/v1']])),
  ...Object.fromEntries(
    ['ConfigMap', 'Secret', 'Service', 'ServiceAccount', 'Namespace', 'PersistentVolumeClaim'].map((kind) => [
      kind,
      ['v1'],
    ]),
  ),
  ...Object.fromEntries(['Job', 'CronJob'].map((kind) => [kind, ['batch/v1']])),
  ...Object.fromEntries(['Ingress', 'IngressClass', 'NetworkPolicy'].map((kind) => [kind, ['networking.k8s.io/v1']])),
  ...Object.fromEntries(
    ['Role', 'ClusterRole', 'RoleBinding', 'ClusterRoleBinding'].map((kind) => [
      kind,
      ['rbac.authorization.k8s.io/v1'],
    ]),
  ),
  PodDisruptionBudget: ['policy/v1'],
  HorizontalPodAutoscaler: ['autoscaling/v2', 'autoscaling/v1'],
  StorageClass: ['storage.k8s.io/v1'],
  PriorityClass: ['scheduling.k8s.io/v1'],
};

/** Kinds whose names may have other characters, such as colons. */
const FREE_NAMES = /^(Cluster)?Role(Binding)?$/;

/** API groups of Kubernetes itself. Other groups have kinds of the same names, such as Knative's Service. */
const OWN_GROUP = /^(?:[a-z]+\/|[a-z.]+\.k8s\.io\/)?v\d+(?:(?:alpha|beta)\d+)?$/;

/** True for an object of a kind of Kubernetes itself. */
const isOwn = ({ apiVersion, kind }: Manifest): boolean =>
  Object.hasOwn(VERSIONS, kind) && OWN_GROUP.test(String(apiVersion));

const versions: ManifestsRule = {
  id: 'K8S-API-1',
  severity: Severity.ERROR,
  title: 'every object of Kubernetes itself has an apiVersion that the API server serves',
  why: 'the API server refuses the object, and the deploy fails',
  evidence: 'https://kubernetes.io/docs/reference/using-api/deprecation-guide/',
  check: ({ manifests }) =>
    records(manifests.objects)
      .filter((object) => isOwn(object) && !VERSIONS[object.kind]?.includes(object.apiVersion))
      .map((object) => ({
        path: `${title(object)} apiVersion`,
        found: `${show(object.apiVersion)} has no ${object.kind} in any version of Kubernetes that EKS runs`,
        fix: `write ${VERSIONS[object.kind]?.[0]}`,
      })),
};

const names: ManifestsRule = {
  id: 'K8S-API-2',
  severity: Severity.ERROR,
  title: 'names, labels and annotations are in the form that the API server accepts',
  why: 'the API server refuses the object, and the deploy fails',
  evidence: 'https://kubernetes.io/docs/concepts/overview/working-with-objects/names/',
  check: ({ manifests }) =>
    records(manifests.objects).flatMap((object) => [...nameFault(object), ...mapFaults(object)]),
};

/** Finding about a name that is missing, or that no object can have. */
function nameFault(object: Manifest): Finding[] {
  if (!isOwn(object) || FREE_NAMES.test(object.kind)) return [];
  const { name, generateName } = record(object.metadata) as { name?: unknown; generateName?: unknown };
  const path = `${title(object)} metadata.name`;
  if (name === undefined || name === null || name === '') {
    return generateName === undefined ? [{ path, found: 'is missing', fix: 'give the object a name' }] : [];
  }
  if (isText(name) && isPlaceholder(name)) return [];
  const fault = isText(name) ? OBJECT_NAME.faultOf(name) : { fix: 'write a text in quotes' };
  return fault ? [{ path, found: `${show(name)} is not a name of an object`, fix: fault.fix }] : [];
}

/** Findings about labels and annotations of an object and of its pods. */
function mapFaults(object: Manifest): Finding[] {
  const pods = record(record(record(object['spec'])['template'])['metadata']);
  return [
    { at: 'metadata', metadata: record(object.metadata as unknown) },
    ...(isOwn(object) ? [{ at: 'spec.template.metadata', metadata: pods }] : []),
  ].flatMap(({ at, metadata }) =>
    (['labels', 'annotations'] as const).flatMap((field) => {
      const map = metadata[field];
      if (!isRecord(map)) return [];
      return Object.entries(map).flatMap(([key, value]) => {
        const fault = entryFault(field, key, value);
        return fault ? [{ path: `${title(object)} ${at}.${field}[${key}]`, ...fault }] : [];
      });
    }),
  );
}

/** Fault of a label or an annotation. */
function entryFault(field: 'labels' | 'annotations', key: string, value: unknown): Omit<Finding, 'path'> | undefined {
  // The API server ignores the case of an annotation's prefix.
  const name = field === 'annotations' ? key.toLowerCase() : key;
  // A placeholder of the CDK is a finding of its own.
  if (!isPlaceholder(key) && tokensIn(key).length === 0 && LABEL_KEY.faultOf(name)) {
    return { found: 'is not a key of a label or an annotation', fix: "write one such as 'example.com/team'" };
  }
  // A field that is null is not sent.
  if (value === null || value === undefined) return undefined;
  if (!isText(value)) return { found: `${show(value)} is not a text`, fix: 'write it in quotes' };
  const fault = field === 'labels' && !isPlaceholder(value) ? LABEL_VALUE.faultOf(value) : undefined;
  return fault && { found: `${show(value)} ${fault.wrong}`, fix: fault.fix };
}

/** Rules about the fields of any object that the API server validates. */
export const API_OBJECT_RULES: readonly ManifestsRule[] = [versions, names];
