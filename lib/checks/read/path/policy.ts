import { NAMESPACE_NAME_LABEL } from '../../../../charts/kubernetes/objects';
import { addTo } from '../../../manifests/groups';
import { selectedIn } from '../../../manifests/lookup';
import type { Manifests } from '../../../manifests/manifests';
import { isRecord, record, records, texts } from '../../../manifests/shape';
import { containersOf, type Workload } from '../../../manifests/workloads';
import type { Manifest } from '../../../manifests/manifest';
import { sameNamespace, type Selector, selects } from '../../../manifests/selectors';

/** Direction of a policy rule. */
export type Direction = 'ingress' | 'egress';

/** A connection between pods. */
export interface Connection {
  /** Pods that open it. */
  readonly from: Workload;

  /** Pods that accept it. */
  readonly to: Workload;

  /** Port of the pods that accept it. */
  readonly port: number;
}

/** Answer to a question; undefined if unknown. */
type Answer = boolean | undefined;

/**
 * Policy that blocks a connection; undefined if no policy is known to block it. It selects the pods, and neither it nor any
 * other allows the connection. If one might allow it, the answer is undefined.
 */
export function policyAgainst(
  manifests: Manifests,
  direction: Direction,
  connection: Connection,
): Manifest | undefined {
  const { from, to } = connection;
  const here = direction === 'ingress' ? to : from;
  // Other kinds of policies may allow more, and no policy applies to the host network.
  const isOpen = [from, to].some(({ pod }) => record(pod as unknown)['hostNetwork'] === true);
  if (isOpen || manifests.read(readOtherPolicies)) return undefined;
  const policies = policiesFor(manifests, direction, here);
  const answerOf = (policy: Manifest): Answer =>
    anyOf(rulesOf(policy, direction).map((rule) => lets(rule, policy, direction, connection)));
  if (policies.length === 0 || anyOf(policies.map(answerOf)) !== false) return undefined;
  // A policy that selects no pods is a finding of its own: these may be the pods that it is meant for.
  const lost = manifests
    .read(readLostPolicies)
    .filter((policy) => isOfDirection(policy, direction) && sameNamespace(policy.metadata.namespace, here.namespace));
  if (anyOf(lost.map(answerOf)) !== false) return undefined;
  return policyToChange(policies, direction, connection);
}

/**
 * Policy whose rules a connection belongs to: the one about its port, or else one about every port, or about others.
 * A policy without rules is meant to deny everything.
 */
function policyToChange(
  policies: readonly Manifest[],
  direction: Direction,
  connection: Pick<Connection, 'to' | 'port'>,
): Manifest | undefined {
  const withRule = (isMeant: (rule: Record<string, unknown>) => boolean) =>
    policies.find((policy) => rulesOf(policy, direction).some(isMeant));
  return (
    withRule((rule) => records(rule['ports']).length > 0 && isForPort(rule, connection)) ??
    withRule((rule) => isForPort(rule, connection)) ??
    withRule(() => true) ??
    policies[0]
  );
}

/** Policy that blocks nearly all addresses outside the cluster; undefined if no known policy does. */
export function policyAgainstOutside(
  manifests: Manifests,
  to: Workload,
  port: string | number,
  matters: (block: string) => boolean,
): Manifest | undefined {
  const isOpen = record(to.pod as unknown)['hostNetwork'] === true;
  if (isOpen || manifests.read(readOtherPolicies)) return undefined;
  const number = typeof port === 'number' ? port : portNumber(to, port);
  const policies = policiesFor(manifests, 'ingress', to);
  if (policies.length === 0 || number === undefined) return undefined;
  const rules = policies.flatMap((policy) => rulesOf(policy, 'ingress'));
  const connection = { to, port: number };
  const admits = rules.some((rule) => isForPort(rule, connection) && isFromOutside(rule, matters));
  return admits ? undefined : policyToChange(policies, 'ingress', connection);
}

/** Policy that blocks a port of all addresses outside the cluster; undefined if none is known to. */
export function policyAgainstLeaving(manifests: Manifests, from: Workload, port: number): Manifest | undefined {
  const isOpen = record(from.pod as unknown)['hostNetwork'] === true;
  if (isOpen || manifests.read(readOtherPolicies)) return undefined;
  const policies = policiesFor(manifests, 'egress', from);
  const admits = policies
    .flatMap((policy) => rulesOf(policy, 'egress'))
    .some((rule) => {
      const peers = records(rule['to']);
      const isOutside = peers.length === 0 || peers.some(({ ipBlock }) => ipBlock !== undefined);
      return isOutside && isForPort(rule, { to: from, port });
    });
  return admits ? undefined : policyToChange(policies, 'egress', { to: from, port });
}

