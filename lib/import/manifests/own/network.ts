import { LokiEndpoint } from '../../../../charts/endpoint/endpoint';
import { type RulerEgress, targetKey } from '../../../../charts/loki/ruler-egress';
import { NAMESPACE_NAME_LABEL } from '../../../../charts/kubernetes/objects';
import type { Manifest } from '../../../manifests/manifest';
import { at, record, records, text } from '../../../manifests/shape';
import type { Importing } from '../../importing';
import { peersOf } from './peers';

/** Reads clients of the gateway and targets of the ruler that policies name beside those that other fields make. */
export function readOwnNetwork(
  { draft }: Importing,
  objects: readonly Manifest[],
  rendered: readonly Manifest[],
): void {
  const clientsOf = (all: readonly Manifest[]): readonly string[] =>
    peersOf(all, 'loki-gateway', LokiEndpoint.GATEWAY_PORT).namespaces;
  const known = clientsOf(rendered);
  const clients = clientsOf(objects).filter((namespace) => !known.includes(namespace));
  if (clients.length > 0) draft.set(['network', 'clientNamespaces'], clients);
  const ours = new Set(targetsOf(rendered).map(targetKey));
  const targets = targetsOf(objects).filter((target) => !ours.has(targetKey(target)));
  if (targets.length > 0) draft.set(['network', 'rulerEgress'], targets);
}

/** Targets of the policy of the ruler. */
function targetsOf(objects: readonly Manifest[]): RulerEgress[] {
  const policies = objects.filter(({ kind, metadata }) => kind === 'NetworkPolicy' && metadata.name === 'loki-ruler');
  return policies
    .flatMap((policy) => records(at(policy, 'spec.egress')))
    .flatMap((rule) => {
      const [peer] = records(rule['to']);
      const namespace = text(record(at(peer, 'namespaceSelector.matchLabels'))[NAMESPACE_NAME_LABEL]);
      const cidr = text(at(peer, 'ipBlock.cidr'));
      return records(rule['ports']).map(({ port }) => ({
        port: Number(port),
        ...(cidr === undefined ? {} : { cidr }),
        ...(namespace === undefined ? {} : { namespace }),
      }));
    });
}
