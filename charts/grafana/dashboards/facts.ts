import { requiredClusterName } from '../../alloy/validate';
import { NAMESPACE, textForm } from '../../input/forms';
import { boolean, fields, list, oneOf, required, text } from '../../input/props';
import { DASHBOARD_SOURCES, type DashboardFacts } from './context';

/** Validator of the facts that dashboards depend on. */
export const dashboardFacts = fields<DashboardFacts>(
  "{ clusterName: 'prod', lokiNamespace: 'loki', alloyNamespace: 'alloy' }",
  {
    clusterName: requiredClusterName,
    lokiNamespace: required(text(NAMESPACE), "'loki'"),
    alloyNamespace: required(text({ ...NAMESPACE, example: 'alloy' }), "'alloy'"),
    scrapeInterval: text(textForm('60s', /^[1-9]\d*(ms|s|m|h)$/, 'is not an interval')),
    hasCanary: boolean,
    hasKafka: boolean,
    sources: list(oneOf(DASHBOARD_SOURCES), "'journal'"),
  },
);
