import { nearest } from '../input/nearest';
import { type Problem, problemOfValue, show } from '../input/problems';
import { reservedNamespaceFault } from '../kubernetes/reserved-namespaces';
import type { MonitoringProps } from './props';
import { SCRAPER_COMPONENT } from './scraper/names';

/** Monitoring, and fields that it must agree with. */
interface MonitoringFields {
  /** Monitoring. Its own form is valid. */
  readonly monitoring?: MonitoringProps;

  /** If false, no policy keeps a scraper out. @default true */
  readonly networkPolicies?: boolean;

  /** Namespaces whose pods may scrape. @default - none */
  readonly metricsNamespaces?: readonly string[];

  /** Collectors of the user's own. @default - none */
  readonly collectors?: readonly { readonly name: string }[];
}

/** Namespace in examples. */
const EXAMPLE = 'monitoring';

/** Problems of monitoring with the network and with other collectors: nothing would be scraped. */
export function monitoringConflicts(given: MonitoringFields): Problem[] {
  const { monitoring, networkPolicies = true, metricsNamespaces = [], collectors = [] } = given;
  if (!monitoring) return [];
  const { from, namespace } = monitoring;
  if (from === 'alloy') {
    if (collectors.every(({ name }) => name !== SCRAPER_COMPONENT)) return [];
    const found = `alloy needs the name ${SCRAPER_COMPONENT}, which a collector of yours has`;
    return [{ path: 'monitoring.from', found, fix: 'rename yours' }];
  }
  const path = 'monitoring.namespace';
  if (namespace === undefined) {
    if (metricsNamespaces.length > 0 || (from !== 'scrape-config' && !networkPolicies)) return [];
    const found =
      from === 'scrape-config'
        ? 'missing: the files for your Prometheus need a namespace'
        : 'missing: the network policies let no scraper in';
    return [{ path, found, fix: `write the namespace of your Prometheus, such as '${EXAMPLE}'` }];
  }
  const reserved = from === 'scrape-config' ? reservedNamespaceFault(namespace, EXAMPLE) : undefined;
  if (reserved) return [problemOfValue(path, namespace, reserved)];
  if (metricsNamespaces.length === 0 || metricsNamespaces.includes(namespace)) return [];
  const meant = nearest(namespace, metricsNamespaces);
  const found = `${show(namespace)} is not one of metricsNamespaces, ${metricsNamespaces.join(', ')}`;
  return [{ path, found, fix: meant ? `did you mean ${meant}?` : 'add it there, or leave metricsNamespaces out' }];
}