function portNumber(to: Workload, name: string): number | undefined {
  return containersOf(to)
    .flatMap(({ ports }) => records(ports))
    .find((declared) => declared.name === name)?.containerPort;
}

/** True if a rule admits all sources, or a range of addresses that matters. */
function isFromOutside(rule: Record<string, unknown>, matters: (block: string) => boolean): boolean {
  const peers = records(rule['from']);
  if (peers.length === 0) return true;
  const blocks = peers.flatMap(({ ipBlock }) => record(ipBlock as unknown)['cidr'] ?? []).map(String);
  return blocks.some(matters);
}

/** True if there are policies of other kinds. */
const readOtherPolicies = ({ objects }: Manifests): boolean =>
  objects.some(
    ({ kind, apiVersion }) => /NetworkPolicy$/.test(kind) && !String(apiVersion).startsWith('networking.k8s.io/'),
  );

function specOf(policy: Manifest): Record<string, unknown> {
  return record(policy['spec']);
}

function rulesOf(policy: Manifest, direction: Direction): Record<string, unknown>[] {
  return records(specOf(policy)[direction]);
}

/** Policies of a direction that select a workload. */
function policiesFor(manifests: Manifests, direction: Direction, workload: Workload): Manifest[] {
  const policies = manifests.read(readPoliciesByPods).get(workload) ?? [];
  return policies.filter((policy) => isOfDirection(policy, direction));
}

function isOfDirection(policy: Manifest, direction: Direction): boolean {
  const { policyTypes, egress } = specOf(policy);
  const types = Array.isArray(policyTypes) ? texts(policyTypes) : ['Ingress', ...(egress ? ['Egress'] : [])];
  return types.some((type) => type.toLowerCase() === direction);
}

function readPoliciesByPods(manifests: Manifests): ReadonlyMap<Workload, readonly Manifest[]> {
  const byPods = new Map<Workload, Manifest[]>();
  for (const policy of manifests.ofKind('NetworkPolicy')) {
    const selector = record(specOf(policy)['podSelector']) as Selector;
    for (const workload of selectedIn(manifests, policy.metadata.namespace, selector)) addTo(byPods, workload, policy);
  }
  return byPods;
}

/** Policies that select no pods. */
function readLostPolicies(manifests: Manifests): Manifest[] {
  const found = new Set([...manifests.read(readPoliciesByPods).values()].flat());
  return manifests.ofKind('NetworkPolicy').filter((policy) => !found.has(policy));
}

function anyOf(answers: readonly Answer[]): Answer {
  return answers.includes(true) || (answers.includes(undefined) ? undefined : false);
}

function lets(rule: Record<string, unknown>, policy: Manifest, direction: Direction, connection: Connection): Answer {
  if (!isForPort(rule, connection)) return false;
  const peers = rule[direction === 'ingress' ? 'from' : 'to'];
  const there = direction === 'ingress' ? connection.from : connection.to;
  const known = records(peers);
  return known.length === 0 || anyOf(known.map((peer) => isPeer(peer, policy, there)));
}

function isPeer(peer: Record<string, unknown>, policy: Manifest, { namespace, labels }: Workload): Answer {
  const { ipBlock, namespaceSelector, podSelector } = peer;
  if (ipBlock !== undefined) return undefined;
  if (isRecord(podSelector) && !selects(podSelector as Selector, labels)) return false;
  return isRecord(namespaceSelector)
    ? isNamespace(namespaceSelector, namespace)
    : sameNamespace(policy.metadata.namespace, namespace);
}

/** The only label that a namespace is known to have is its name. */
function isNamespace(selector: Record<string, unknown>, namespace: string | undefined): Answer {
  const keys = [
    ...Object.keys(record(selector['matchLabels'])),
    ...records(selector['matchExpressions']).map(({ key }) => key),
  ];
  if (keys.length === 0) return true;
  if (namespace === undefined || keys.some((key) => key !== NAMESPACE_NAME_LABEL)) return undefined;
  return selects(selector as Selector, { [NAMESPACE_NAME_LABEL]: namespace });
}

function isForPort(rule: Record<string, unknown>, { port, to }: Pick<Connection, 'to' | 'port'>): boolean {
  const ports = records(rule['ports']);
  return ports.length === 0 || ports.some((one) => (one['protocol'] ?? 'TCP') === 'TCP' && isPort(one, port, to));
}

function isPort({ port, endPort }: Record<string, unknown>, number: number, to: Workload): boolean {
  if (port === undefined || port === null) return true;
  if (typeof port === 'number') return number >= port && number <= (typeof endPort === 'number' ? endPort : port);
  return containersOf(to).some(({ ports }) =>
    records(ports).some((declared) => declared.name === port && declared.containerPort === number),
  );
}
