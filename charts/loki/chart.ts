import { Chart } from 'cdk8s';
import { kafkaAttributes } from '../alloy/kafka/labels';
import { tenantsOfTopics } from './topics';
import { yamlOf } from '../kubernetes/yaml';
import { k8s } from 'cdk8s-plus-28';
import type { Construct } from 'constructs';
import { KubernetesSecretCredentials } from '../endpoint/credentials/kubernetes-secret';
import {
  DEFAULT_CLUSTER_DOMAIN,
  DEFAULT_GIGABYTES_PER_DAY,
  DEFAULT_QUERY_TIMEOUT,
  DEFAULT_RETENTION,
} from '../defaults';
import { LokiEndpoint } from '../endpoint/endpoint';
import { addDoor } from '../endpoint/exposure/doors/doors';
import { Exposure } from '../endpoint/exposure/exposure';
import type { WorkloadIdentity } from '../endpoint/identity';
import type { ObjectStore } from '../endpoint/object-store';
import { gatewayUsers } from '../endpoint/users';
import { IMAGES } from '../kubernetes/images';
import type { MetricsSource } from '../kubernetes/metrics';
import { API_SERVER_PORTS } from '../kubernetes/network';
import { addObject } from '../kubernetes/objects';
import { addScalers, scalingOf } from './sizes/autoscaling';
import { addCache, LOKI_CACHES } from './caches';
import { addComponent } from './workloads/component';
import { LOKI_COMPONENTS, LokiNames, MEMBERLIST_PORT } from './components';
import { CONFIG_FILE, lokiConfig } from './config/config';
import { DEFAULT_CHUNK_ENCODING } from './config/encoding';
import type { LokiConfig } from './config/generated/types';
import { lookbackFor } from './config/kept';
import { mergeConfig } from './config/merge';
import { DEFAULT_SCHEMA } from './config/schema';
import { lokiSeconds } from './config/retention';
import { runtimeConfigs } from './config/runtime';
import { addGateway, gatewayDoor, gatewayUrl } from './gateway/gateway';
import { lokiMetrics } from './metrics';
import { addNetworkPolicies } from './network';
import { lokiMetadata, NO_ROLE_SERVICE_ACCOUNT } from './objects';
import { REPLICATION_FACTOR } from './replication';
import { ONE_NODE_REPLICATION, oneNodeSizes } from './sizes/one-node';
import type { LokiChartProps } from './props';
import { addPriorityClasses, priorityClassOf } from './workloads/priority';
import { addRolloutOperator } from './rollout-operator/objects';
import { hasZoneBudget } from './rollout-operator/props';
import { ruleFiles } from './rules/files';
import { rulerPorts } from './ruler-egress';
import { lokiSize, type LokiSize } from './sizes/sizes';
import { migrationConfig, migrationLimits, stepOf } from './workloads/migration';
import { addStoreAuthority } from './workloads/store-access';
import { validateLoki } from './validate';

export type { LokiChartProps } from './props';

/**
 * Grafana Loki in microservices mode, on S3.
 *
 * Every object is a child `ApiObject` named `<Kind>-<name>`: `chart.node.findChild('StatefulSet-loki-ingester')`
 * takes a `JsonPatch`.
 */
export class LokiChart extends Chart {
  /** Endpoint of this Loki for clients. */
  public readonly endpoint: LokiEndpoint;

  /** Buckets, and how to reach them. */
  public readonly store: ObjectStore;

  /** Door for clients outside the cluster, if there is one. */
  public readonly exposure?: Exposure;

  /** Configuration that the pods read, your changes included. */
  public readonly config: LokiConfig;

  /** Size that the volume selects, with your changes. */
  public readonly size: LokiSize;

  /** Identity of the ruler, if it has one of its own. */
  public readonly rulerIdentity?: WorkloadIdentity;

  /** ARN of the workspace that gets the samples of recording rules. */
  public readonly workspaceArn?: string;

  /** Pods with metrics. */
  public readonly metrics: readonly MetricsSource[];

