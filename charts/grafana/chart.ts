import { Chart } from 'cdk8s';
import { k8s } from 'cdk8s-plus-28';
import type { Construct } from 'constructs';
import { DEFAULT_NAMESPACES } from '../defaults';
import type { LokiEndpoint } from '../endpoint/endpoint';
import { NAMESPACE, numberProblems, textProblems } from '../forms';
import { InputError } from '../problems';
import { addObject, MANAGED_BY } from '../kubernetes/objects';
import { inParts } from '../kubernetes/parts';
import { datasourceProvisioning, datasources } from './datasources';

/** Properties of a `GrafanaChart`. */
export interface GrafanaChartProps {
  /** Loki that the datasources query. */
  readonly endpoint: LokiEndpoint;

  /** Name of the environment, for names and uids of the datasources. */
  readonly environment: string;

  /** Namespace in which Grafana's sidecar watches ConfigMaps. @default grafana */
  readonly namespace?: string;

  /** Maximum number of lines in the answer to a query. @default 1000 */
  readonly maxLines?: number;
}

/**
 * Datasources for a Grafana of yours: one Loki datasource per tenant, as provisioning files that the sidecar of Grafana's
 * Helm charts finds by their label.
 *
 * Grafana itself mounts the reader's password; see the how-to on Grafana.
 */
export class GrafanaChart extends Chart {
  /** Label by which the sidecar finds datasources: the default of `sidecar.datasources.label` in Grafana's charts. */
  public static readonly DATASOURCE_LABEL: Record<string, string> = { grafana_datasource: '1' };

  /** Namespace of the datasources. */
  public readonly namespaceName: string;

  /** @throws InputError if a property is invalid, with all problems */
  constructor(scope: Construct, id: string, props: GrafanaChartProps) {
    super(scope, id);
    this.namespaceName = props.namespace ?? DEFAULT_NAMESPACES.grafana;
    const { endpoint } = props;
    const problems = [
      ...textProblems('namespace', props.namespace, NAMESPACE),
      ...numberProblems('maxLines', props.maxLines, { example: '1000', least: 1 }),
    ];
    if (problems.length > 0) throw new InputError(problems);
    for (const object of endpoint.credentials.objects(endpoint.grafanaClient(this.namespaceName))) {
      addObject(this, object);
    }
    const { environment, maxLines = 1000 } = props;
    const all = datasources({ endpoint, environment, maxLines });
    for (const { items, labels, name } of inParts(all, (one) => datasourceProvisioning([one]))) {
      addObject(
        this,
        k8s.KubeConfigMap.manifest({
          metadata: {
            name: name(`loki-datasources-${environment}`),
            namespace: this.namespaceName,
            labels: { ...GrafanaChart.DATASOURCE_LABEL, ...MANAGED_BY, ...labels },
          },
          // The sidecar writes all files into one folder.
          data: { [`${name(`loki-${environment}`)}.yaml`]: datasourceProvisioning(items) },
        }),
      );
    }
  }
}
