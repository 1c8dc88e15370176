import type { Chart } from 'cdk8s';
import { k8s } from 'cdk8s-plus-28';
import { LokiEndpoint } from '../endpoint/endpoint';
import type { ObjectStore } from '../endpoint/object-store';
import { addObject } from '../kubernetes/objects';
import { AGENT_EGRESS, DNS_EGRESS, egressTo, namespacePeer, scraperPeers, tcp } from '../kubernetes/network';
import type { ScraperPods } from '../kubernetes/metrics';
import { EXPORTER_PORT, MEMCACHED_PORT } from './caches';
import { GRPC_PORT, HTTP_PORT, LOKI_COMPONENTS, LokiNames, MEMBERLIST_PORT } from './components';
import { lokiMetadata } from './objects';
import type { RulerEgress } from './ruler-egress';
import { storeEgress } from './workloads/store-access';

/** Inputs of Loki's network policies. */
export interface LokiNetworkProps {
  /** Names and addresses. */
  readonly names: LokiNames;

  /** Buckets, and how to reach them. */
  readonly store: ObjectStore;

  /** Namespaces whose pods may reach the gateway. */
  readonly clientNamespaces: readonly string[];

  /** True if pods get their credentials from the Pod Identity agent. */
  readonly usesAgent: boolean;

  /** True if the ruler gets the credentials of a role of its own from the Pod Identity agent. */
  readonly rulerUsesAgent: boolean;

  /** Peers of the door for clients outside the cluster. */
  readonly outsidePeers: readonly k8s.NetworkPolicyPeer[];

  /** Namespaces whose pods may scrape metrics. */
  readonly metricsNamespaces: readonly string[];

  /** Labels of the pods there that scrape metrics. @default - those of well-known programs */
  readonly metricsPods?: Readonly<Record<string, string>>;

  /** More pods that scrape metrics. @default - none */
  readonly scraper?: ScraperPods;

  /** Ports of the URLs that the ruler sends alerts and samples to. */
  readonly rulerPorts: readonly number[];

  /** More targets of the ruler. */
  readonly rulerEgress: readonly RulerEgress[];
}

/**
 * Adds the network policies: they deny all traffic of Loki's pods that they do not allow. They do not restrict other
 * pods of the namespace, such as Grafana's.
 */
export function addNetworkPolicies(chart: Chart, props: LokiNetworkProps): void {
  const { names } = props;
  const loki = { matchLabels: LokiNames.SELECTOR };
  const policy = (name: string, spec: k8s.NetworkPolicySpec) =>
    addObject(chart, k8s.KubeNetworkPolicy.manifest({ metadata: lokiMetadata(names, name), spec }));

  // All ports of these components, because not every network plugin supports ranges.
  const portsFromRing = LOKI_COMPONENTS.filter(({ portFromRing }) => portFromRing).map(({ target }) => ({
    matchLabels: LokiNames.selector(target),
  }));

  policy('loki-default-deny', { podSelector: loki, policyTypes: ['Ingress', 'Egress'] });

  const between = tcp(HTTP_PORT, GRPC_PORT, MEMBERLIST_PORT, MEMCACHED_PORT);
  policy('loki-internal', {
    podSelector: loki,
    policyTypes: ['Ingress', 'Egress'],
    ingress: [{ from: [{ podSelector: loki }], ports: between }],
    egress: [
      { to: [{ podSelector: loki }], ports: between },
      ...portsFromRing.map((podSelector) => ({ to: [{ podSelector }] })),
      DNS_EGRESS,
    ],
  });

  for (const podSelector of portsFromRing) {
    const name = `loki-${podSelector.matchLabels['app.kubernetes.io/component']}`;
    policy(name, { podSelector, policyTypes: ['Ingress'], ingress: [{ from: [{ podSelector: loki }] }] });
  }

  policy('loki-gateway', {
    podSelector: { matchLabels: LokiEndpoint.GATEWAY_LABELS },
    policyTypes: ['Ingress'],
    ingress: [
      {
        from: props.clientNamespaces.map((namespace) => namespacePeer(namespace)),
        ports: tcp(LokiEndpoint.GATEWAY_PORT),
      },
      ...(props.outsidePeers.length > 0
        ? [{ from: [...props.outsidePeers], ports: tcp(LokiEndpoint.GATEWAY_PORT) }]
        : []),
    ],
  });

  policy('loki-object-store', {
    podSelector: { matchLabels: LokiNames.OBJECT_STORE_LABEL },
    policyTypes: ['Egress'],
    egress: [storeEgress(props.store), ...(props.usesAgent ? [AGENT_EGRESS] : [])],
  });

  const egress = [
    ...(props.rulerPorts.length > 0 ? [{ ports: tcp(...props.rulerPorts) }] : []),
    ...props.rulerEgress.map(egressTo),
    // If the store takes an access key, no other component has a role.
    ...(props.rulerUsesAgent && !props.usesAgent ? [AGENT_EGRESS] : []),
  ];
  if (egress.length > 0) {
    const ruler = { matchLabels: LokiNames.selector('ruler') };
    policy('loki-ruler', { podSelector: ruler, policyTypes: ['Egress'], egress });
  }

  const scrapers = scraperPeers(props.metricsNamespaces, props.metricsPods, props.scraper);
  if (scrapers.length > 0) {
    policy('loki-metrics', {
      podSelector: loki,
      policyTypes: ['Ingress'],
      ingress: [{ from: scrapers, ports: tcp(HTTP_PORT, EXPORTER_PORT) }],
    });
  }
}
