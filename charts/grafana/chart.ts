import { Chart } from 'cdk8s';
import { k8s } from 'cdk8s-plus-28';
import type { Construct } from 'constructs';
import { DEFAULT_NAMESPACES } from '../defaults';
import type { LokiEndpoint } from '../endpoint/endpoint';
import { requiredEndpoint } from '../endpoint/validate';
import { ALERTMANAGER_URL, NAMESPACE, OBJECT_NAME } from '../input/forms';
import { addObject, MANAGED_BY } from '../kubernetes/objects';
import { inParts } from '../kubernetes/parts';
import { propProblems, type PropValidators, refuse, required, text } from '../input/props';
import { datasourceProvisioning, datasources } from './datasources';
import { addDashboards } from './dashboards/add';
import type { DashboardFacts } from './dashboards/context';
import { dashboardFacts } from './dashboards/facts';
import type { DashboardsSettings } from './dashboards/own/props';
import { dashboards } from './dashboards/own/settings';
import { datasourceResource } from './operator';
import { DATASOURCE_SETTINGS, type DatasourceSettings } from './settings';
import { maxLines } from './max-lines';

/** Properties of a `GrafanaChart`. */
export interface GrafanaChartProps extends Omit<DatasourceSettings, 'alertmanager'> {
  /** Loki that the datasources query. */
  readonly endpoint: LokiEndpoint;

  /** Name of the environment, for names and uids of the datasources. */
  readonly environment: string;

  /** Namespace in which Grafana's sidecar watches ConfigMaps. @default grafana */
  readonly namespace?: string;

  /** Maximum number of lines in the answer to a query. @default 1000 */
  readonly maxLines?: number;

  /** URL of the Alertmanager of the ruler, for a datasource of it. @default - no datasource */
  readonly alertmanagerUrl?: string;

  /** Dashboards of Loki and Alloy, and of your own. They need `facts`. @default false */
  readonly dashboards?: boolean | DashboardsSettings;

  /** Facts of the setup that dashboards depend on. @default - there are no dashboards */
  readonly facts?: DashboardFacts;
}

const { as, instances, traces } = DATASOURCE_SETTINGS;

const PROPS: PropValidators<GrafanaChartProps> = {
  endpoint: requiredEndpoint,
  environment: required(text(OBJECT_NAME), "'prod'"),
  namespace: text(NAMESPACE),
  maxLines,
  ...{ as, instances, traces },
  alertmanagerUrl: text(ALERTMANAGER_URL),
  dashboards,
  facts: dashboardFacts,
};

/**
 * Datasources for a Grafana of yours: one Loki datasource per tenant, as provisioning files that the sidecar of Grafana's
 * Helm charts finds by their label, or that you mount, or as resources of the Grafana operator.
 *
 * Grafana itself mounts the reader's password, unless the operator passes it; see the how-to on Grafana.
 */
export class GrafanaChart extends Chart {
  /** Label by which the sidecar finds datasources: the default of `sidecar.datasources.label` in Grafana's charts. */
  public static readonly DATASOURCE_LABEL: Record<string, string> = { grafana_datasource: '1' };

  /** Namespace of the datasources. */
  public readonly namespaceName: string;

  /** @throws InputError if a property is invalid, with all problems */
  constructor(scope: Construct, id: string, props: GrafanaChartProps) {
    super(scope, id);
    refuse(propProblems('GrafanaChart', props, PROPS));
    this.namespaceName = props.namespace ?? DEFAULT_NAMESPACES.grafana;
    const { endpoint } = props;
    for (const object of endpoint.credentials.objects(endpoint.grafanaClient(this.namespaceName))) {
      addObject(this, object);
    }
    const { environment, instances, as = 'sidecar' } = props;
    const all = datasources({ ...props, maxLines: props.maxLines ?? 1000 });
    addDashboards(this, props, { namespace: this.namespaceName, datasources: all });
    if (as === 'operator') {
      const where = { endpoint, namespace: this.namespaceName, instances };
      for (const one of all) addObject(this, datasourceResource(one, where));
      return;
    }
    const found = as === 'files' ? {} : GrafanaChart.DATASOURCE_LABEL;
    for (const { items, labels, name } of inParts(all, (one) => datasourceProvisioning([one], endpoint))) {
      addObject(
        this,
        k8s.KubeConfigMap.manifest({
          metadata: {
            name: name(`loki-datasources-${environment}`),
            namespace: this.namespaceName,
            labels: { ...found, ...MANAGED_BY, ...labels },
          },
          // The sidecar writes all files into one folder.
          data: { [`${name(`loki-${environment}`)}.yaml`]: datasourceProvisioning(items, endpoint) },
        }),
      );
    }
  }
}
