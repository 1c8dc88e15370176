import { Chart } from 'cdk8s';
import { k8s } from 'cdk8s-plus-28';
import type { Construct } from 'constructs';
import { DEFAULT_NAMESPACES } from '../defaults';
import type { LokiEndpoint } from '../endpoint/endpoint';
import { addObject, MANAGED_BY } from '../kubernetes/objects';
import { datasourceProvisioning } from './datasources';

/** What a `GrafanaChart` is made from. */
export interface GrafanaChartProps {
  /** The Loki the datasources show. */
  readonly endpoint: LokiEndpoint;

  /** Name of the environment, for the datasources' names. */
  readonly environment: string;

  /** Namespace whose ConfigMaps Grafana's sidecar watches. @default grafana */
  readonly namespace?: string;

  /** Most lines a query shows. @default 1000 */
  readonly maxLines?: number;
}

/**
 * What a Grafana you run needs to show the logs: one Loki datasource a tenant, as provisioning that the sidecar of
 * Grafana's Helm charts picks up by its label.
 *
 * Grafana itself mounts the reader's password; see the how-to on Grafana.
 */
export class GrafanaChart extends Chart {
  /** Label by which the sidecar finds datasources (`sidecar.datasources.label` of Grafana's charts, their default). */
  public static readonly DATASOURCE_LABEL: Record<string, string> = { grafana_datasource: '1' };

  /** Namespace of the datasources. */
  public readonly namespaceName: string;

  constructor(scope: Construct, id: string, props: GrafanaChartProps) {
    super(scope, id);
    this.namespaceName = props.namespace ?? DEFAULT_NAMESPACES.grafana;
    const { endpoint } = props;
    for (const object of endpoint.credentials.objects(endpoint.grafanaClient(this.namespaceName))) {
      addObject(this, object);
    }
    addObject(
      this,
      k8s.KubeConfigMap.manifest({
        metadata: {
          name: `loki-datasources-${props.environment}`,
          namespace: this.namespaceName,
          labels: { ...GrafanaChart.DATASOURCE_LABEL, ...MANAGED_BY },
        },
        data: {
          [`loki-${props.environment}.yaml`]: datasourceProvisioning({
            endpoint: props.endpoint,
            environment: props.environment,
            maxLines: props.maxLines ?? 1000,
          }),
        },
      }),
    );
  }
}
