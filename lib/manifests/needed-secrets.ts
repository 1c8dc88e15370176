import { linksOf } from './links';
import type { Manifests } from './manifests';
import { record, text } from './shape';

/** A Secret that somebody makes. */
export interface NeededSecret {
  /** Its name. */
  readonly name: string;

  /** Its namespace. */
  readonly namespace: string;
}

/** Names of Secrets that the External Secrets Operator makes, with their namespaces. */
const broughtSecrets = (manifests: Manifests): NeededSecret[] =>
  manifests.ofKind<{ readonly spec?: unknown }>('ExternalSecret').map(({ metadata, spec }) => ({
    name: text(record(record(spec)['target'])['name']) ?? metadata.name ?? '',
    namespace: metadata.namespace ?? '',
  }));

/** Secrets that pods do not start without, and that neither the manifests nor an operator make: each once. */
export function neededSecrets(manifests: Manifests): NeededSecret[] {
  const brought = broughtSecrets(manifests);
  const isSame = (one: NeededSecret) => (other: NeededSecret) =>
    one.name === other.name && one.namespace === other.namespace;
  return linksOf(manifests)
    .filter(({ kind, namespace, name }) => kind === 'Secret' && !manifests.find(kind, namespace, name))
    .map(({ name, namespace = '' }) => ({ name, namespace }))
    .filter((one, index, all) => all.findIndex(isSame(one)) === index && !brought.some(isSame(one)));
}
