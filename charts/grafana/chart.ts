import { Chart } from 'cdk8s';
import { k8s } from 'cdk8s-plus-28';
import type { Construct } from 'constructs';
import { DEFAULT_NAMESPACES } from '../defaults';
import type { LokiEndpoint } from '../endpoint/endpoint';
import { requiredEndpoint } from '../endpoint/validate';
import { IDENTITY_KINDS, type IdentityKind } from '../endpoint/identity';
import type { PodsBehind } from '../endpoint/connection';
import { podsBehind } from '../endpoint/pods-behind';
import { ALERTMANAGER_URL } from '../input/alertmanager-url';
import { IMAGE, OBJECT_NAME, textForm } from '../input/forms';
import { unreservedNamespace } from '../kubernetes/reserved-namespaces';
import { IMAGES } from '../kubernetes/images';
import { addObject, MANAGED_BY } from '../kubernetes/objects';
import { inParts } from '../kubernetes/parts';
import type { PodResources } from '../kubernetes/pod-settings';
import { podResources } from '../kubernetes/validate';
import { boolean, list, oneOf, propProblems, type PropValidators, refuse, required, text } from '../input/props';
import { type DatasourceOf, datasourceProvisioning, datasources } from './datasources';
import { type AddedDashboards, addDashboards } from './dashboards/add';
import type { DashboardFacts } from './dashboards/context';
import { dashboardFacts } from './dashboards/facts';
import type { DashboardsSettings } from './dashboards/own/props';
import { dashboards } from './dashboards/own/settings';
import { addGrafana, type MadeGrafana } from './deploy/objects';
import { deployOf, type GrafanaDeploySettings } from './deploy/props';
import { deploySettings } from './deploy/validate';
import { datasourceResource } from './operator';
import type { PrometheusLink } from './prometheus';
import { DATASOURCE_SETTINGS, type DatasourceSettings, prometheusLink } from './settings';
import { DEFAULT_LINES, maxLines } from './max-lines';

/** Properties of a `GrafanaChart`. */
export interface GrafanaChartProps extends Omit<DatasourceSettings, 'alertmanager' | 'prometheus'> {
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

  /** Its pods, for the network policy, where their port is not that of the URL. @default - they have the port of the URL */
  readonly alertmanagerPods?: readonly PodsBehind[];

  /** Dashboards of Loki and Alloy, and of your own. They need `facts`. @default false */
  readonly dashboards?: boolean | DashboardsSettings;

  /** Facts of the setup that dashboards depend on. @default - there are no dashboards */
  readonly facts?: DashboardFacts;

  /** Prometheus with the metrics, for a datasource of it. @default - no datasource */
  readonly prometheus?: PrometheusLink;

  /** Scrape interval of the metrics, such as `60s`. @default - unknown */
  readonly scrapeInterval?: string;

  /** A Grafana that is deployed here. Its datasources are files in its pods. @default false */
  readonly deploy?: boolean | GrafanaDeploySettings;

  /** Image of Grafana. @default - that of this version of the library */
  readonly image?: string;

  /** CPU and memory of Grafana. @default - 0.1 cores and 512 MiB */
  readonly resources?: PodResources;

  /** If true, a NetworkPolicy denies all traffic of Grafana that it does not name. @default true */
  readonly networkPolicies?: boolean;

  /** StorageClass of Grafana's volume. @default - the default of the cluster */
  readonly storageClassName?: string;

  /** Way in which AWS knows Grafana's pods. @default IdentityKind.IRSA */
  readonly identityKind?: IdentityKind;
}

const { as, instances, traces } = DATASOURCE_SETTINGS;

const PROPS: PropValidators<GrafanaChartProps> = {
  endpoint: requiredEndpoint,
  environment: required(text(OBJECT_NAME), "'prod'"),
  namespace: text(unreservedNamespace(DEFAULT_NAMESPACES.grafana)),
  maxLines,
  ...{ as, instances, traces },
  alertmanagerUrl: text(ALERTMANAGER_URL),
  alertmanagerPods: list(podsBehind('monitoring', 9093), "{ namespace: 'monitoring', port: 9093 }"),
  dashboards,
  facts: dashboardFacts,
  prometheus: prometheusLink,
  scrapeInterval: text(textForm('60s', /^[1-9]\d*[sm]$/, 'is not an interval')),
  deploy: deploySettings,
  image: text(IMAGE),
  resources: podResources,
  networkPolicies: boolean,
  storageClassName: text(OBJECT_NAME),
  identityKind: oneOf(IDENTITY_KINDS),
};

