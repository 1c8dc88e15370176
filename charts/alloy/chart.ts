import { Chart } from 'cdk8s';
import { k8s } from 'cdk8s-plus-28';
import type { Construct } from 'constructs';
import { ALLOY_SERVICE_ACCOUNT, DEFAULT_NAMESPACES } from '../defaults';
import type { LokiEndpoint } from '../endpoint/endpoint';
import type { WorkloadIdentity } from '../endpoint/identity';
import { IMAGES, type Images } from '../images';
import { addObject, checksum, MANAGED_BY } from '../kubernetes/objects';
import { PodSecurity } from '../kubernetes/namespaces';
import type { ContainerResources } from '../kubernetes/workload';
import { alloyConfig } from './config';
import { CONFIG_KEY, daemonSet, HTTP_PORT, HTTP_PORT_NAME } from './collectors/daemonset';
import { networkPolicy } from './collectors/network';
import type { AlloyRoute, AlloySource } from './sources/source';
import { AuditSource } from './sources/audit';
import { CloudInitSource } from './sources/cloud-init';
import { JournalSource } from './sources/journal';
import { PodsSource } from './sources/pods';

/** Which of the sources that come with the library Alloy reads. */
export interface AlloySources {
  /** The systemd journal. @default true */
  readonly journal?: boolean;

  /** The kernel's audit log, where the node has one. @default true */
  readonly audit?: boolean;

  /** cloud-init's log, where the node has one. @default true */
  readonly cloudInit?: boolean;

  /** The logs of the node's pods. @default true */
  readonly pods?: boolean;
}

/** What an `AlloyChart` is made of. */
export interface AlloyChartProps {
  /** Where logs go: `LokiChart` makes it. */
  readonly endpoint: LokiEndpoint;

  /** Name of the cluster: the label `cluster` of every line. */
  readonly clusterName: string;

  /**
   * Namespace Alloy runs in. It must let pods mount folders of the node: see `AlloyChart.POD_SECURITY`.
   *
   * @default 'alloy'
   */
  readonly namespace?: string;

  /**
   * Which pods' logs go to which tenant. The first route that matches wins.
   *
   * @default - all logs go to the endpoint's first tenant, as the logs of nodes do in any case
   */
  readonly routes?: AlloyRoute[];

  /**
   * Which of the library's sources Alloy reads.
   *
   * @default - all of them
   */
  readonly sources?: AlloySources;

  /**
   * Sources of your own.
   *
   * @default - none
   */
  readonly extraSources?: AlloySource[];

  /**
   * What each Alloy asks of its node. Grafana's rule of thumb is 1 core and 120 MiB for 1 MiB of logs a second
   * (https://grafana.com/docs/alloy/latest/set-up/estimate-resource-usage/).
   *
   * @default - 0.1 cores, 256 MiB: 100 KiB of logs a second (8 GiB a day) for good, and 1 MiB a second for as long as
   * the node has a core to spare, with as much memory again for Alloy itself
   */
  readonly resources?: ContainerResources;

  /**
   * The images to run.
   *
   * @default - those of `IMAGES`
   */
  readonly images?: Images;

  /**
   * Priority class of the pods. A node under pressure must not evict the one pod that reports on it.
   *
   * @default 'system-node-critical'
   */
  readonly priorityClassName?: string;

  /**
   * Whether to make a NetworkPolicy.
   *
   * @default true
   */
  readonly networkPolicies?: boolean;

  /**
   * Namespaces whose pods may reach Alloy's metrics. They reach its user interface as well, which has no password.
   *
   * @default - none
   */
  readonly metricsNamespaces?: string[];
}

const NAME = ALLOY_SERVICE_ACCOUNT;

/** Labels that tell Alloy's pods from all others. */
const SELECTOR: Record<string, string> = { 'app.kubernetes.io/name': NAME, 'app.kubernetes.io/component': 'agent' };

const LABELS: Record<string, string> = { ...SELECTOR, ...MANAGED_BY };

/**
 * Grafana Alloy on every node: it reads the logs of the node and of its pods, and sends them to Loki.
 *
 * Configuration, mounts, environment and permissions all come from the sources, so none can be there without the
 * others. The namespace and a Secret with passwords are not made here.
 *
 * Throws where the configuration would lose logs without a word: see `alloyConfig`.
 */
export class AlloyChart extends Chart {
  /** Pod Security Standard the namespace has to allow: mounting folders of the node is for `privileged` only. */
  public static readonly POD_SECURITY = PodSecurity.PRIVILEGED;

