import { Chart } from 'cdk8s';
import { k8s } from 'cdk8s-plus-28';
import type { Construct } from 'constructs';
import { CREDENTIALS_VOLUME, withoutToken } from '../endpoint/credentials/source';
import { CA_KEY } from '../endpoint/authority';
import { LokiEndpoint } from '../endpoint/endpoint';
import { gatewayEgress } from '../endpoint/gateway-egress';
import { type AuthorityMount, authorityMount } from '../endpoint/outside';
import { TENANT } from '../endpoint/tenants';
import { requiredEndpoint } from '../endpoint/validate';
import { once } from '../input/combine';
import { IMAGE, NAMESPACE } from '../input/forms';
import { boolean, number, propProblems, type PropValidators, refuse, required, text, texts } from '../input/props';
import { unreservedNamespace } from '../kubernetes/reserved-namespaces';
import { CONFIG_CHECKSUM } from '../kubernetes/config-checksum';
import { IMAGES } from '../kubernetes/images';
import { DNS_EGRESS, scraperPeers, tcp } from '../kubernetes/network';
import { addObject, MANAGED_BY } from '../kubernetes/objects';
import type { PodResources } from '../kubernetes/pod-settings';
import {
  METRICS_PORT_NAME,
  METRICS_SOURCE_OF_CANARY,
  type MetricsSource,
  type ScraperPods,
} from '../kubernetes/metrics';
import { podLabels, podResources, scraperPods } from '../kubernetes/validate';
import {
  type ContainerResources,
  goMemoryLimit,
  httpProbe,
  resources,
  RESTRICTED_CONTAINER,
  restrictedPod,
} from '../kubernetes/workload';
import { NGINX_USER } from '../kubernetes/nginx';
import { DOOR_PATH, DOOR_PORT, doorConfig, doorScript } from './door';
import { CANARY, CANARY_CONTAINER, type CanarySettings } from './props';

/** Port of its metrics. */
const CANARY_PORT = 3500;

const SELECTOR: Record<string, string> = {
  'app.kubernetes.io/name': CANARY,
  'app.kubernetes.io/component': METRICS_SOURCE_OF_CANARY,
};

/** Size of the door, an nginx with one client. */
export const DOOR_RESOURCES: ContainerResources = { cpu: 0.01, memoryMiB: 32 };

/** Size of the canary. It holds the entries that it waits for. */
export const CANARY_RESOURCES: ContainerResources = { cpu: 0.02, memoryMiB: 64 };

/** Never, for a test that cannot hold: its series end when the pod moves. */
const NEVER = '8760h';

/** Regular expression of a line that it writes: a time in nanoseconds, and padding. */
const ENTRY = '^[0-9]{19} p+$';

/** Properties of a `CanaryChart`. */
export interface CanaryChartProps extends CanarySettings {
  /** Loki that it reads. */
  readonly endpoint: LokiEndpoint;

  /** Tenant of the lines of its namespace. */
  readonly tenant: string;

  /** Image of loki-canary. @default - that of this version of the library */
  readonly image?: string;

  /** Image of nginx. @default - that of this version of the library */
  readonly nginxImage?: string;

  /** CPU and memory of the canary. @default - 0.02 cores and 64 MiB */
  readonly resources?: PodResources;

  /** If true, a NetworkPolicy denies all traffic that it does not name. @default true */
  readonly networkPolicies?: boolean;

  /** Namespaces whose pods scrape metrics. @default - none */
  readonly metricsNamespaces?: readonly string[];

  /** Labels of the pods there that scrape metrics. @default - those of well-known programs */
  readonly metricsPods?: Readonly<Record<string, string>>;

  /** Collector of the library that scrapes metrics. @default - none */
  readonly scraper?: ScraperPods;
}

const PROPS: PropValidators<CanaryChartProps> = {
  namespace: text(unreservedNamespace(CANARY)),
  intervalSeconds: number({ example: '5', least: 0.1, whole: false }),
  endpoint: requiredEndpoint,
  tenant: required(text(TENANT), `'${TENANT.example}'`),
  image: text(IMAGE),
  nginxImage: text(IMAGE),
  resources: podResources,
  networkPolicies: boolean,
  metricsNamespaces: once(texts(NAMESPACE)),
  metricsPods: podLabels,
  scraper: scraperPods,
};

/**
 * Loki's canary on the path of all lines: its output is read by the agent of its node, sent through the gateway and stored, and
 * it reads its lines back as `reader`, by tail and by query. Lines that are missing, late or doubled are its metrics.
 */
export class CanaryChart extends Chart {
  /** Namespace of its pod. */
  public readonly namespaceName: string;

  /** Pods with metrics. */
  public readonly metrics: readonly MetricsSource[];

