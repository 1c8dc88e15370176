import { NAMESPACE_NAME_LABEL } from '../../../../charts/kubernetes/objects';
import { SCRAPER_LABELS } from '../../../../charts/monitoring/scraper/names';
import type { Manifest } from '../../../manifests/manifest';
import { at, isRecord, record, records, text } from '../../../manifests/shape';

/** Clients of a port, as a network policy admits them. */
export interface Peers {
  /** Namespaces all of whose pods are admitted. */
  readonly namespaces: readonly string[];

  /** Namespaces with some pods admitted, but not all. */
  readonly scrapers: readonly string[];

  /** Labels of the pods there that are admitted. @default - those of well-known programs */
  readonly scraperLabels?: Readonly<Record<string, unknown>>;

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
      const isScraper = isRecord(peer['podSelector']) && !isOurs(peer);
      if ((peer['podSelector'] === undefined) !== isWhole || (!isWhole && !isScraper)) return [];
      return text(labels[NAMESPACE_NAME_LABEL]) ?? [];
    });
  const ranges = peers.flatMap((peer) => text(at(peer, 'ipBlock.cidr')) ?? []);
  const [scraperLabels] = peers.flatMap((peer) => {
    const labels = at(peer, 'podSelector.matchLabels');
    return peer['namespaceSelector'] !== undefined && isRecord(labels) && !isOurs(peer) ? [labels] : [];
  });
  return {
    namespaces: unique(named(true)),
    scrapers: unique(named(false)),
    ...(scraperLabels ? { scraperLabels } : {}),
    ranges: unique(ranges),
  };
}

/** True for the collector of metrics of this library. */
const isOurs = (peer: Readonly<Record<string, unknown>>): boolean => {
  const labels = record(at(peer, 'podSelector.matchLabels'));
  return Object.entries(SCRAPER_LABELS).every(([key, value]) => labels[key] === value);
};

const unique = (all: readonly string[]): string[] => [...new Set(all)];