  /** Labels of Alloy's pods: what a NetworkPolicy of Loki's gateway lets in. */
  public static readonly POD_LABELS = SELECTOR;

  /** Alloy's configuration. */
  public readonly config: string;

  /** Namespace Alloy runs in. (`namespace` is cdk8s's own, and not set: two of the objects have none.) */
  public readonly namespaceName: string;

  constructor(scope: Construct, id: string, props: AlloyChartProps) {
    super(scope, id);
    const namespace = props.namespace ?? DEFAULT_NAMESPACES.alloy;
    this.namespaceName = namespace;
    const sources = [...librarySources(props.sources ?? {}), ...(props.extraSources ?? [])];
    const rules = distinct(sources.flatMap((source) => source.rules));
    const metadata: k8s.ObjectMeta = { name: NAME, namespace, labels: LABELS };

    this.config = alloyConfig({
      endpoint: props.endpoint,
      clusterName: props.clusterName,
      sources,
      routes: props.routes ?? [],
    });

    const { credentials } = props.endpoint;
    const client = props.endpoint.alloyClient(namespace);
    const identity = credentials.podIdentity(client);
    checkIdentity(identity);
    addObject(
      this,
      k8s.KubeServiceAccount.manifest({
        metadata: { ...metadata, annotations: identity?.annotations },
        automountServiceAccountToken: false,
      }),
    );
    for (const object of credentials.objects(client)) addObject(this, object);
    if (rules.length > 0) this.addPermissions(namespace, rules);
    addObject(this, k8s.KubeConfigMap.manifest({ metadata, data: { [CONFIG_KEY]: this.config } }));
    addObject(
      this,
      daemonSet({
        name: NAME,
        namespace,
        labels: LABELS,
        selector: SELECTOR,
        configChecksum: checksum(this.config),
        image: props.images?.alloy ?? IMAGES.alloy,
        resources: props.resources ?? { cpu: 0.1, memoryMiB: 256 },
        priorityClassName: props.priorityClassName ?? 'system-node-critical',
        sources,
        endpoint: props.endpoint,
        identity,
      }),
    );
    addObject(
      this,
      // For scraping: one DNS name that is every Alloy's address.
      k8s.KubeService.manifest({
        metadata,
        spec: {
          clusterIp: 'None',
          selector: SELECTOR,
          ports: [
            {
              name: HTTP_PORT_NAME,
              port: HTTP_PORT,
              targetPort: k8s.IntOrString.fromString(HTTP_PORT_NAME),
              protocol: 'TCP',
            },
          ],
        },
      }),
    );
    if (props.networkPolicies ?? true) {
      addObject(
        this,
        networkPolicy({
          name: NAME,
          namespace,
          labels: LABELS,
          selector: SELECTOR,
          endpoint: props.endpoint,
          kubernetesApi: rules.length > 0,
          metricsNamespaces: props.metricsNamespaces ?? [],
        }),
      );
    }
  }

  /** Cluster-wide, as pods are in all namespaces: neither of the two objects has a namespace itself. */
  private addPermissions(namespace: string, rules: k8s.PolicyRule[]): void {
    const metadata: k8s.ObjectMeta = { name: NAME, labels: LABELS };
    addObject(this, k8s.KubeClusterRole.manifest({ metadata, rules }));
    addObject(
      this,
      k8s.KubeClusterRoleBinding.manifest({
        metadata,
        roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: NAME },
        subjects: [{ kind: 'ServiceAccount', name: NAME, namespace }],
      }),
    );
  }
}

function checkIdentity(identity?: WorkloadIdentity): void {
  if (!identity || identity.serviceAccountName === NAME) return;
  throw new Error(
    `credentials: ${identity.subject} reads Alloy's password, and Alloy's service account is ${NAME}; use that one`,
  );
}

/** Those of the library's sources that are on. */
function librarySources(on: AlloySources): AlloySource[] {
  return [
    ...((on.journal ?? true) ? [new JournalSource()] : []),
    ...((on.audit ?? true) ? [new AuditSource()] : []),
    ...((on.cloudInit ?? true) ? [new CloudInitSource()] : []),
    ...((on.pods ?? true) ? [new PodsSource()] : []),
  ];
}

/** Each rule once. */
function distinct(rules: k8s.PolicyRule[]): k8s.PolicyRule[] {
  return [...new Map(rules.map((rule) => [JSON.stringify(rule), rule])).values()];
}