  /** @throws InputError if a property is invalid, with all problems */
  constructor(scope: Construct, id: string, props: CanaryChartProps) {
    super(scope, id);
    refuse(propProblems('CanaryChart', props, PROPS));
    const { endpoint, namespace = CANARY } = props;
    const client = endpoint.canaryClient(namespace);
    const identity = endpoint.credentials.podIdentity(client);
    this.namespaceName = namespace;
    this.metrics = [{ namespace, name: CANARY, component: METRICS_SOURCE_OF_CANARY, port: CANARY_PORT }];
    const labels = { ...SELECTOR, ...MANAGED_BY };
    const metadata: k8s.ObjectMeta = { name: CANARY, namespace, labels };
    const account = identity?.serviceAccountName ?? CANARY;
    addObject(
      this,
      k8s.KubeServiceAccount.manifest({
        metadata: { ...metadata, name: account, annotations: identity?.annotations },
        automountServiceAccountToken: false,
      }),
    );
    for (const object of endpoint.credentials.objects(client)) addObject(this, object);
    const { pem } = endpoint.outside?.ca ?? {};
    const authority = authorityMount(endpoint.outside);
    const data = {
      'nginx.conf': doorConfig(endpoint),
      'door.sh': doorScript(endpoint),
      ...(pem === undefined ? {} : { [CA_KEY]: pem }),
    };
    addObject(this, k8s.KubeConfigMap.manifest({ metadata, data }));
    addObject(
      this,
      k8s.KubeDeployment.manifest({
        metadata,
        spec: {
          replicas: 1,
          selector: { matchLabels: SELECTOR },
          // Two canaries would find each other's lines.
          strategy: { type: 'Recreate' },
          template: {
            metadata: {
              labels,
              annotations: { ...CONFIG_CHECKSUM, ...withoutToken(identity, 'door', 'canary') },
            },
            spec: {
              serviceAccountName: account,
              automountServiceAccountToken: false,
              enableServiceLinks: false,
              securityContext: restrictedPod(NGINX_USER),
              containers: [doorContainer(props), canaryContainer(props, namespace)],
              volumes: [
                { name: 'config', configMap: { name: CANARY } },
                endpoint.credentials.volume(client),
                { name: 'tmp', emptyDir: { medium: 'Memory', sizeLimit: k8s.Quantity.fromString('8Mi') } },
                ...(authority ? [authorityVolume(authority)] : []),
              ],
            },
          },
        },
      }),
      [CREDENTIALS_VOLUME, ...(authority ? [authority.name] : [])],
    );
    addObject(
      this,
      k8s.KubeService.manifest({
        metadata,
        spec: {
          clusterIp: 'None',
          selector: SELECTOR,
          ports: [
            { name: METRICS_PORT_NAME, port: CANARY_PORT, targetPort: k8s.IntOrString.fromString(METRICS_PORT_NAME) },
          ],
        },
      }),
    );
    if (props.networkPolicies ?? true) addObject(this, networkPolicy(metadata, props));
  }
}

/** Volume of the Secret with the authority of the gateway. */
function authorityVolume({ name, secretName, keys: [key] }: AuthorityMount): k8s.Volume {
  return { name, secret: { secretName, items: [{ key, path: key }] } };
}

function doorContainer({ nginxImage = IMAGES.nginx, endpoint }: CanaryChartProps): k8s.Container {
  const authority = authorityMount(endpoint.outside);
  return {
    name: 'door',
    image: nginxImage,
    command: ['/bin/sh', `${DOOR_PATH}/door.sh`],
    resources: resources(DOOR_RESOURCES),
    securityContext: RESTRICTED_CONTAINER,
    volumeMounts: [
      { name: 'config', mountPath: DOOR_PATH, readOnly: true },
      { name: CREDENTIALS_VOLUME, mountPath: LokiEndpoint.CREDENTIALS_PATH, readOnly: true },
      { name: 'tmp', mountPath: '/tmp' },
      ...(authority ? [{ name: authority.name, mountPath: authority.path, readOnly: true }] : []),
    ],
  };
}

function canaryContainer(props: CanaryChartProps, namespace: string): k8s.Container {
  const { image = IMAGES.lokiCanary, tenant, intervalSeconds = 1 } = props;
  const size = { ...CANARY_RESOURCES, ...props.resources };
  const flags = {
    addr: `127.0.0.1:${DOOR_PORT}`,
    'tenant-id': tenant,
    port: CANARY_PORT,
    interval: `${intervalSeconds * 1000}ms`,
    // Two labels choose its streams, and the metadata its pod. They are those of pods from files and from the Kubernetes API,
    // which has no label for the output; so its messages are there too, and the filter leaves them out.
    ...{ labelname: 'job', labelvalue: `${namespace}/${CANARY_CONTAINER}` },
    ...{ streamname: 'container', streamvalue: CANARY_CONTAINER },
    'query-append': `|~ "${ENTRY}" | pod="$(POD_NAME)"`,
    wait: '1m',
    // Longer than Alloy waits between two tries after a refusal.
    'max-wait': '10m',
    pruneinterval: '1m',
    'metric-test-interval': NEVER,
    'cache-test-interval': NEVER,
  };
  return {
    name: CANARY_CONTAINER,
    image,
    args: Object.entries(flags).map(([name, value]) => `-${name}=${value}`),
    env: [{ name: 'POD_NAME', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } }, goMemoryLimit(size)],
    ports: [{ name: METRICS_PORT_NAME, containerPort: CANARY_PORT }],
    readinessProbe: httpProbe('/metrics', METRICS_PORT_NAME, { periodSeconds: 10 }),
    resources: resources(size),
    securityContext: RESTRICTED_CONTAINER,
  };
}

/** Lets the pod reach DNS and the gateway, and scrapers its metrics. */
function networkPolicy(metadata: k8s.ObjectMeta, props: CanaryChartProps): unknown {
  const { endpoint, metricsNamespaces = [], metricsPods, scraper } = props;
  const from = scraperPeers(metricsNamespaces, metricsPods, scraper);
  return k8s.KubeNetworkPolicy.manifest({
    metadata,
    spec: {
      podSelector: { matchLabels: SELECTOR },
      policyTypes: ['Ingress', 'Egress'],
      ...(from.length > 0 ? { ingress: [{ from, ports: tcp(CANARY_PORT) }] } : {}),
      egress: [DNS_EGRESS, gatewayEgress(endpoint)],
    },
  });
}
