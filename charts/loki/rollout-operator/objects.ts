import type { Chart } from 'cdk8s';
import { k8s } from 'cdk8s-plus-28';
import { METRICS_PORT_NAME } from '../../kubernetes/metrics';
import { DNS_EGRESS, tcp } from '../../kubernetes/network';
import { addObject, MANAGED_BY } from '../../kubernetes/objects';
import {
  type ContainerResources,
  goMemoryLimit,
  httpProbe,
  resources,
  RESTRICTED_CONTAINER,
  restrictedPod,
} from '../../kubernetes/workload';
import { type LokiNames } from '../components';
import { lokiMetadata } from '../objects';
import { INGESTER_ZONES, rolloutLabels } from '../workloads/zones';
import { ZONE_BUDGETS, zoneBudget, zoneBudgetDefinition } from './custom-resource';
import type { RolloutOperatorProps } from './props';
import { addWebhook, WEBHOOK_FLAGS, WEBHOOK_INGRESS, WEBHOOK_PORT, WEBHOOK_RULES } from './webhook';

/** Name of its objects. */
const NAME = 'rollout-operator';

/** Component whose pods it restarts. */
const INGESTER = 'ingester';

/** Port of its probe and metrics. */
const PORT = 8001;

/** User of its image. */
const USER = 65532;

/** CPU and memory: it took 53 MiB with three StatefulSets. */
const SIZE: ContainerResources = { cpu: 0.02, memoryMiB: 128 };

/** Labels that keep its pods out of Loki's network policies, which let Loki's pods connect to each other. */
const SELECTOR = { 'app.kubernetes.io/name': NAME };

/** Inputs of the operator's objects. */
export interface RolloutOperatorInputs extends RolloutOperatorProps {
  /** Names of Loki. Its namespace is the only one that the operator acts in. */
  readonly names: LokiNames;

  /** Ingesters of all zones. */
  readonly ingesters: number;

  /** Image. */
  readonly image: string;

  /** If true, it gets a NetworkPolicy. */
  readonly networkPolicies: boolean;

  /** Ports of the API server, as network policies see them. */
  readonly apiServerPorts: readonly number[];
}

/**
 * Adds grafana/rollout-operator, which restarts the pods of StatefulSets with one `rollout-group` after a change: one
 * StatefulSet after the other, with as many pods at once as its annotation allows. It does not scale Loki, so it has at
 * most one webhook: that of its budget.
 */
export function addRolloutOperator(chart: Chart, inputs: RolloutOperatorInputs): void {
  const { names, networkPolicies, customResourceDefinition = true, zoneBudget: hasBudget = false } = inputs;
  const { namespace } = names;
  const metadata = { name: NAME, namespace, labels: { ...SELECTOR, ...MANAGED_BY } };
  if (customResourceDefinition) addObject(chart, zoneBudgetDefinition({ ...SELECTOR, ...MANAGED_BY }));
  addObject(chart, k8s.KubeServiceAccount.manifest({ metadata, automountServiceAccountToken: false }));
  addObject(
    chart,
    k8s.KubeRole.manifest({
      metadata,
      rules: [
        { apiGroups: [''], resources: ['pods'], verbs: ['list', 'get', 'watch', 'delete'] },
        { apiGroups: ['apps'], resources: ['statefulsets'], verbs: ['list', 'get', 'watch', 'patch'] },
        { apiGroups: ['apps'], resources: ['statefulsets/status'], verbs: ['update'] },
        { ...ZONE_BUDGETS, verbs: ['list', 'get', 'watch'] },
        ...(hasBudget ? WEBHOOK_RULES : []),
      ],
    }),
  );
  addObject(
    chart,
    k8s.KubeRoleBinding.manifest({
      metadata,
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: NAME },
      subjects: [{ kind: 'ServiceAccount', name: NAME, namespace }],
    }),
  );
  addObject(
    chart,
    k8s.KubeDeployment.manifest({
      metadata,
      spec: {
        replicas: 1,
        selector: { matchLabels: SELECTOR },
        // Two at a time could restart pods of two zones.
        strategy: { type: 'Recreate' },
        template: { metadata: { labels: metadata.labels }, spec: podSpec(inputs) },
      },
    }),
  );
  if (hasBudget) {
    addObject(
      chart,
      zoneBudget(
        lokiMetadata(names, names.workload(INGESTER), INGESTER),
        rolloutLabels(INGESTER),
        inputs.ingesters / INGESTER_ZONES.length,
      ),
    );
    addWebhook(chart, { metadata, selector: SELECTOR, pods: names.workload(`${INGESTER}-zone-`) });
  }
  if (!networkPolicies) return;
  addObject(
    chart,
    k8s.KubeNetworkPolicy.manifest({
      metadata,
      spec: {
        podSelector: { matchLabels: SELECTOR },
        policyTypes: ['Ingress', 'Egress'],
        ...(hasBudget ? { ingress: [...WEBHOOK_INGRESS] } : {}),
        egress: [DNS_EGRESS, { ports: tcp(...inputs.apiServerPorts) }],
      },
    }),
  );
}

function podSpec({
  names: { namespace, clusterDomain },
  image,
  zoneBudget: hasBudget,
}: RolloutOperatorInputs): k8s.PodSpec {
  return {
    serviceAccountName: NAME,
    automountServiceAccountToken: true,
    enableServiceLinks: false,
    terminationGracePeriodSeconds: 30,
    securityContext: restrictedPod(USER),
    containers: [
      {
        name: NAME,
        image,
        args: [
          `-kubernetes.namespace=${namespace}`,
          `-kubernetes.cluster-domain=${clusterDomain}.`,
          `-server.port=${PORT}`,
          '-log.level=info',
          ...(hasBudget ? WEBHOOK_FLAGS : []),
        ],
        env: [goMemoryLimit(SIZE)],
        ports: [
          { name: METRICS_PORT_NAME, containerPort: PORT },
          ...(hasBudget ? [{ name: 'https', containerPort: WEBHOOK_PORT }] : []),
        ],
        resources: resources(SIZE),
        readinessProbe: httpProbe('/ready', METRICS_PORT_NAME, { periodSeconds: 5 }),
        securityContext: RESTRICTED_CONTAINER,
      },
    ],
  };
}
