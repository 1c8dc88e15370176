import { distance } from 'fastest-levenshtein';
import { nearest } from '../../../charts/input/nearest';
import { NAMESPACE, OBJECT_NAME, type TextForm, textForm } from '../../../charts/input/forms';
import { show } from '../../../charts/input/show';
import { type Manifest, title } from '../../manifests/manifest';
import { isText, record, records } from '../../manifests/shape';
import { isPlaceholder } from '../read/configured';
import { apiFaults } from '../read/kubernetes/faults';
import { SERVICE_NAME } from '../read/kubernetes/values';
import { entryFaults } from '../read/kubernetes/labels';
import { groupOf, GROUPS, KIND_NAMES, versionsOf } from '../read/kubernetes/schema';
import { type Finding, type ManifestsRule, Severity } from '../rule';
import { useSimilar } from '../words';

const versions: ManifestsRule = {
  id: 'K8S-API-1',
  severity: Severity.ERROR,
  title: 'the API server has the kind and version of every object of Kubernetes itself',
  why: 'the API server refuses the object, and the deploy fails',
  evidence: 'https://kubernetes.io/docs/reference/using-api/deprecation-guide/',
  check: ({ manifests }) => records(manifests.objects).flatMap(kindFault),
};

/** Versions that only some clusters have: EKS serves none that is new in alpha or beta. */
const EARLY = /\/v\d+(alpha|beta)\d+$/;

/** Kinds of these groups change with each version of Kubernetes. */
const CHANGING = /^(resource|storagemigration)\.k8s\.io$/;

/** Groups that Kubernetes may have had: without a dot, or its own. Others have kinds of the same names, such as the Service of Knative. */
const LIKE_OWN = /^(?:[a-z]+|[a-z.]+\.k8s\.io|)$/;

/** Finding about a kind or a version that no cluster has. */
function kindFault(object: Manifest): Finding[] {
  const { apiVersion, kind } = object as { apiVersion?: unknown; kind?: unknown };
  if (!isText(kind) || isPlaceholder(kind) || (isText(apiVersion) && isPlaceholder(apiVersion))) return [];
  const at = (field: string, found: string, fix: string): Finding[] => [
    { path: `${title(object)} ${field}`, found, fix },
  ];
  const known = versionsOf(kind);
  if (!isText(apiVersion) || apiVersion === '') {
    return at(
      'apiVersion',
      apiVersion === undefined ? 'is missing' : `${show(apiVersion)} is not a version`,
      known[0] === undefined ? 'write its version' : `write ${known[0]}`,
    );
  }
  const group = groupOf(apiVersion);
  const isVersion = apiVersion.split('/').length < 3;
  const isMeant = LIKE_OWN.test(group) || [...GROUPS].some((own) => own.includes('.') && distance(own, group) <= 2);
  if (known.includes(apiVersion) || (isVersion && !isMeant)) return [];
  const [newest] = known;
  if (newest !== undefined) {
    // A kind that is not stable may have another version in another Kubernetes.
    if (EARLY.test(newest) || (EARLY.test(apiVersion) && CHANGING.test(group))) return [];
    return at(
      'apiVersion',
      `${show(apiVersion)} has no ${kind} in any version of Kubernetes that EKS runs`,
      `write ${newest}`,
    );
  }
  // Lists are read as their items.
  if (!GROUPS.has(group) || /List$/.test(kind) || CHANGING.test(group)) return [];
  const meant = nearest(kind, KIND_NAMES);
  const fix =
    meant === undefined ? 'remove it, or write the version of the operator whose kind it is' : `write ${meant}`;
  const instead = versionsOf(meant ?? '')[0];
  return at(
    'kind',
    `${show(kind)} is not a kind of Kubernetes`,
    instead === undefined || instead === apiVersion ? fix : `${fix} of ${instead}`,
  );
}

