import { noEffect } from '../input/no-effect';
import type { Problem } from '../input/problems';

/** Fields of the network. Their values may be of any form. */
interface NetworkFields {
  /** If false, there are no network policies. @default true */
  readonly policies?: unknown;

  /** Namespaces whose pods scrape metrics. @default - none */
  readonly metricsNamespaces?: unknown;

  /** Labels of these pods. @default - those of well-known programs */
  readonly metricsPods?: unknown;

  /** Targets of the ruler. @default - from its URLs */
  readonly rulerEgress?: unknown;

  /** Namespaces whose pods reach the gateway. @default - none */
  readonly clientNamespaces?: unknown;
}

/** Facts beside the network that give its fields a use. */
interface NetworkUses {
  /** If true, monitoring is made, which reads `metricsNamespaces`. */
  readonly hasMonitoring: boolean;

  /** If true, monitoring names the namespace of a scraper. */
  readonly hasScraper: boolean;

  /** Namespaces that are made here. One that others' pods share gets no level of Pod Security. */
  readonly made: readonly unknown[];
}

/** Problems of fields of the network without an effect, below a path. */
export function uselessNetwork(path: string, fields: NetworkFields, uses: NetworkUses): Problem[] {
  const { metricsNamespaces, metricsPods, rulerEgress, clientNamespaces } = fields;
  const useless = (key: keyof NetworkFields, why: string) => noEffect(`${path}.${key}`, fields[key], why);
  const hasItems = (list: unknown): list is readonly unknown[] => Array.isArray(list) && list.length > 0;
  const isUnshared = (list: unknown) => hasItems(list) && !list.some((name) => uses.made.includes(name));
  const named = hasItems(metricsNamespaces) || uses.hasScraper;
  const unscraped =
    metricsPods === undefined || named ? [] : [useless('metricsPods', 'metricsNamespaces names no namespace')];
  if (fields.policies !== false) return unscraped;
  const off = 'policies are off';
  return [
    ...(isUnshared(metricsNamespaces) && !uses.hasMonitoring ? [useless('metricsNamespaces', off)] : []),
    ...(metricsPods !== undefined && named ? [useless('metricsPods', off)] : unscraped),
    ...(rulerEgress === undefined ? [] : [useless('rulerEgress', off)]),
    ...(isUnshared(clientNamespaces) ? [useless('clientNamespaces', off)] : []),
  ];
}