/**
 * Datasources for a Grafana of yours: one Loki datasource per tenant, as provisioning files that the sidecar of
 * Grafana's Helm charts finds by their label, or that you mount, or as resources of the Grafana operator.
 *
 * Grafana itself mounts the reader's password, unless the operator passes it; see the how-to on Grafana. With `deploy`
 * a Grafana is made as well.
 */
export class GrafanaChart extends Chart {
  /** Label by which the sidecar finds datasources: the default of `sidecar.datasources.label` in Grafana's charts. */
  public static readonly DATASOURCE_LABEL: Record<string, string> = { grafana_datasource: '1' };

  /** Namespace of the datasources. */
  public readonly namespaceName: string;

  /** Grafana, if it is deployed here. */
  public readonly deployed?: MadeGrafana;

  /** Datasources, without passwords. @internal */
  public readonly datasources: readonly DatasourceOf[];

  /** Dashboards, and the folder they are in. @internal */
  public readonly dashboards: AddedDashboards;

  /** ARN of the workspace that the datasources query, if they query one. */
  public readonly workspaceArn?: string;

  /** True if the role of Grafana's own service account reads its passwords. */
  public readonly readsWithRole: boolean;

  /** @throws InputError if a property is invalid, with all problems */
  constructor(scope: Construct, id: string, props: GrafanaChartProps) {
    super(scope, id);
    refuse(propProblems('GrafanaChart', props, PROPS));
    this.namespaceName = props.namespace ?? DEFAULT_NAMESPACES.grafana;
    const { endpoint } = props;
    this.readsWithRole = endpoint.credentials.podIdentity(endpoint.grafanaClient(this.namespaceName)) !== undefined;
    for (const object of endpoint.credentials.objects(endpoint.grafanaClient(this.namespaceName))) {
      addObject(this, object);
    }
    const { environment } = props;
    const deploy = deployOf(props.deploy);
    this.workspaceArn = props.prometheus?.workspaceArn;
    const all = datasources({ ...props, maxLines: props.maxLines ?? DEFAULT_LINES, isOurs: deploy !== undefined });
    this.datasources = all;
    this.dashboards = addDashboards(this, { ...props, isMounted: deploy !== undefined }, this.namespaceName, all);
    if (props.as === 'operator' && !deploy) {
      const where = { endpoint, namespace: this.namespaceName, instances: props.instances };
      for (const one of all) addObject(this, datasourceResource(one, where));
      return;
    }
    const found = props.as === 'files' || deploy ? {} : GrafanaChart.DATASOURCE_LABEL;
    const parts = inParts(all, (one) => datasourceProvisioning([one], endpoint));
    const configMap = `loki-datasources-${environment}`;
    for (const { items, labels, name } of parts) {
      addObject(
        this,
        k8s.KubeConfigMap.manifest({
          metadata: {
            name: name(configMap),
            namespace: this.namespaceName,
            labels: { ...found, ...MANAGED_BY, ...labels },
          },
          // The sidecar writes all files into one folder.
          data: { [`${name(`loki-${environment}`)}.yaml`]: datasourceProvisioning(items, endpoint) },
        }),
      );
    }
    if (!deploy) return;
    this.deployed = addGrafana(this, {
      endpoint,
      environment,
      namespace: this.namespaceName,
      deploy,
      datasources: parts.map(({ name }) => name(configMap)),
      dashboards: this.dashboards.mounted,
      prometheus: props.prometheus,
      alertmanagerUrl: props.alertmanagerUrl,
      alertmanagerPods: props.alertmanagerPods,
      image: props.image ?? IMAGES.grafana,
      resources: props.resources,
      networkPolicies: props.networkPolicies ?? true,
      storageClassName: props.storageClassName,
      identityKind: props.identityKind,
    });
  }

  /** Names of the secrets in Secrets Manager that a Grafana reads beside those of users; none if they are elsewhere. */
  public get secretNames(): string[] {
    const { secrets = [], areInAws } = this.deployed ?? {};
    return areInAws ? [...new Set(secrets.map(({ secret }) => secret))] : [];
  }
}
