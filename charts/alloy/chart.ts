import { Chart } from 'cdk8s';
import type { Construct } from 'constructs';
import { DEFAULT_NAMESPACES } from '../defaults';
import type { WorkloadIdentity } from '../endpoint/identity';
import { IMAGES } from '../kubernetes/images';
import type { MetricsSource } from '../kubernetes/metrics';
import { API_SERVER_PORTS } from '../kubernetes/network';
import { PodSecurity } from '../kubernetes/namespaces';
import { propProblems, refuse } from '../input/props';
import type { AlloyChartProps } from './chart-props';
import { collectorSelector } from './collectors/collector';
import { collectorMetrics } from './collectors/metrics';
import { collectorsOf } from './collectors/collectors';
import { addCollector } from './collectors/objects';
import { destinationProblems } from './destinations/validate';
import { fieldProblems, PROCESSING } from './fields';
import { unknownSources } from './processing/together';
import type { AlloyKafka } from './kafka/props';
import type { AlloyPipeline } from './pipeline';
import { withSourceLabels } from './sources/kafka-labels';
import { otlpBudget } from './sources/receivers/otlp/way';
import { checkRoutes } from './stages/routes';
import { ALLOY } from './validate';

export type { AlloyChartProps } from './chart-props';
export type { AlloyCollectorProps } from './collectors/props';
export { COLLECTOR_KINDS, type CollectorKind } from './collectors/kinds';
export type { AlloyDestination, DestinationFilter, LineSelection } from './destinations/destination';
export type { NodeLabelKind, NodeLabels, OwnNodeLabel } from './destinations/node-labels';
export type { CertificateAuthority, DestinationPods, LokiDestination, SecretKey } from './destinations/remote-loki';
export type {
  AlloyKafka,
  KafkaIam,
  KafkaSasl,
  KafkaClient,
  KafkaTls,
  KafkaTopics,
  KafkaTopicSource,
} from './kafka/props';
export type { AlloyPipeline } from './pipeline';
export type * from './processing/settings';
export type { AlloySources } from './sources/library';
export type * from './sources/settings-types';
export type * from './sources/pods/settings';

/**
 * Grafana Alloy: a DaemonSet that reads the logs of nodes and of their pods, a collector of Kubernetes events, and
 * collectors of your own. All send to one Loki.
 *
 * Each collector has a service account, permissions, a configuration and a network policy of its own, made from its
 * sources. The namespace and Secrets with passwords are not part of the chart.
 */
export class AlloyChart extends Chart {
  /** Pod Security Standard the namespace has to allow: only `privileged` lets pods mount folders of the node. */
  public static readonly POD_SECURITY = PodSecurity.PRIVILEGED;

  /** Labels of the DaemonSet's pods. */
  public static readonly POD_LABELS = collectorSelector('agent');

  /** Configuration of the DaemonSet. */
  public readonly config: string;

  /** Configurations of all collectors, by the name of their workload. */
  public readonly configs: Readonly<Record<string, string>>;

  /** AWS identities of the collectors that read their password in AWS, each with a role of its own. */
  public readonly podIdentities: readonly WorkloadIdentity[];

  /** AWS identities of the collectors that reach Kafka with IAM. All collectors share one role. */
  public readonly kafkaIdentities: readonly WorkloadIdentity[];

  /** Pods that expose metrics, one entry for each collector. */
  public readonly metrics: readonly MetricsSource[];

  /** Kafka between the collectors and Loki. */
  public readonly kafka?: AlloyKafka;

  /** Namespace of Alloy. (cdk8s's own `namespace` is not set: some objects have no namespace.) */
  public readonly namespaceName: string;

  /** @throws InputError if a property, a source or a collector is invalid, or a route names an unknown tenant */
  constructor(scope: Construct, id: string, props: AlloyChartProps) {
    super(scope, id);
    refuse(propProblems('AlloyChart', props, ALLOY));
    const { endpoint, clusterName, routes = [], networkPolicies = true } = props;
    this.namespaceName = props.namespace ?? DEFAULT_NAMESPACES.alloy;
    checkRoutes(routes, endpoint);
    refuse([...fieldProblems({ ...props.sources, ...props.pipeline }, endpoint.tenants), ...otlpBudget(props)]);
    const pipeline = pipelineOf(props);
    const context = {
      endpoint,
      clusterName,
      namespace: this.namespaceName,
      routes,
      pipeline,
      identityKind: props.identityKind,
      image: props.images?.alloy ?? IMAGES.alloy,
      priorityClassName: props.priorityClassName ?? 'system-node-critical',
      storageClassName: props.storageClassName,
      networkPolicies,
      apiServerPorts: props.apiServerPorts ?? API_SERVER_PORTS,
      metricsNamespaces: props.metricsNamespaces ?? [],
      metricsPods: props.metricsPods,
      scraper: props.scraper,
    };
    const collectors = collectorsOf({ ...props, pipeline }, networkPolicies);
    const { processing = [] } = context.pipeline;
    const sources = collectors.flatMap((collector) => collector.sources);
    const names = sources.map(({ name }) => name);
    refuse([
      ...unknownSources(PROCESSING, processing, names),
      ...destinationProblems(context.pipeline.destinations ?? [], sources, endpoint),
    ]);
    const added = collectors.map((collector) => ({
      name: collector.name,
      ...addCollector(this, collector, context),
    }));
    this.configs = Object.fromEntries(added.map(({ name, config }) => [name, config]));
    this.config = added[0]?.config ?? '';
    this.podIdentities = added.flatMap(({ identity }) => identity ?? []);
    this.kafkaIdentities = added.flatMap(({ kafkaIdentity }) => kafkaIdentity ?? []);
    this.kafka = props.pipeline?.kafka;
    this.metrics = collectors.map(({ component }) => collectorMetrics(this.namespaceName, component));
  }
}

/** Pipeline of a chart. Its Kafka keeps the labels of OTLP lines. */
function pipelineOf(props: AlloyChartProps): AlloyPipeline {
  const { kafka, ...pipeline } = props.pipeline ?? {};
  return kafka ? { ...pipeline, kafka: withSourceLabels(kafka, props) } : pipeline;
}
