import { NAMESPACE_NAME_LABEL } from '../../../charts/kubernetes/objects';
import type { Manifest } from '../../../lib/manifests/manifest';
import { type Selector, selects } from '../../../lib/manifests/selectors';
import { isRecord, record, records, texts } from '../../../lib/manifests/shape';
import { type Cluster, type Listener, type Place, portNamed } from './cluster';

/** Direction of a rule. */
type Direction = 'Ingress' | 'Egress';

/** A connection, to the port of the pod that accepts it: Services are resolved before policies look. */
export interface Flow extends Listener {
  readonly from: Place;
}

/**
 * True if the policies let a connection out of its origin and into its end, as Kubernetes defines it
 * (https://kubernetes.io/docs/concepts/services-networking/network-policies/): no policy of a direction leaves a pod open, and
 * the rules of all that select it add up.
 */
export const isAllowed = (cluster: Cluster, flow: Flow): boolean => leaves(cluster, flow) && enters(cluster, flow);

/** True if the policies let a connection out of its origin. */
export const leaves = (cluster: Cluster, flow: Flow): boolean => decide(cluster, 'Egress', flow.from, flow.place, flow);

/** True if the policies let a connection into its end. */
export const enters = (cluster: Cluster, flow: Flow): boolean =>
  decide(cluster, 'Ingress', flow.place, flow.from, flow);

function decide(cluster: Cluster, direction: Direction, here: Place, there: Place, flow: Flow): boolean {
  if (here.namespace === undefined) return true;
  const policies = policiesOf(cluster, direction, here);
  return (
    policies.length === 0 ||
    policies.some((policy) => rulesOf(policy, direction).some((rule) => lets(rule, policy, there, flow)))
  );
}

const known = new WeakMap<Place, Map<string, Manifest[]>>();

/** Policies of a direction that select a pod, which are asked for thousands of times. */
function policiesOf(cluster: Cluster, direction: Direction, place: Place): Manifest[] {
  const ofPlace = known.get(place) ?? new Map<string, Manifest[]>();
  known.set(place, ofPlace);
  const found = ofPlace.get(direction) ?? selecting(cluster, direction, place);
  ofPlace.set(direction, found);
  return found;
}

function selecting({ policies }: Cluster, direction: Direction, { namespace, labels }: Place): Manifest[] {
  return policies.filter((policy) => {
    const { podSelector, policyTypes } = record(policy['spec']);
    // All of ours name their types; the default depends on the rules.
    if (!Array.isArray(policyTypes)) throw new Error(`${policy.metadata.name} has no policyTypes`);
    return (
      policy.metadata.namespace === namespace &&
      texts(policyTypes).includes(direction) &&
      selects(podSelector as Selector, labels)
    );
  });
}

/** Rules of a direction. */
const rulesOf = (policy: Manifest, direction: Direction): Record<string, unknown>[] =>
  records(record(policy['spec'])[direction.toLowerCase()]);

/** Peers and ports of a rule: a list that is missing or empty stands for everything. */
function lets(rule: Record<string, unknown>, policy: Manifest, there: Place, flow: Flow): boolean {
  const peers = records(rule['from'] ?? rule['to']);
  const ports = records(rule['ports']);
  return (
    (ports.length === 0 || ports.some((port) => isPort(port, flow))) &&
    (peers.length === 0 || peers.some((peer) => isPeer(peer, policy, there)))
  );
}

function isPort({ port, endPort, protocol = 'TCP' }: Record<string, unknown>, flow: Listener): boolean {
  if (protocol !== (flow.protocol ?? 'TCP')) return false;
  if (port === undefined) return true;
  if (typeof port === 'string') return portNamed(flow.place, port) === flow.port;
  return flow.port >= Number(port) && flow.port <= Number(endPort ?? port);
}

function isPeer(
  { ipBlock, podSelector, namespaceSelector }: Record<string, unknown>,
  policy: Manifest,
  there: Place,
): boolean {
  if (isRecord(ipBlock)) {
    const { cidr, except } = ipBlock;
    return isIn(there.address, String(cidr)) && !texts(except).some((range) => isIn(there.address, range));
  }
  if (there.namespace === undefined) return false;
  const isThere = isRecord(namespaceSelector)
    ? selects(namespaceSelector as Selector, { [NAMESPACE_NAME_LABEL]: there.namespace })
    : there.namespace === policy.metadata.namespace;
  return isThere && selects(podSelector as Selector | undefined, there.labels);
}

/** True if a range has an address of IPv4. */
export function isIn(address: string, range: string): boolean {
  const [base = '', bits = '32'] = range.split('/');
  if (base.includes(':')) return false;
  const size = 2 ** (32 - Number(bits));
  return Math.floor(numberOf(address) / size) === Math.floor(numberOf(base) / size);
}

const numberOf = (address: string): number => address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);

/**
 * True if the Amazon VPC CNI lets a connection to the address of a Service out of a pod. It looks before the Service is resolved, and
 * its controller opens the address of those Services whose own selector has the labels that the rule wants, at the port that leads
 * to a port of the rule (https://github.com/aws/amazon-network-policy-controller-k8s, pkg/resolvers/endpoints.go).
 */
export function leavesToService(cluster: Cluster, { from, by, ...listener }: Flow): boolean {
  if (!by) return true;
  const { service, port } = by;
  const { selector, clusterIP } = record(service['spec']);
  // The name of a headless Service leads to the pods.
  if (clusterIP === 'None') return true;
  const policies = policiesOf(cluster, 'Egress', from);
  return (
    policies.length === 0 ||
    policies.some((policy) =>
      rulesOf(policy, 'Egress').some((rule) => {
        const ports = records(rule['ports']);
        const isOpen = (at: number) =>
          ports.length === 0 || ports.some((one) => isPort(one, { ...listener, port: at }));
        const peers = records(rule['to']);
        if (peers.length === 0) return isOpen(port);
        const place = { ...listener.place, labels: record(selector) as Record<string, string> };
        return isOpen(listener.port) && peers.some((peer) => !isRecord(peer['ipBlock']) && isPeer(peer, policy, place));
      }),
    )
  );
}

/** Ports that the rules of a direction open at addresses that are not listed. The Amazon VPC CNI knows 24 of them. */
export const portsAnywhere = (cluster: Cluster, direction: Direction, place: Place): Set<string> =>
  new Set(
    policiesOf(cluster, direction, place).flatMap((policy) =>
      rulesOf(policy, direction)
        .filter((rule) => records(rule['from'] ?? rule['to']).length === 0)
        .flatMap((rule) => records(rule['ports']).map(({ protocol, port }) => `${String(protocol)} ${String(port)}`)),
    ),
  );