  /** @throws InputError if a property is invalid, or the configuration has keys that Loki does not know, with all problems */
  constructor(scope: Construct, id: string, props: LokiChartProps) {
    super(scope, id);
    validateLoki(props);
    const { identity } = props;
    this.store = props.store;
    this.metrics = lokiMetrics(identity.namespace);
    const names = new LokiNames(identity.namespace, props.clusterDomain ?? DEFAULT_CLUSTER_DOMAIN);
    const images = { ...IMAGES, ...props.images };
    const queryTimeout = props.queryTimeout ?? DEFAULT_QUERY_TIMEOUT;
    const retention = props.retention ?? DEFAULT_RETENTION;

    const { oneNode = false } = props;
    const sizes = oneNode ? oneNodeSizes(props.sizes) : props.sizes;
    const ingesterZones = oneNode ? false : props.ingesterZones;
    const migrationStep = stepOf(ingesterZones);
    this.size = lokiSize(props.gigabytesPerDay ?? DEFAULT_GIGABYTES_PER_DAY, sizes, ingesterZones);
    this.endpoint = new LokiEndpoint({
      url: gatewayUrl(names),
      namespace: names.namespace,
      tenants: props.tenants,
      credentials: props.credentials ?? new KubernetesSecretCredentials(),
      queryTimeoutSeconds: queryTimeout.toSeconds(),
      users: gatewayUsers(props),
    });
    this.exposure = props.expose && new Exposure(props.expose);
    const concurrency = props.config?.querier?.max_concurrent;
    const runtime = runtimeConfigs({ ...props, tenantLimits: migrationLimits(props.tenantLimits, migrationStep) });
    const { environment, rules, ruler, rulerIdentity } = props;
    const { grafanaUrl } = ruler ?? {};
    const links = environment !== undefined && grafanaUrl !== undefined ? { environment, grafanaUrl } : undefined;
    const files = rules && ruleFiles({ rules, links });
    const base = lokiConfig({
      names,
      store: props.store,
      size: { ...this.size, querierConcurrency: concurrency ?? this.size.querierConcurrency },
      mostQueriers: scalingOf('querier', this.size, props.autoscaling)?.max,
      chunkEncoding: props.chunkEncoding ?? DEFAULT_CHUNK_ENCODING,
      retention,
      queryLookback: lookbackFor(props),
      queryTimeout,
      schema: props.schema ?? DEFAULT_SCHEMA,
      runtimeConfigs: runtime,
      alertmanagerUrl: props.alertmanagerUrl,
      hasRuleFiles: files !== undefined,
      otlpLabels: props.otlpIndexLabels,
      ruler,
      queriesSeveralTenants: this.endpoint.usersWith('reader').some(({ tenants = [] }) => tenants.length > 1),
      kafkaLabels: props.kafka && kafkaAttributes(props.kafka),
      replicationFactor: oneNode ? ONE_NODE_REPLICATION : REPLICATION_FACTOR,
    });
    this.config = migrationConfig(mergeConfig(base, props.config), migrationStep);

    this.rulerIdentity = rulerIdentity;
    this.workspaceArn = ruler?.remoteWrite?.workspaceArn;
    this.addServiceAccounts(names, rulerIdentity ? [identity, rulerIdentity] : [identity]);
    const config = yamlOf(this.config);
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
    addStoreAuthority(this, names, props.store);
    for (const { configMapName, labels, data } of files ?? []) {
      const metadata = lokiMetadata(names, configMapName);
      addObject(
        this,
        k8s.KubeConfigMap.manifest({ metadata: { ...metadata, labels: { ...metadata.labels, ...labels } }, data }),
      );
    }
    this.addMemberlistService(names);
    const classOf = props.fixedNodes ? priorityClassOf : () => undefined;
    if (props.fixedNodes) addPriorityClasses(this);
    for (const component of LOKI_COMPONENTS) {
      addComponent(this, component, {
        names,
        size: this.size.components[component.key],
        image: images.loki,
        store: props.store,
        identity: component.key === 'ruler' && rulerIdentity ? rulerIdentity : identity,
        storageClassName: props.storageClassName ?? (oneNode ? undefined : 'gp3'),
        oneNode,
        fastVolumes: props.fastVolumes ?? false,
        configMapName: 'loki',
        runtimeConfigs: runtime,
        ruleFiles: component.key === 'ruler' ? files : undefined,
        queryTimeout,
        longerShutdownSeconds: Math.max(0, shutdownSeconds(this.config) - shutdownSeconds(base)),
        zones: props.zones,
        priorityClassName: classOf(component.key),
        inZones: component.key === 'ingester' && this.size.ingesterZones,
        evictedByZone: component.key === 'ingester' && hasZoneBudget(props.rolloutOperator),
        migrationStep,
        formerSize: component.key === 'ingester' ? this.size.formerIngester : undefined,
        scaled: scalingOf(component.key, this.size, props.autoscaling),
      });
    }
    for (const cache of LOKI_CACHES) {
      addCache(this, cache, {
        names,
        size: this.size.components[cache.key],
        image: images.memcached,
        exporterImage: images.memcachedExporter,
        priorityClassName: classOf(cache.key),
      });
    }
    addGateway(this, {
      names,
      endpoint: this.endpoint,
      size: this.size.components.gateway,
      scaled: scalingOf('gateway', this.size, props.autoscaling),
      image: images.nginx,
      priorityClassName: classOf('gateway'),
      exposure: this.exposure,
      kafka: props.kafka && { tenantsOfTopics: tenantsOfTopics(props.kafka, props.tenants) },
    });
    if (props.rolloutOperator) {
      addRolloutOperator(this, {
        ...(typeof props.rolloutOperator === 'object' ? props.rolloutOperator : {}),
        names,
        ingesters: this.size.components.ingester.replicas,
        image: images.rolloutOperator,
        networkPolicies: props.networkPolicies ?? true,
        apiServerPorts: props.apiServerPorts ?? API_SERVER_PORTS,
      });
    }
    if (this.exposure) addDoor(this, gatewayDoor(names, this.exposure, this.endpoint));
    addScalers(this, names, this.size, props.autoscaling);
    if (props.networkPolicies ?? true) {
      addNetworkPolicies(this, {
        names,
        store: props.store,
        clientNamespaces: [names.namespace, ...(props.clientNamespaces ?? [])],
        usesAgent: identity.usesAgent,
        rulerUsesAgent: rulerIdentity?.usesAgent ?? false,
        outsidePeers: this.exposure?.peers ?? [],
        metricsNamespaces: props.metricsNamespaces ?? [],
        metricsPods: props.metricsPods,
        scraper: props.scraper,
        rulerPorts: rulerPorts(this.config, Object.values(props.tenantLimits ?? {})),
        rulerEgress: props.rulerEgress ?? [],
      });
    }
  }

  private addServiceAccounts(names: LokiNames, identities: readonly WorkloadIdentity[]): void {
    for (const { serviceAccountName, annotations } of identities) {
      addObject(
        this,
        k8s.KubeServiceAccount.manifest({
          metadata: { ...lokiMetadata(names, serviceAccountName), annotations },
          automountServiceAccountToken: false,
        }),
      );
    }
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
