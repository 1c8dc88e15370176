import { AlloyChart } from '../alloy/chart';
import { tenantOfNamespace } from '../alloy/tenants';
import { CanaryChart } from '../canary/chart';
import { CANARY, canaryOf } from '../canary/props';
import { ChartList } from './chart-list';
import {
  endpointOf,
  fastVolumes,
  filesNamespace,
  kafkaTopicsOf,
  namespacesOfOthers,
  passwordSecretOf,
  scrapersOf,
  clusterSettingsOf,
} from './derived';
import { grafanaPlace, grafanaPropsOf } from './grafana';
import { DEFAULT_GIGABYTES_PER_DAY, DEFAULT_NAMESPACES } from '../defaults';
import { GrafanaChart } from '../grafana/chart';
import { resolveImages } from '../kubernetes/images';
import { NamespacesChart, PodSecurity } from '../kubernetes/namespaces';
import { StorageClassChart } from '../kubernetes/storage-class';
import type { LoggingChartsProps } from './props';
import { LocalStoreChart } from '../local/store';
import { LokiChart } from '../loki/chart';
import { MonitoringChart } from '../monitoring/chart';
import { SCRAPER_NAME } from '../monitoring/scraper/names';
import { readinessLabels } from '../endpoint/exposure/doors/doors';
import { collectorResources, sizesOf } from '../kubernetes/workloads';

/** The charts. To add one, add an entry: files, delivery and namespaces follow from it. */
export const CHARTS = ChartList.of<LoggingChartsProps>()
  .add({
    name: 'namespaces',
    id: '00-namespaces',
    make: (scope, id, { props, namespaces }) =>
      new NamespacesChart(scope, id, { namespaces, shared: namespacesOfOthers(props) }),
  })
  .add({
    name: 'storageClass',
    id: '05-storage-class',
    make: (scope, id, { props }) =>
      props.storageClass && new StorageClassChart(scope, id, { fast: fastVolumes(props), ...props.storageClass }),
  })
  .add({
    name: 'localStore',
    id: '07-local-store',
    make: (scope, id, { props: { loki, localStore, ...props } }) =>
      loki &&
      localStore &&
      new LocalStoreChart(scope, id, {
        storageClassName: loki.storageClassName,
        ...localStore,
        namespace: loki.identity.namespace,
        buckets: { chunkBucket: loki.store.chunkBucket, rulerBucket: loki.store.rulerBucket },
        networkPolicies: loki.networkPolicies,
        images: resolveImages({ ...props.images, ...loki.images }, props.registry),
      }),
  })
  .add({
    name: 'loki',
    id: '10-loki',
    namespace: ({ loki }) =>
      loki && {
        name: loki.identity.namespace,
        podSecurity: PodSecurity.RESTRICTED,
        labels: loki.expose && readinessLabels(loki.expose),
      },
    make: (scope, id, { props: { loki, ...props }, clientNamespaces }) =>
      loki &&
      new LokiChart(scope, id, {
        ...loki,
        images: resolveImages({ ...props.images, ...loki.images }, props.registry),
        sizes: sizesOf(loki.sizes, props.workloads),
        fastVolumes: loki.fastVolumes ?? props.storageClass !== undefined,
        clusterDomain: loki.clusterDomain ?? props.clusterDomain,
        apiServerPorts: loki.apiServerPorts ?? props.apiServerPorts,
        kafka: loki.kafka ?? kafkaTopicsOf(props),
        environment: loki.environment ?? props.environment,
        clientNamespaces: [...new Set([...clientNamespaces, ...(loki.clientNamespaces ?? [])])],
        ...scrapersOf({ loki, ...props }),
      }),
  })
  .add({
    name: 'alloy',
    id: '20-alloy',
    namespace: (props) => ({
      name: props.alloyNamespace ?? DEFAULT_NAMESPACES.alloy,
      podSecurity: AlloyChart.POD_SECURITY,
    }),
    usesLoki: true,
    make: (scope, id, { props, made }) =>
      new AlloyChart(scope, id, {
        ...clusterSettingsOf(props),
        endpoint: endpointOf(props, made.loki),
        clusterName: props.clusterName,
        namespace: props.alloyNamespace,
        sources: props.alloySources,
        nodeLabel: props.alloyNodeLabel,
        pipeline: props.alloyPipeline,
        otlpIndexLabels: props.loki?.otlpIndexLabels,
        extraSources: props.alloyExtraSources,
        collectors: props.alloyCollectors,
        collectorResources: collectorResources(props.workloads),
        resources: props.alloyResources,
        routes: props.routes,
        images: resolveImages(props.images, props.registry),
        apiServerPorts: props.apiServerPorts,
        ...scrapersOf(props),
      }),
  })
  .add({
    name: 'grafana',
    id: '30-grafana',
    // For a Loki elsewhere, Grafana is in its cluster.
    namespace: (props) => props.loki && grafanaPlace(props),
    usesLoki: true,
    make: (scope, id, { props, made }) =>
      props.loki &&
      made.loki &&
      new GrafanaChart(scope, id, grafanaPropsOf({ ...props, loki: props.loki }, made.loki.endpoint)),
  })
  .add({
    name: 'canary',
    id: '35-canary',
    namespace: ({ canary }) => {
      const settings = canaryOf(canary);
      return settings && { name: settings.namespace ?? CANARY, podSecurity: PodSecurity.RESTRICTED };
    },
    usesLoki: true,
    make: (scope, id, { props, made }) => {
      const settings = canaryOf(props.canary);
      if (!settings) return undefined;
      const endpoint = endpointOf(props, made.loki);
      const { networkPolicies, metricsPods } = clusterSettingsOf(props);
      const images = resolveImages(props.images, props.registry);
      return new CanaryChart(scope, id, {
        ...settings,
        endpoint,
        tenant: tenantOfNamespace(settings.namespace ?? CANARY, props.routes, endpoint),
        image: images.lokiCanary,
        nginxImage: images.nginx,
        resources: collectorResources(props.workloads)[CANARY],
        networkPolicies,
        ...scrapersOf(props),
        metricsPods,
      });
    },
  })
  .add({
    name: 'monitoring',
    id: '50-monitoring',
    namespace: (props) => {
      const name = filesNamespace(props);
      return name === undefined ? undefined : { name };
    },
    make: (scope, id, { props, made }) =>
      props.monitoring &&
      new MonitoringChart(scope, id, {
        monitoring: { ...props.monitoring, namespace: filesNamespace(props) ?? props.monitoring.namespace },
        sources: [...(made.loki?.metrics ?? []), ...made.alloy.metrics, ...(made.canary?.metrics ?? [])],
        clusterName: props.clusterName,
        lokiNamespace: props.loki?.identity.namespace,
        alloyNamespace: made.alloy.namespaceName,
        gigabytesPerDay: props.loki?.gigabytesPerDay ?? DEFAULT_GIGABYTES_PER_DAY,
        passwordSecret: passwordSecretOf(endpointOf(props, made.loki)),
        image: resolveImages(props.images, props.registry).alloy,
        resources: collectorResources(props.workloads)[SCRAPER_NAME],
        identityKind: clusterSettingsOf(props).identityKind,
        networkPolicies: clusterSettingsOf(props).networkPolicies,
        apiServerPorts: props.apiServerPorts,
      }),
  });