const names: ManifestsRule = {
  id: 'K8S-API-2',
  severity: Severity.ERROR,
  title: 'names, labels and annotations are in the form that the API server takes',
  why: 'the API server refuses the object, and the deploy fails',
  evidence: 'https://kubernetes.io/docs/concepts/overview/working-with-objects/names/',
  check: ({ manifests }) => [
    ...records(manifests.objects).flatMap((object) => [
      ...nameFault(object),
      ...namespaceFault(object),
      ...mapFaults(object),
      ...levelFaults(object),
    ]),
    ...apiFaults(manifests)
      .filter(({ area }) => area === 'labels')
      .map(({ path, found, fix }) => ({ path, found, fix })),
  ],
};

/** Kinds whose names may have other characters, such as colons. */
const FREE_NAMES = /^(Cluster)?Role(Binding)?$/;

const FREE_NAME = textForm('system:node', /^(?!\.\.?$)[^/%]+$/, 'is not a name of a role', 'leave out / and %');

/** Form of the name of a kind. */
function nameForm(kind: string): TextForm {
  if (FREE_NAMES.test(kind)) return FREE_NAME;
  // Pods of a StatefulSet have its name as hosts, so it has the form of a namespace: a label of DNS.
  if (kind === 'Namespace' || kind === 'StatefulSet') return NAMESPACE;
  return kind === 'Service' ? SERVICE_NAME : OBJECT_NAME;
}

/** True for an object of Kubernetes itself. */
const isOwn = ({ apiVersion, kind }: Manifest): boolean =>
  versionsOf(kind).length > 0 && LIKE_OWN.test(groupOf(String(apiVersion)));

/** Finding about a name that is missing, or that no object can have. */
function nameFault(object: Manifest): Finding[] {
  if (!isOwn(object)) return [];
  const { name, generateName } = record(object.metadata) as { name?: unknown; generateName?: unknown };
  const path = `${title(object)} metadata.name`;
  if (name === undefined || name === null || name === '') {
    return generateName === undefined ? [{ path, found: 'is missing', fix: 'give the object a name' }] : [];
  }
  if (isText(name) && isPlaceholder(name)) return [];
  const fault = isText(name) ? nameForm(object.kind).faultOf(name) : { fix: 'write a text in quotes' };
  return fault ? [{ path, found: `${show(name)} is not a name of an object`, fix: fault.fix }] : [];
}

/** Finding about a namespace that cannot exist. */
function namespaceFault(object: Manifest): Finding[] {
  const { namespace } = record(object.metadata) as { namespace?: unknown };
  if (!isText(namespace) || namespace === '' || isPlaceholder(namespace)) return [];
  const fault = NAMESPACE.faultOf(namespace);
  return fault
    ? [{ path: `${title(object)} metadata.namespace`, found: `${show(namespace)} ${fault.wrong}`, fix: fault.fix }]
    : [];
}

/** Findings about labels and annotations of an object. */
const mapFaults = (object: Manifest): Finding[] =>
  (['labels', 'annotations'] as const).flatMap((field) =>
    entryFaults(field, record(object.metadata as unknown)[field], `${title(object)} metadata.${field}`),
  );

/** Labels of Pod Security: levels, and versions of them. */
const POD_SECURITY = /^pod-security\.kubernetes\.io\/(?:enforce|audit|warn)(-version)?$/;

const LEVELS = ['privileged', 'baseline', 'restricted'];

/** Findings about labels of Pod Security, whose values the API server knows. */
function levelFaults(object: Manifest): Finding[] {
  if (object.kind !== 'Namespace') return [];
  return Object.entries(record(record(object.metadata as unknown)['labels'])).flatMap(([key, value]) => {
    const [label, version] = POD_SECURITY.exec(key) ?? [];
    if (label === undefined || !isText(value) || isPlaceholder(value)) return [];
    const isKnown = version === undefined ? LEVELS.includes(value) : /^(latest|v1\.\d+)$/.test(value);
    const [what, fix] =
      version === undefined
        ? ['level', useSimilar(value, LEVELS, `use one of ${LEVELS.join(', ')}`)]
        : ['version', 'write latest, or one such as v1.34'];
    const path = `${title(object)} metadata.labels[${key}]`;
    return isKnown ? [] : [{ path, found: `${show(value)} is not a ${what} of Pod Security`, fix }];
  });
}

/** Rules about kinds, names and labels of objects. */
export const OBJECT_RULES: readonly ManifestsRule[] = [versions, names];
