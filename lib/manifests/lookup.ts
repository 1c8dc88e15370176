import type { Manifests } from './manifests';
import { type Manifest, titleOf } from './manifest';
import { ByNamespace } from './by-namespace';
import type { Selector } from './selectors';
import { WorkloadIndex } from './workload-index';
import { selected, type Workload } from './workloads';
import { isRecord, records, texts } from './shape';

/** An object that is named, by kind, namespace and name. */
export interface Named {
  /** Its kind. */
  readonly kind: string;

  /** Its namespace. @default - its kind has none, or unknown */
  readonly namespace?: string;

  /** Its name. */
  readonly name: string;
}

/** Objects that exist in every cluster or in every namespace. */
const BUILT_IN =
  /^(ConfigMap kube-root-ca\.crt|ServiceAccount default|ClusterRole (cluster-admin|admin|edit|view|(system|eks):.+))$/;

/** Groups of Kubernetes itself: `apps`, `policy`, `networking.k8s.io`, and the first one, which has no name. */
const BUILT_IN_GROUP = /^[a-z]*$|\.k8s\.io$/;

/** Kinds of custom resources that create no workloads: about metrics, secrets, networks. Others may create some. */
const DECLARATION =
  /(Monitor|Rule|Probe|ScrapeConfig|Secret|SecretStore|SecretProviderClass|Certificate|Issuer|Dashboard|Data[sS]ource|Route|Gateway|Policy|NodePool|NodeClass|Constraints|Binding|ScaledObject|TriggerAuthentication|VirtualService)$/;

/** True if an operator may create objects in a namespace that are not in the manifests. */
function hasOperator(manifests: Manifests, namespace: string | undefined): boolean {
  return manifests.read(readOperated).has(namespace);
}

const readOperated = ({ objects }: Manifests): ByNamespace<Manifest> => {
  const operated = records(objects).filter(({ apiVersion, kind, metadata }) => {
    const group = String(apiVersion).split('/').slice(0, -1).join('/');
    return isRecord(metadata) && !BUILT_IN_GROUP.test(group) && !DECLARATION.test(String(kind));
  });
  return new ByNamespace(operated, ({ metadata }) => metadata.namespace);
};

/** Workloads that a selector selects in a namespace. */
export function selectedIn(
  manifests: Manifests,
  namespace: string | undefined,
  selector: Selector | undefined,
): Workload[] {
  return selected(manifests.read(readWorkloadIndex).candidates(namespace, selector), namespace, selector);
}

const readWorkloadIndex = ({ workloads }: Manifests): WorkloadIndex => new WorkloadIndex(workloads);

/** Resources with which a program creates pods. */
const PODS = ['pods', 'jobs', 'cronjobs', 'deployments', 'statefulsets', 'daemonsets', 'replicasets'];

/** True if a Role of a namespace lets a program create pods that are not in the manifests. */
function hasCreator(manifests: Manifests, namespace: string | undefined): boolean {
  return manifests.read(readCreators).has(namespace);
}

const readCreators = (manifests: Manifests): ByNamespace<Manifest> => {
  const creators = manifests
    .ofKind('Role')
    .filter((role) =>
      records(role['rules']).some(
        ({ resources, verbs }) =>
          texts(resources).some((one) => one === '*' || PODS.includes(one)) &&
          texts(verbs).some((one) => one === '*' || one === 'create'),
      ),
    );
  return new ByNamespace(creators, ({ metadata }) => metadata.namespace);
};

/**
 * Workloads that a selector selects in a namespace; undefined if unknown: in a namespace in which
 * these manifests create no pods, or in which an operator or another program may create the missing ones.
 */
export function podsOf(
  manifests: Manifests,
  namespace: string | undefined,
  selector: Selector | undefined,
): Workload[] | undefined {
  if (!manifests.read(readWorkloadIndex).has(namespace)) return undefined;
  const found = selectedIn(manifests, namespace, selector);
  const isMadeElsewhere = found.length === 0 && (hasOperator(manifests, namespace) || hasCreator(manifests, namespace));
  return isMadeElsewhere ? undefined : found;
}

/** Object of a name; 'made elsewhere' if Kubernetes or an operator may create it; undefined if it is missing. */
export function targetOf(
  manifests: Manifests,
  { kind, namespace, name }: Named,
): Manifest | 'made elsewhere' | undefined {
  if (BUILT_IN.test(titleOf(kind, undefined, name))) return 'made elsewhere';
  const [made] = manifests.index.named(kind, namespace, name);
  if (made) return made;
  const isClaim = kind === 'PersistentVolumeClaim' && isClaimedBySet(manifests, name);
  return isClaim || hasOperator(manifests, namespace) ? 'made elsewhere' : undefined;
}

/** A StatefulSet makes a claim `<claim>-<set>-<number>` for each of its pods. */
function isClaimedBySet(manifests: Manifests, name: string): boolean {
  const [, start] = /^(.*)-\d+$/.exec(name) ?? [];
  return start !== undefined && manifests.read(readClaims).has(start);
}

/** Names of the claims of StatefulSets, without the number of the pod. */
const readClaims = ({ workloads }: Manifests): ReadonlySet<string> =>
  new Set(
    workloads
      .filter(({ kind }) => kind === 'StatefulSet')
      .flatMap(({ name, spec }) => (spec.volumeClaimTemplates ?? []).map(({ metadata }) => `${metadata.name}-${name}`)),
  );
