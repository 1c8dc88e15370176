import type { Duration } from 'cdk8s';
import { Chart, Yaml } from 'cdk8s';
import { k8s } from 'cdk8s-plus-28';
import type { Construct } from 'constructs';
import { KubernetesSecretCredentials } from '../endpoint/credentials/kubernetes-secret';
import type { CredentialsSource } from '../endpoint/credentials/source';
import {
  DEFAULT_CLUSTER_DOMAIN,
  DEFAULT_GIGABYTES_PER_DAY,
  DEFAULT_QUERY_TIMEOUT,
  DEFAULT_RETENTION,
} from '../defaults';
import { LokiEndpoint } from '../endpoint/endpoint';
import type { WorkloadIdentity } from '../endpoint/identity';
import { type Images, IMAGES } from '../images';
import { InputError, type Problem, problemOfValue } from '../problems';
import { addObject, checksum } from '../kubernetes/objects';
import { type ObjectStore, regionFault } from '../endpoint/object-store';
import { addCache, LOKI_CACHES } from './caches';
import { validateLimits, validateLokiConfig } from './config/validate';
import { addComponent } from './component';
import { LOKI_COMPONENTS, LokiNames, MEMBERLIST_PORT } from './components';
import { CONFIG_FILE, DEFAULT_SCHEMA, lokiConfig, type SchemaPeriod } from './config/config';
import type { LimitsConfig, LokiConfig } from './config/generated/types';
import { addGateway, gatewayUrl } from './gateway/gateway';
import { type ConfigPatch, mergeConfig } from './config/merge';
import { addNetworkPolicies } from './network';
import { lokiMetadata, NO_ROLE_SERVICE_ACCOUNT } from './objects';
import { INDEX_PERIOD } from './config/retention';
import { validateOwnedKeys } from './config/owned-keys';
import { lokiSize, type LokiSize, type LokiSizeOverrides } from './sizes';
import { runtimeConfigs } from './config/runtime';

/** Properties of a `LokiChart`. */
export interface LokiChartProps {
  /** Loki's namespace and service account, and the AWS role that the account assumes. */
  readonly identity: WorkloadIdentity;

  /** Buckets of chunks, index and rules. */
  readonly store: ObjectStore;

  /** Tenants that the gateway accepts, at least one. The first gets all logs that no route sends elsewhere. */
  readonly tenants: string[];

  /** Volume of raw lines in GB per day, over all tenants. It selects the size. @default 50 */
  readonly gigabytesPerDay?: number;

  /** Retention of lines: at least a day, since each index table covers a day. @default Duration.days(28) */
  readonly retention?: Duration;

  /** Timeout of a query, in Loki, the gateway and the datasources alike. @default DEFAULT_QUERY_TIMEOUT */
  readonly queryTimeout?: Duration;

  /** Source of the gateway's passwords. @default - a Kubernetes Secret loki-credentials, which you create */
  readonly credentials?: CredentialsSource;

  /** StorageClass of the volumes. @default gp3 */
  readonly storageClassName?: string;

  /** Changes to the size that the volume selects. @default - none */
  readonly sizes?: LokiSizeOverrides;

  /**
   * Changes to Loki's configuration, merged over ours: objects merge, lists and scalars replace, `null` removes.
   *
   * @default - none
   */
  readonly config?: ConfigPatch<LokiConfig>;

  /** Limits by tenant, which replace the common ones and change without a restart. @default - none */
  readonly tenantLimits?: Readonly<Record<string, LimitsConfig>>;

  /** Periods of the schema. Add periods, never edit them. @default - one period: TSDB, v13, from 2024-04-01 */
  readonly schema?: readonly SchemaPeriod[];

  /** URL that the ruler sends alerts to, for example `http://alertmanager.monitoring:9093`. @default - none */
  readonly alertmanagerUrl?: string;

  /** Namespaces whose pods may reach the gateway. @default - only Loki's own */
  readonly clientNamespaces?: readonly string[];

  /** Namespaces whose pods may scrape metrics. @default - none */
  readonly metricsNamespaces?: readonly string[];

  /** If true, NetworkPolicies deny all traffic that they do not name. @default true */
  readonly networkPolicies?: boolean;

  /** DNS domain of the cluster. @default cluster.local */
  readonly clusterDomain?: string;

  /** Images to use instead of the default ones. @default - the versions of this library */
  readonly images?: Images;
}

/**
 * Grafana Loki in microservices mode, on S3.
 *
 * Every object is a child `ApiObject` named `<Kind>-<name>`: `chart.node.findChild('StatefulSet-loki-ingester')`
 * takes a `JsonPatch`.
 *
 * @throws Error if the configuration or a tenant's limits have keys that Loki does not know, with all of them
 */
export class LokiChart extends Chart {
  /** Endpoint of this Loki for clients. */
  public readonly endpoint: LokiEndpoint;

  /** Configuration that the pods read, your changes included. */
  public readonly config: LokiConfig;

  /** Size that the volume selects, with your changes. */
  public readonly size: LokiSize;

