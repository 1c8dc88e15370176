import type { AlloyChartProps } from '../alloy/chart';
import type { KafkaTopics } from '../alloy/kafka/props';
import { withSourceLabels } from '../alloy/sources/kafka-labels';
import { DEFAULT_GIGABYTES_PER_DAY, DEFAULT_NAMESPACES } from '../defaults';
import { KubernetesSecretCredentials } from '../endpoint/credentials/kubernetes-secret';
import type { LokiEndpoint } from '../endpoint/endpoint';
import type { LokiChart } from '../loki/chart';
import { lokiSize } from '../loki/sizes/sizes';
import { type FastClass, fastClasses } from '../loki/workloads/volumes';
import { SCRAPER_LABELS } from '../monitoring/scraper/names';
import type { LoggingChartsProps } from './props';
import { remoteEndpoint } from './remote';

/**
 * Topics and labels of lines that reach Loki through Kafka: those of the pipeline and of `kafkaTopics`; undefined
 * without both.
 */
export function kafkaTopicsOf(props: LoggingChartsProps): KafkaTopics | undefined {
  const { alloyPipeline: pipeline, alloySources: sources, loki } = props;
  const { kafka } = pipeline ?? {};
  const { kafkaTopics } = sources ?? {};
  if (!kafka && !kafkaTopics) return undefined;
  const own = (kafkaTopics ?? []).flatMap(({ labels = {} }) => ['topic', ...Object.keys(labels)]);
  const { labels = [] } = kafka
    ? withSourceLabels(kafka, { pipeline, sources, otlpIndexLabels: loki?.otlpIndexLabels })
    : {};
  // Each topic has the label `topic`, and a user may write it too.
  return { topic: kafka?.topic, labels: [...new Set([...labels, ...own])] };
}

/** Loki that all lines go to: the one of these charts, or one elsewhere. */
export function endpointOf({ remoteLoki }: LoggingChartsProps, loki: LokiChart | undefined): LokiEndpoint {
  if (loki) return loki.endpoint;
  if (remoteLoki) return remoteEndpoint(remoteLoki);
  throw new Error('loki: write loki or remoteLoki');
}

/** Name of the Secrets with the passwords; undefined unless they are made by hand. */
export const passwordSecretOf = ({ credentials }: LokiEndpoint): string | undefined =>
  credentials instanceof KubernetesSecretCredentials ? credentials.secretName : undefined;

/** Settings of the cluster that all collectors share, whether their Loki is here or elsewhere. */
export function clusterSettingsOf({
  loki,
  remoteLoki,
}: LoggingChartsProps): Pick<AlloyChartProps, 'identityKind' | 'storageClassName' | 'networkPolicies' | 'metricsPods'> {
  const { storageClassName, networkPolicies, metricsPods } = loki ?? remoteLoki ?? {};
  return {
    identityKind: loki?.identity.kind ?? remoteLoki?.identityKind,
    storageClassName,
    networkPolicies,
    metricsPods,
  };
}

/** Pods that scrape metrics: those in the given namespaces, and the library's own collector. */
export function scrapersOf({
  loki,
  remoteLoki,
  alloyNamespace,
  monitoring,
}: LoggingChartsProps): Pick<AlloyChartProps, 'metricsNamespaces' | 'scraper'> {
  const named = (loki ?? remoteLoki)?.metricsNamespaces ?? [];
  const { namespace } = monitoring ?? {};
  const namespaces = namespace === undefined || named.includes(namespace) ? named : [...named, namespace];
  return {
    metricsNamespaces: [...namespaces],
    ...(monitoring?.from === 'alloy'
      ? { scraper: { namespace: alloyNamespace ?? DEFAULT_NAMESPACES.alloy, podLabels: SCRAPER_LABELS } }
      : {}),
  };
}

/** Namespace of the files for a Prometheus; undefined if there are none. */
export function filesNamespace({ loki, remoteLoki, monitoring }: LoggingChartsProps): string | undefined {
  const [first] = (loki ?? remoteLoki)?.metricsNamespaces ?? [];
  return monitoring?.from === 'scrape-config' ? (monitoring.namespace ?? first) : undefined;
}

/** Classes of volumes that are faster than those of the StorageClass. */
export function fastVolumes({ loki, storageClass }: LoggingChartsProps): FastClass[] {
  if (!loki) return [];
  const { gigabytesPerDay = DEFAULT_GIGABYTES_PER_DAY, sizes, ingesterZones } = loki;
  const { components, formerIngester } = lokiSize(gigabytesPerDay, sizes, ingesterZones);
  const all = [...Object.values(components), ...(formerIngester ? [formerIngester] : [])];
  return storageClass ? fastClasses(storageClass.name, all) : [];
}

/** Namespaces with pods of others that the properties name, apart from Grafana's. */
export function namespacesOfOthers(props: LoggingChartsProps): string[] {
  const { loki, alloyCollectors = [] } = props;
  const { clientNamespaces = [] } = loki ?? {};
  const { metricsNamespaces = [] } = scrapersOf(props);
  return [...clientNamespaces, ...metricsNamespaces, ...alloyCollectors.flatMap((each) => each.clientNamespaces ?? [])];
}
