import { type Manifest, title } from '../../manifests/manifest';
import type { Manifests } from '../../manifests/manifests';
import { isEmpty, type Selector, selectorText } from '../../manifests/selectors';
import { record, records, text } from '../../manifests/shape';
import { selectedIn } from '../../manifests/lookup';
import { distinctBy, type Finding, type ManifestsRule, Severity } from '../rule';

/** Combinations of port and protocol that the VPC CNI takes for one range of addresses, over all policies of a pod. */
const MOST_PORTS = 24;

const ports: ManifestsRule = {
  id: 'K8S-POLICY-5',
  severity: Severity.WARNING,
  title: `network policies open at most ${MOST_PORTS} ports of one range of addresses to a pod`,
  why: `the VPC CNI of EKS takes ${MOST_PORTS} combinations of port and protocol for a range: connections to any further port time out`,
  evidence: 'https://docs.aws.amazon.com/eks/latest/userguide/cni-network-policy.html',
  check: ({ manifests }) => {
    const findings = manifests.workloads.flatMap((workload) =>
      DIRECTIONS.flatMap((direction) => manyPorts(policiesOf(manifests, workload), direction)),
    );
    return distinctBy(findings, ({ path, found }) => `${path} ${found}`);
  },
};

/** Directions of connections: the rules of a policy, and the peers of a rule. */
const DIRECTIONS = [
  { rules: 'egress', peers: 'to' },
  { rules: 'ingress', peers: 'from' },
] as const;

/** Policies of the pods of each workload. */
function policiesOf(manifests: Manifests, workload: Manifests['workloads'][number]): readonly Manifest[] {
  return manifests.read(readPolicies).get(workload.title) ?? [];
}

function readPolicies(manifests: Manifests): ReadonlyMap<string, readonly Manifest[]> {
  const all = new Map<string, Manifest[]>();
  for (const policy of manifests.ofKind('NetworkPolicy')) {
    const selector = record(policy['spec'])['podSelector'] as Selector | undefined;
    for (const workload of selectedIn(manifests, policy.metadata.namespace, selector)) {
      all.set(workload.title, [...(all.get(workload.title) ?? []), policy]);
    }
  }
  return all;
}

/** Ports that policies open for one peer. */
interface Opened {
  /** Combinations of port and protocol. */
  readonly ports: Set<string>;

  /** Policy that opens the last of them. */
  policy: Manifest;
}

/** Findings about peers for which the policies of a pod open too many ports. */
function manyPorts(policies: readonly Manifest[], { rules, peers }: (typeof DIRECTIONS)[number]): Finding[] {
  const byPeer = new Map<string, Opened>();
  for (const policy of policies) {
    for (const rule of records(record(policy['spec'])[rules])) {
      for (const peer of peersOf(rule[peers], policy)) {
        const opened = byPeer.get(peer) ?? { ports: new Set<string>(), policy };
        byPeer.set(peer, opened);
        for (const port of portsOf(rule['ports'])) {
          if (!opened.ports.has(port)) opened.policy = policy;
          opened.ports.add(port);
        }
      }
    }
  }
  return [...byPeer]
    .filter(([, opened]) => opened.ports.size > MOST_PORTS)
    .map(([peer, opened]) => ({
      path: `${title(opened.policy)} spec.${rules}`,
      found: `${opened.ports.size} combinations of port and protocol are open ${peers} ${peer}`,
      fix: `use ${MOST_PORTS} at most: fewer different ports, ranges with endPort, or narrower ranges of addresses`,
    }));
}

/** Any address. A rule without peers means the same. */
const ANYWHERE = 'any address';

/** Peers of a rule in words. Equal peers have equal words. */
function peersOf(given: unknown, { metadata }: Manifest): string[] {
  const peers = records(given);
  if (peers.length === 0) return [ANYWHERE];
  return peers.map(({ ipBlock, namespaceSelector, podSelector }) => {
    const cidr = text(record(ipBlock)['cidr']);
    if (cidr !== undefined) return /^(0\.0\.0\.0|::)\/0$/.test(cidr) ? ANYWHERE : cidr;
    const pods = selectorWords(podSelector, 'all pods');
    const namespaces =
      namespaceSelector === undefined
        ? `namespace ${metadata.namespace ?? 'default'}`
        : selectorWords(namespaceSelector, 'all namespaces');
    return `${pods} in ${namespaces}`;
  });
}

function selectorWords(given: unknown, all: string): string {
  const selector = given as Selector | undefined;
  return isEmpty(selector) ? all : selectorText(selector);
}

/** Combinations of port and protocol of a rule. */
function portsOf(given: unknown): string[] {
  const opened = records(given);
  if (opened.length === 0) return ['all'];
  return opened.map(({ port, endPort, protocol }) =>
    [text(protocol) ?? 'TCP', String(port ?? 'all'), ...(endPort === undefined ? [] : [String(endPort)])].join(' '),
  );
}

/** Rules about how many ports network policies open. */
export const POLICY_PORT_RULES: readonly ManifestsRule[] = [ports];
