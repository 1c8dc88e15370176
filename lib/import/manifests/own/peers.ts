import { NAMESPACE_NAME_LABEL } from '../../../../charts/kubernetes/objects';
import type { Manifest } from '../../../manifests/manifest';
import { at, record, records, text } from '../../../manifests/shape';

/** Clients of a port, as a network policy admits them. */
export interface Peers {
  /** Namespaces all of whose pods are admitted. */
  readonly namespaces: readonly string[];

  /** Namespaces of which only some pods are admitted. */
  readonly scrapers: readonly string[];

  /** Address ranges. */
  readonly ranges: readonly string[];
}

/** Clients that the network policies of an object admit to a port, by its number or name. */
export function peersOf(objects: readonly Manifest[], name: string, port: number | string): Peers {
  const policies = objects.filter((one) => one.kind === 'NetworkPolicy' && one.metadata.name === name);
  const rules = policies
    .flatMap((policy) => records(at(policy, 'spec.ingress')))
    .filter((rule) => records(rule['ports']).some((one) => one['port'] === port));
  const peers = rules.flatMap((rule) => records(rule['from']));
  const named = (isWhole: boolean): string[] =>
    peers.flatMap((peer) => {
      const labels = record(at(peer, 'namespaceSelector.matchLabels'));
      const isScraper = at(peer, 'podSelector.matchExpressions') !== undefined;
      if ((peer['podSelector'] === undefined) !== isWhole || (!isWhole && !isScraper)) return [];
      return text(labels[NAMESPACE_NAME_LABEL]) ?? [];
    });
  const ranges = peers.flatMap((peer) => text(at(peer, 'ipBlock.cidr')) ?? []);
  return { namespaces: unique(named(true)), scrapers: unique(named(false)), ranges: unique(ranges) };
}

const unique = (all: readonly string[]): string[] => [...new Set(all)];
