import { DNS_PODS, networkPolicies } from '../../commands';
import type { Fault } from '../../fault';
import { type HopName, placeOf } from '../../hops';
import { countOf, linesOf, some } from '../../view';
import { arePast } from '../in-log';
import { delivers } from '../pushes';

/** Part of the path that looks up the name of a server. */
const hopOfName = (name: string): HopName =>
  !/amazonaws\.com/.test(name) ? 'node' : /^sts\./.test(name) ? 'identity' : 'buckets';

/** Number of failed look-ups of AWS names that is more than mild: lines are accepted meanwhile, and not stored. */
const LEAST_LOST = 5;

/** Fault of the DNS of the cluster, without which no component finds another. */
export const DNS_FAULT: Fault = {
  id: 'cluster-dns',
  hop: 'node',
  cause:
    'DNS of the cluster does not answer, or not always: CoreDNS is away or has too much to do, or a network policy keeps pods from it',
  find: (view) => {
    const ofGateway = view.logs('nginx-dns', 'gateway');
    const lines = [...view.logs('dns'), ...ofGateway];
    const names = [...new Set(lines.flatMap(({ detail = [] }) => detail))];
    const [hop = 'node'] = names.map(hopOfName).sort((a, b) => placeOf(a) - placeOf(b));
    if (lines.length === 0) return undefined;
    const count = countOf(lines);
    const isPast = arePast(view, lines);
    // Clients ask again after a lost answer: while lines arrive, names of the cluster have answers.
    if (delivers(view) && (hop === 'node' || isPast)) return undefined;
    return {
      hop,
      isPast,
      isMild: isPast || (delivers(view) && count < LEAST_LOST),
      evidence: `no answer for ${some(names) || 'any name'}: ${linesOf([...lines, ...view.logs('nginx-name', 'gateway')])}`,
      fix: [
        `${DNS_PODS} -o wide`,
        'kubectl get endpointslices --namespace kube-system --selector kubernetes.io/service-name=kube-dns',
        `egress to port 53 must be open: ${networkPolicies(view)}`,
      ],
    };
  },
};