  constructor(scope: Construct, id: string, props: LokiChartProps) {
    super(scope, id);
    const { identity } = props;
    const names = new LokiNames(identity.namespace, props.clusterDomain ?? DEFAULT_CLUSTER_DOMAIN);
    const images = { ...IMAGES, ...props.images };
    const queryTimeout = props.queryTimeout ?? DEFAULT_QUERY_TIMEOUT;
    const retention = props.retention ?? DEFAULT_RETENTION;
    refuseBadInput(props, retention);

    this.size = lokiSize(props.gigabytesPerDay ?? DEFAULT_GIGABYTES_PER_DAY, props.sizes);
    this.endpoint = new LokiEndpoint({
      url: gatewayUrl(names),
      namespace: names.namespace,
      tenants: props.tenants,
      credentials: props.credentials ?? new KubernetesSecretCredentials(),
      queryTimeoutSeconds: queryTimeout.toSeconds(),
    });
    const runtime = runtimeConfigs(props.tenantLimits ?? {}, retention);
    const base = lokiConfig({
      names,
      store: props.store,
      size: this.size,
      retention,
      queryTimeout,
      schema: props.schema ?? DEFAULT_SCHEMA,
      runtimeConfigs: runtime,
      alertmanagerUrl: props.alertmanagerUrl,
    });
    this.config = mergeConfig(base, props.config);

    this.addServiceAccounts(names, identity);
    const config = Yaml.stringify(this.config);
    addObject(
      this,
      k8s.KubeConfigMap.manifest({ metadata: lokiMetadata(names, 'loki'), data: { [CONFIG_FILE.name]: config } }),
    );
    for (const { configMapName, labels, file, text } of runtime) {
      const metadata = lokiMetadata(names, configMapName);
      addObject(
        this,
        k8s.KubeConfigMap.manifest({
          metadata: { ...metadata, labels: { ...metadata.labels, ...labels } },
          data: { [file]: text },
        }),
      );
    }
    this.addMemberlistService(names);
    for (const component of LOKI_COMPONENTS) {
      addComponent(this, component, {
        names,
        size: this.size.components[component.key],
        image: images.loki,
        serviceAccountName: identity.serviceAccountName,
        storageClassName: props.storageClassName ?? 'gp3',
        configMapName: 'loki',
        runtimeConfigs: runtime,
        configChecksum: checksum(config),
        queryTimeout,
      });
    }
    for (const cache of LOKI_CACHES) {
      addCache(this, cache, {
        names,
        size: this.size.components[cache.key],
        image: images.memcached,
        exporterImage: images.memcachedExporter,
      });
    }
    addGateway(this, {
      names,
      endpoint: this.endpoint,
      size: this.size.components.gateway,
      image: images.nginx,
    });
    if (props.networkPolicies ?? true) {
      addNetworkPolicies(this, {
        names,
        clientNamespaces: [names.namespace, ...(props.clientNamespaces ?? [])],
        metricsNamespaces: props.metricsNamespaces ?? [],
        alertmanagerUrl: props.alertmanagerUrl,
      });
    }
  }

  private addServiceAccounts(names: LokiNames, identity: WorkloadIdentity): void {
    addObject(
      this,
      k8s.KubeServiceAccount.manifest({
        metadata: { ...lokiMetadata(names, identity.serviceAccountName), annotations: identity.annotations },
        automountServiceAccountToken: false,
      }),
    );
    addObject(
      this,
      k8s.KubeServiceAccount.manifest({
        metadata: lokiMetadata(names, NO_ROLE_SERVICE_ACCOUNT),
        automountServiceAccountToken: false,
      }),
    );
  }

  private addMemberlistService(names: LokiNames): void {
    addObject(
      this,
      k8s.KubeService.manifest({
        metadata: lokiMetadata(names, 'loki-memberlist'),
        spec: {
          type: 'ClusterIP',
          clusterIp: 'None',
          // A pod becomes ready by joining the gossip, so others must find it before.
          publishNotReadyAddresses: true,
          selector: { ...LokiNames.SELECTOR, ...LokiNames.MEMBERLIST_LABEL },
          ports: [{ name: 'memberlist', port: MEMBERLIST_PORT, targetPort: k8s.IntOrString.fromString('memberlist') }],
        },
      }),
    );
  }
}

function refuseBadInput(props: LokiChartProps, retention: Duration): void {
  const config = props.config ?? {};
  const limits = Object.entries(props.tenantLimits ?? {});
  const region = regionFault(props.store.region);
  const problems: Problem[] = [
    ...(props.tenants.length === 0 ? [{ path: 'tenants', found: 'empty', fix: 'name at least one tenant' }] : []),
    ...retentionProblems(retention),
    ...(region ? [problemOfValue('store.region', props.store.region, region)] : []),
    ...validateLokiConfig(config, 'config'),
    ...validateOwnedKeys(config, 'config'),
    ...limits.flatMap(([tenant, limit]) => validateLimits(limit, `tenantLimits.${tenant}`)),
  ];
  if (problems.length > 0) throw new InputError(problems);
}

function retentionProblems(retention: Duration): Problem[] {
  if (retention.toSeconds() >= INDEX_PERIOD.toSeconds()) return [];
  const wrong = `is shorter than the ${INDEX_PERIOD.toHours()}h index period`;
  return [problemOfValue('retention', retention.toHumanString(), { wrong, fix: 'use at least 1 day' })];
}
