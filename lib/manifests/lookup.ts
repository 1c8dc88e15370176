import type { Manifests } from './manifests';
import { type Manifest, titleOf } from './manifest';
import { sameNamespace, type Selector } from './selectors';
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
  return manifests.read(readOperated).some((one) => sameNamespace(one.metadata.namespace, namespace));
}

const readOperated = ({ objects }: Manifests): Manifest[] =>
  records(objects).filter(({ apiVersion, kind, metadata }) => {
    const group = String(apiVersion).split('/').slice(0, -1).join('/');
    return isRecord(metadata) && !BUILT_IN_GROUP.test(group) && !DECLARATION.test(String(kind));
  });

/** Resources with which a program creates pods. */
const PODS = ['pods', 'jobs', 'cronjobs', 'deployments', 'statefulsets', 'daemonsets', 'replicasets'];

/** True if a Role of a namespace lets a program create pods that are not in the manifests. */
function hasCreator(manifests: Manifests, namespace: string | undefined): boolean {
  return manifests.read(readCreators).some((one) => sameNamespace(one.metadata.namespace, namespace));
}

const readCreators = (manifests: Manifests): Manifest[] =>
  manifests
    .ofKind('Role')
    .filter((role) =>
      records(role['rules']).some(
        ({ resources, verbs }) =>
          texts(resources).some((one) => one === '*' || PODS.includes(one)) &&
          texts(verbs).some((one) => one === '*' || one === 'create'),
      ),
    );

/**
 * Workloads that a selector selects in a namespace; undefined if unknown: in a namespace in which
 * these manifests create no pods, or in which an operator or another program may create the missing ones.
 */
export function podsOf(
  manifests: Manifests,
  namespace: string | undefined,
  selector: Selector | undefined,
): Workload[] | undefined {
  const { workloads } = manifests;
  if (!workloads.some((workload) => sameNamespace(workload.namespace, namespace))) return undefined;
  const found = selected(workloads, namespace, selector);
  const isMadeElsewhere = found.length === 0 && (hasOperator(manifests, namespace) || hasCreator(manifests, namespace));
  return isMadeElsewhere ? undefined : found;
}

/** Object of a name; 'made elsewhere' if Kubernetes or an operator may create it; undefined if it is missing. */
export function targetOf(
  manifests: Manifests,
  { kind, namespace, name }: Named,
): Manifest | 'made elsewhere' | undefined {
  if (BUILT_IN.test(titleOf(kind, undefined, name))) return 'made elsewhere';
  const made = manifests
    .ofKind(kind)
    .find(({ metadata }) => metadata.name === name && sameNamespace(metadata.namespace, namespace));
  if (made) return made;
  const isClaim = kind === 'PersistentVolumeClaim' && isClaimedBySet(manifests, name);
  return isClaim || hasOperator(manifests, namespace) ? 'made elsewhere' : undefined;
}

/** Names of existing objects of a kind, to suggest. */
export function namesOf(manifests: Manifests, kind: string, namespace: string | undefined): string[] {
  return manifests
    .ofKind(kind)
    .filter(({ metadata }) => metadata.name && sameNamespace(metadata.namespace, namespace))
    .map(({ metadata }) => metadata.name)
    .slice(0, 5);
}

/** A StatefulSet makes a claim `<claim>-<set>-<number>` for each of its pods. */
function isClaimedBySet({ workloads }: Manifests, name: string): boolean {
  return workloads.some((workload) =>
    (workload.spec.volumeClaimTemplates ?? []).some(({ metadata: claim }) => {
      const start = `${claim.name}-${workload.name}-`;
      return workload.kind === 'StatefulSet' && name.startsWith(start) && /^\d+$/.test(name.slice(start.length));
    }),
  );
}
