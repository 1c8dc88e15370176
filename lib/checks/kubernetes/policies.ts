import type { Manifests } from '../../manifests/manifests';
import { record, records } from '../../manifests/shape';
import { type Finding, type ManifestsRule, Severity } from '../rule';
import { containersOf, declaresPort, type Workload, portsOf } from '../../manifests/workloads';
import { isEmpty, type Selector, selectorText } from '../../manifests/selectors';
import { type Manifest, title } from '../../manifests/manifest';
import { podsOf } from '../../manifests/lookup';
import { useOneOf } from '../words';

/** Peer of a NetworkPolicy. */
interface Peer {
  /** Its pods. @default - all */
  readonly podSelector?: Selector;

  /** Their namespaces. @default - the policy's own */
  readonly namespaceSelector?: Selector;
}

/** A port that a policy opens. */
interface Port {
  /** Its name or number. @default - all */
  readonly port?: string | number;

  /** Last port of a range. */
  readonly endPort?: number;

  /** TCP, UDP or SCTP. @default TCP */
  readonly protocol?: string;
}

/** NetworkPolicy: the fields that are read. */
interface NetworkPolicy {
  /** Its spec. */
  readonly spec?: {
    /** The pods it is for. */
    readonly podSelector?: Selector;

    /** Ingress rules. */
    readonly ingress?: readonly { readonly from?: readonly Peer[]; readonly ports?: readonly Port[] }[];

    /** Egress rules. */
    readonly egress?: readonly { readonly to?: readonly Peer[] }[];
  };
}

type Policy = Manifest & NetworkPolicy;

const policies: ManifestsRule = {
  id: 'K8S-POLICY-1',
  severity: Severity.ERROR,
  title: 'every NetworkPolicy selects pods',
  why: 'a policy that selects no pods protects none: the traffic it should block gets in',
  evidence: 'https://kubernetes.io/docs/concepts/services-networking/network-policies/',
  check: ({ manifests }) =>
    manifests
      .read(readPolicies)
      .filter(({ pods }) => pods.length === 0)
      .map(({ policy }) => ({
        path: `${title(policy)} spec.podSelector`,
        found: `${selectorText(record(policy.spec).podSelector)} selects no pods`,
        fix: 'use the labels of the pods it is meant for',
      })),
};

const peers: ManifestsRule = {
  id: 'K8S-POLICY-2',
  severity: Severity.WARNING,
  title: 'every peer of a NetworkPolicy selects pods',
  why: 'the intended client is blocked, and everything it sends is lost',
  evidence: 'https://kubernetes.io/docs/concepts/services-networking/network-policies/',
  check: ({ manifests }) => manifests.read(readPolicies).flatMap(({ policy }) => lostPeers(manifests, policy)),
};

const ports: ManifestsRule = {
  id: 'K8S-POLICY-3',
  severity: Severity.WARNING,
  title: 'every port that a NetworkPolicy opens is declared by its pods',
  why: 'the intended port stays closed, and its clients time out',
  evidence: 'https://kubernetes.io/docs/concepts/services-networking/network-policies/',
  check: ({ manifests }) => manifests.read(readPolicies).flatMap(({ policy, pods }) => lostPorts(policy, pods)),
};

/** Policies for certain pods of a namespace whose pods are known, and those pods. */
function readPolicies(manifests: Manifests): { policy: Policy; pods: Workload[] }[] {
  return manifests.ofKind<NetworkPolicy>('NetworkPolicy').flatMap((policy) => {
    const { podSelector } = record(policy.spec);
    const pods = podsOf(manifests, policy.metadata.namespace, podSelector);
    return pods && (pods.length > 0 || !isEmpty(podSelector)) ? [{ policy, pods }] : [];
  });
}

function lostPeers(manifests: Manifests, policy: Policy): Finding[] {
  const { ingress, egress } = record(policy.spec);
  const all = [
    ...records(ingress).flatMap(({ from }, rule) => placed(from, `ingress[${rule}].from`)),
    ...records(egress).flatMap(({ to }, rule) => placed(to, `egress[${rule}].to`)),
  ];
  return all.flatMap(({ peer, path }) => {
    const namespace = namespaceOf(peer, policy);
    if (namespace === 'unknown' || isEmpty(peer.podSelector)) return [];
    const pods = podsOf(manifests, namespace, peer.podSelector);
    if (!pods || pods.length > 0) return [];
    return {
      path: `${title(policy)} spec.${path}.podSelector`,
      found: `${selectorText(peer.podSelector)} selects no pods${namespace ? ` of namespace '${namespace}'` : ''}`,
      fix: 'use the labels of the pods it is meant for',
    };
  });
}

const placed = (list: readonly Peer[] | undefined, path: string): { peer: Peer; path: string }[] =>
  records(list).map((peer, index) => ({ peer, path: `${path}[${index}]` }));

/** Namespace that a peer selects by its name; undefined for other labels, which may select any namespace. */
function namespaceOf({ namespaceSelector }: Peer, { metadata }: Policy): string | undefined {
  if (!namespaceSelector) return metadata.namespace;
  return record(namespaceSelector.matchLabels)['kubernetes.io/metadata.name'] ?? 'unknown';
}

/** A policy for all pods of a namespace may be about pods that come from elsewhere. */
function lostPorts(policy: Policy, pods: readonly Workload[]): Finding[] {
  const { podSelector, ingress } = record(policy.spec);
  if (isEmpty(podSelector)) return [];
  return records(ingress).flatMap((rule, index) =>
    records(rule.ports).flatMap(({ port, endPort, protocol = 'TCP' }, at) => {
      const declared = portsOf(pods.flatMap(containersOf), protocol);
      if (port === undefined || endPort !== undefined || pods.some((pod) => declaresPort(pod, port, protocol)))
        return [];
      if (declared.length === 0) return [];
      return {
        path: `${title(policy)} spec.ingress[${index}].ports[${at}].port`,
        found: `${typeof port === 'string' ? `'${port}'` : port} is not a ${protocol} port of the pods it selects`,
        fix: useOneOf(declared, 'declare it in the container'),
      };
    }),
  );
}

/** Rules about network policies. */
export const POLICY_RULES: readonly ManifestsRule[] = [policies, peers, ports];
