import type { DashboardFacts, DashboardSource } from '../grafana/dashboards/context';
import { canaryOf } from '../canary/props';
import { DEFAULT_NAMESPACES } from '../defaults';
import { DEFAULT_INTERVAL } from '../monitoring/props';
import type { PropsWithLoki } from './props';

/** Facts of a setup for its dashboards. */
export function dashboardFactsOf(props: PropsWithLoki): DashboardFacts {
  const { alloySources: { journal, audit, events, hubble } = {}, monitoring } = props;
  // A source is on if it has settings. Without settings, it has its default.
  const on = { journal: journal ?? true, audit: audit ?? true, events: events ?? true, hubble: hubble ?? false };
  const sources = Object.entries(on).flatMap(([name, isOn]) => (isOn ? [name as DashboardSource] : []));
  return {
    clusterName: props.clusterName,
    lokiNamespace: props.loki.identity.namespace,
    alloyNamespace: props.alloyNamespace ?? DEFAULT_NAMESPACES.alloy,
    scrapeInterval: monitoring && (monitoring.interval ?? DEFAULT_INTERVAL),
    hasCanary: canaryOf(props.canary) !== undefined,
    hasKafka: props.alloyPipeline?.kafka !== undefined,
    sources,
  };
}
