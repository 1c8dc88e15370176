import type { Chart } from 'cdk8s';
import { k8s } from 'cdk8s-plus-28';
import { type UrlConnection, urlConnection } from '../../endpoint/connection';
import type { WorkloadIdentity } from '../../endpoint/identity';
import { CONFIG_CHECKSUM } from '../../kubernetes/config-checksum';
import type { MetricsSource } from '../../kubernetes/metrics';
import { groupsOf } from '../../kubernetes/metrics';
import { AGENT_EGRESS, DNS_EGRESS, namespacePeer, tcp } from '../../kubernetes/network';
import { addObject, MANAGED_BY } from '../../kubernetes/objects';
import { type ContainerResources, RESTRICTED_CONTAINER, restrictedPod } from '../../kubernetes/workload';
import { ALLOY_USER, alloyContainer, CONFIG_KEY, HTTP_PORT, STORAGE_VOLUME } from '../../alloy/collectors/program';
import type { RemoteWriteProps } from '../props';
import { workspaceOf } from '../../endpoint/workspace';
import { SCRAPER_LABELS, SCRAPER_NAME } from './names';

/** CPU and memory of the collector. */
export const SCRAPER_SIZE: ContainerResources = { cpu: 0.05, memoryMiB: 256 };

/** Input of the objects of the collector. */
export interface ScraperProps {
  /** Its namespace. */
  readonly namespace: string;

  /** Image of Alloy. */
  readonly image: string;

  /** Its configuration. */
  readonly config: string;

  /** Pods that it scrapes. */
  readonly sources: readonly MetricsSource[];

  /** Receiver of the samples. */
  readonly remoteWrite: RemoteWriteProps;

  /** Its identity in AWS. @default - none */
  readonly identity?: WorkloadIdentity;

  /** CPU and memory. @default - those of the library */
  readonly resources?: Partial<ContainerResources>;

  /** If true, it gets a NetworkPolicy. */
  readonly networkPolicies: boolean;

  /** Ports of the API server, as network policies see them. */
  readonly apiServerPorts: readonly number[];
}

/**
 * Adds the collector of metrics: an Alloy of one pod, which sees the pods of the namespaces that it scrapes and no others.
 * One at a time, because two would send each sample twice.
 */
export function addScraper(chart: Chart, props: ScraperProps): void {
  const { namespace, identity } = props;
  const metadata: k8s.ObjectMeta = { name: SCRAPER_NAME, namespace, labels: { ...SCRAPER_LABELS, ...MANAGED_BY } };
  addObject(
    chart,
    k8s.KubeServiceAccount.manifest({
      metadata: { ...metadata, annotations: identity?.annotations },
      automountServiceAccountToken: false,
    }),
  );
  for (const of of new Set(props.sources.map((source) => source.namespace))) addPermissions(chart, metadata, of);
  addObject(chart, k8s.KubeConfigMap.manifest({ metadata, data: { [CONFIG_KEY]: props.config } }));
  addObject(
    chart,
    k8s.KubeDeployment.manifest({
      metadata,
      spec: {
        replicas: 1,
        selector: { matchLabels: { ...SCRAPER_LABELS } },
        strategy: { type: 'Recreate' },
        template: {
          metadata: { labels: metadata.labels, annotations: { ...CONFIG_CHECKSUM, ...identity?.podAnnotations } },
          spec: podSpec(props),
        },
      },
    }),
  );
  if (props.networkPolicies) addObject(chart, networkPolicy(metadata, props));
}

/** Adds the permission to see the pods of a namespace. */
function addPermissions(chart: Chart, metadata: k8s.ObjectMeta, namespace: string): void {
  // The id of an object has no namespace, so the names differ.
  const name = `${SCRAPER_NAME}-of-${namespace}`;
  const placed = { ...metadata, name, namespace };
  addObject(
    chart,
    k8s.KubeRole.manifest({
      metadata: placed,
      rules: [{ apiGroups: [''], resources: ['pods'], verbs: ['get', 'list', 'watch'] }],
    }),
  );
  addObject(
    chart,
    k8s.KubeRoleBinding.manifest({
      metadata: placed,
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name },
      subjects: [{ kind: 'ServiceAccount', name: SCRAPER_NAME, namespace: metadata.namespace }],
    }),
  );
}

function podSpec({ image, resources: own }: ScraperProps): k8s.PodSpec {
  return {
    serviceAccountName: SCRAPER_NAME,
    automountServiceAccountToken: true,
    enableServiceLinks: false,
    terminationGracePeriodSeconds: 60,
    securityContext: restrictedPod(ALLOY_USER),
    containers: [alloyContainer({ image, size: { ...SCRAPER_SIZE, ...own }, security: RESTRICTED_CONTAINER })],
    volumes: [
      { name: 'config', configMap: { name: SCRAPER_NAME } },
      // Samples of the last two hours that are not written yet.
      { name: STORAGE_VOLUME, emptyDir: { sizeLimit: k8s.Quantity.fromString('1Gi') } },
      { name: 'tmp', emptyDir: {} },
    ],
  };
}

/** Lets the collector reach the ports of metrics, the API server, and where it writes to. It is reached by nobody else. */
function networkPolicy(metadata: k8s.ObjectMeta, props: ScraperProps): unknown {
  const { sources, remoteWrite, identity, apiServerPorts } = props;
  return k8s.KubeNetworkPolicy.manifest({
    metadata,
    spec: {
      podSelector: { matchLabels: { ...SCRAPER_LABELS } },
      policyTypes: ['Ingress', 'Egress'],
      ingress: [{ from: [{ podSelector: { matchLabels: { ...SCRAPER_LABELS } } }], ports: tcp(HTTP_PORT) }],
      egress: [
        DNS_EGRESS,
        ...groupsOf(sources).map((group) => {
          const { namespace, name } = group[0] as MetricsSource;
          return {
            to: [namespacePeer(namespace, { 'app.kubernetes.io/name': name })],
            ports: tcp(...new Set(group.map(({ port }) => port))),
          };
        }),
        // The API server, and AWS: neither has a fixed range.
        { ports: tcp(...apiServerPorts) },
        ...writeEgress(remoteWrite, apiServerPorts),
        ...(identity?.usesAgent ? [AGENT_EGRESS] : []),
      ],
    },
  });
}

function writeEgress(
  { workspaceArn, url, pods }: RemoteWriteProps,
  open: readonly number[],
): k8s.NetworkPolicyEgressRule[] {
  const isInAws = workspaceOf(workspaceArn) !== undefined || url === undefined;
  const { namespace, cidr, port }: UrlConnection = isInAws ? { port: 443 } : urlConnection(url, pods);
  if (namespace === undefined && cidr === undefined && open.includes(port)) return [];
  const to = namespace ? [namespacePeer(namespace)] : cidr ? [{ ipBlock: { cidr } }] : undefined;
  return [{ ...(to ? { to } : {}), ports: tcp(port) }];
}
