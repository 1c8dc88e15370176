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
import { addObject } from '../kubernetes/objects';
import { type ObjectStore, regionFault } from '../endpoint/object-store';
import { plainCopy } from '../plain-copy';
import { addCache, LOKI_CACHES } from './caches';
import { configurationProblems } from './config/problems';
import { addComponent } from './component';
import { LOKI_COMPONENTS, LokiNames, MEMBERLIST_PORT } from './components';
import { CONFIG_FILE, DEFAULT_SCHEMA, lokiConfig, type SchemaPeriod } from './config/config';
import { type ChunkEncoding, DEFAULT_CHUNK_ENCODING } from './config/encoding';
import type { LimitsConfig, LokiConfig } from './config/generated/types';
import { addGateway, gatewayUrl } from './gateway/gateway';
import { type ConfigPatch, mergeConfig } from './config/merge';
import { addNetworkPolicies } from './network';
import { unusedSizes } from './unused-sizes';
import { lokiMetadata, NO_ROLE_SERVICE_ACCOUNT } from './objects';
import {
  ALERTMANAGER_URL,
  booleanProblems,
  CLUSTER_DOMAIN,
  DAY,
  listProblems,
  NAMESPACE,
  numberProblems,
  OBJECT_NAME,
  textProblems,
} from '../forms';
import { lokiSeconds, retentionFault } from './config/retention';
import { type RulerEgress, rulerPorts } from './ruler-egress';
import { tenantFault } from './tenants';
import { lokiSize, MAX_GIGABYTES_PER_DAY, type LokiSize, type LokiSizeOverrides } from './sizes';
import { lookbackFor } from './config/kept';
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

  /**
   * If true, volumes that need more than 125 MiB/s have the StorageClass `<storageClassName>-<MiB/s>`, which must exist.
   *
   * @default false
   */
  readonly fastVolumes?: boolean;

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

  /** Compression of new chunks. @default zstd */
  readonly chunkEncoding?: ChunkEncoding;

  /** Periods of the schema. Add periods, never edit them. @default - one period: TSDB, v13, from 2024-04-01 */
  readonly schema?: readonly SchemaPeriod[];

  /** URL that the ruler sends alerts to, for example `http://alertmanager.monitoring:9093`. @default - none */
  readonly alertmanagerUrl?: string;

  /** Namespaces whose pods may reach the gateway. @default - only Loki's own */
  readonly clientNamespaces?: readonly string[];

  /** Namespaces whose pods may scrape metrics. @default - none */
  readonly metricsNamespaces?: readonly string[];

  /** Labels of the pods there that scrape metrics. @default - those of Prometheus, Alloy and similar programs */
  readonly metricsPods?: Readonly<Record<string, string>>;

  /** Targets of the ruler beside those whose URLs are in the configuration. @default - none */
  readonly rulerEgress?: readonly RulerEgress[];

  /** Number of zones that have nodes, or get them. @default - unknown */
  readonly zones?: number;

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
    const concurrency = props.config?.querier?.max_concurrent;
    const runtime = runtimeConfigs(props);
    const base = lokiConfig({
      names,
      store: props.store,
      size: { ...this.size, querierConcurrency: concurrency ?? this.size.querierConcurrency },
      chunkEncoding: props.chunkEncoding ?? DEFAULT_CHUNK_ENCODING,
      retention,
      queryLookback: lookbackFor(props),
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
        fastVolumes: props.fastVolumes ?? false,
        configMapName: 'loki',
        runtimeConfigs: runtime,
        queryTimeout,
        longerShutdownSeconds: Math.max(0, shutdownSeconds(this.config) - shutdownSeconds(base)),
        zones: props.zones,
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
        metricsPods: props.metricsPods,
        rulerPorts: rulerPorts(this.config, Object.values(props.tenantLimits ?? {})),
        rulerEgress: props.rulerEgress ?? [],
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

/** Seconds between SIGTERM and the end of Loki's servers. */
function shutdownSeconds({ shutdown_delay = '0s', server }: LokiConfig): number {
  return Math.ceil((lokiSeconds(shutdown_delay) ?? 0) + (lokiSeconds(server?.graceful_shutdown_timeout ?? '0s') ?? 0));
}

function refuseBadInput(props: LokiChartProps, retention: Duration): void {
  const { config = {}, tenantLimits: limits = {} } = props;
  const region = regionFault(props.store.region);
  const short = retentionFault(retention.toSeconds());
  const problems: Problem[] = [
    ...(props.tenants.length === 0 ? [{ path: 'tenants', found: 'empty', fix: 'name at least one tenant' }] : []),
    ...listProblems('tenants', props.tenants, { example: 'platform', faultOf: tenantFault }),
    ...textProblems('identity.namespace', props.identity.namespace, NAMESPACE),
    ...textProblems('identity.serviceAccountName', props.identity.serviceAccountName, OBJECT_NAME),
    ...textProblems('storageClassName', props.storageClassName, OBJECT_NAME),
    ...textProblems('clusterDomain', props.clusterDomain, CLUSTER_DOMAIN),
    ...textProblems('alertmanagerUrl', props.alertmanagerUrl, ALERTMANAGER_URL),
    ...booleanProblems('networkPolicies', props.networkPolicies),
    ...listProblems('clientNamespaces', props.clientNamespaces, NAMESPACE),
    ...listProblems('metricsNamespaces', props.metricsNamespaces, NAMESPACE),
    ...(props.schema ?? []).flatMap(({ from }, index) => textProblems(`schema[${index}].from`, from, DAY)),
    ...numberProblems('gigabytesPerDay', props.gigabytesPerDay, {
      example: '20',
      least: Number.MIN_VALUE,
      whole: false,
      most: MAX_GIGABYTES_PER_DAY,
    }),
    ...(short ? [problemOfValue('retention', retention.toHumanString(), short)] : []),
    ...(region ? [problemOfValue('store.region', props.store.region, region)] : []),
    ...configurationProblems({ config: plainCopy(config), tenantLimits: plainCopy(limits) }),
    ...unusedSizes(props.sizes, 'sizes'),
  ];
  if (problems.length > 0) throw new InputError(problems);
}
