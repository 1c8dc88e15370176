import type { Chart } from 'cdk8s';
import { k8s } from 'cdk8s-plus-28';
import { ALLOY_SERVICE_ACCOUNT } from '../../defaults';
import { CREDENTIALS_VOLUME } from '../../endpoint/credentials/source';
import { WorkloadIdentity } from '../../endpoint/identity';
import { METRICS_PORT_NAME } from '../../kubernetes/metrics';
import { addObject, MANAGED_BY } from '../../kubernetes/objects';
import { InputError } from '../../input/problems';
import { alloyConfig } from '../config';
import { egressOf } from '../destinations/egress';
import { KafkaProducer } from '../kafka/producer';
import {
  type AddedCollector,
  type Collector,
  type CollectorContext,
  collectorSelector,
  type PlacedCollector,
} from './collector';
import { distinct } from './distinct';
import { CLUSTERED } from './clustered';
import { EVERY_NODE } from './every-node';
import type { CollectorKind } from './kinds';
import { networkPolicy } from './network';
import { ONE_REPLICA } from './one-replica';
import type { KindObjects } from './pod';
import { CONFIG_KEY, HTTP_PORT } from './program';
import { REPLICATED } from './replicated';

/** Objects that depend on the kind of a collector. */
const KINDS: Record<CollectorKind, KindObjects> = {
  'every-node': EVERY_NODE,
  'one-replica': ONE_REPLICA,
  replicated: REPLICATED,
  clustered: CLUSTERED,
};

/** Adds all objects of a collector to a chart. */
export function addCollector(chart: Chart, collector: Collector, context: CollectorContext): AddedCollector {
  const { endpoint, namespace } = context;
  const isOnNode = collector.kind === 'every-node';
  const producer = collector.sources.find((source) => source instanceof KafkaProducer);
  const sending = collector.sources.filter((source) => source !== producer);
  const egress = egressOf({ ...context, sources: sending, isOnNode, producer });
  const config = alloyConfig({ ...context, path: collector.path, sources: collector.sources, egress });
  const selector = collectorSelector(collector.component);
  const metadata: k8s.ObjectMeta = { name: collector.name, namespace, labels: { ...selector, ...MANAGED_BY } };
  const kind = KINDS[collector.kind];
  const client = endpoint.alloyClient(namespace, {
    isRoot: kind.isRoot(collector.sources),
    ...(collector.name === ALLOY_SERVICE_ACCOUNT ? {} : { serviceAccountName: collector.name }),
  });
  const identity = endpoint.credentials.podIdentity(client);
  checkIdentity(collector, identity);
  const kafkaIdentity = kafkaIdentityOf(collector, context, identity);
  const rules = distinct([...collector.sources.flatMap((source) => source.rules), ...egress.rules]);
  // With IAM, Alloy's own container uses the role. `identity` would keep the token from it.
  const placed = {
    ...collector,
    metadata,
    selector,
    client,
    identity: kafkaIdentity ? undefined : identity,
    kafkaIdentity,
    egress,
  };

  addObject(
    chart,
    k8s.KubeServiceAccount.manifest({
      metadata: { ...metadata, annotations: (kafkaIdentity ?? identity)?.annotations },
      automountServiceAccountToken: false,
    }),
  );
  for (const object of endpoint.credentials.objects(client)) addObject(chart, object);
  if (rules.length > 0) addPermissions(chart, metadata, rules);
  addObject(chart, k8s.KubeConfigMap.manifest({ metadata, data: { [CONFIG_KEY]: config } }));
  addObject(chart, kind.workload(placed, context), [
    ...(egress.usesGateway ? [CREDENTIALS_VOLUME] : []),
    ...egress.secrets.map(({ name }) => name),
  ]);
  addObject(chart, service(placed, kind));
  if (kind.budget) addObject(chart, kind.budget(placed));
  if (context.networkPolicies) addObject(chart, networkPolicy(placed, context, kind.isClustered));
  return { config, identity, kafkaIdentity };
}

/** Adds cluster-wide permissions, since pods and events are in all namespaces. Neither object has a namespace. */
function addPermissions(chart: Chart, { name = '', namespace, labels }: k8s.ObjectMeta, rules: k8s.PolicyRule[]): void {
  const metadata: k8s.ObjectMeta = { name, labels };
  addObject(chart, k8s.KubeClusterRole.manifest({ metadata, rules }));
  addObject(
    chart,
    k8s.KubeClusterRoleBinding.manifest({
      metadata,
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name },
      subjects: [{ kind: 'ServiceAccount', name, namespace }],
    }),
  );
}

/** Service for scraping and for the ports of sources. Without a cluster IP, its name resolves to every pod. */
function service(
  { metadata, selector, sources }: PlacedCollector,
  { hasAddress, isClustered = false }: KindObjects,
): unknown {
  const http = { name: METRICS_PORT_NAME, port: HTTP_PORT };
  return k8s.KubeService.manifest({
    metadata,
    spec: {
      ...(hasAddress ? { type: 'ClusterIP' } : { clusterIp: 'None' }),
      ...(isClustered ? { publishNotReadyAddresses: true } : {}),
      selector,
      ports: [http, ...sources.flatMap(({ ports = [] }) => ports)].map(({ name, port, ...rest }) => ({
        name,
        port,
        targetPort: k8s.IntOrString.fromString(name),
        protocol: 'protocol' in rest ? (rest.protocol ?? 'TCP') : 'TCP',
      })),
    },
  });
}

function checkIdentity({ name }: Collector, identity?: WorkloadIdentity): void {
  if (!identity || identity.serviceAccountName === name) return;
  const found = `is for ${identity.subject}, but Alloy's service account is ${name}`;
  throw new InputError([{ path: 'credentials.alloy', found, fix: `write a WorkloadIdentity of ${name}` }]);
}

/** Identity of a collector that reaches Kafka with IAM. @throws InputError if it has no role, or two */
function kafkaIdentityOf(
  { name }: Collector,
  { pipeline: { kafka }, namespace, identityKind }: CollectorContext,
  identity?: WorkloadIdentity,
): WorkloadIdentity | undefined {
  if (!kafka?.iam) return undefined;
  const path = 'alloy.kafka.iam.roleArn';
  const { roleArn = identity?.roleArn } = kafka.iam;
  if (roleArn === undefined) {
    throw new InputError([{ path, found: 'missing: the collectors have no role', fix: 'write the ARN of one' }]);
  }
  if (identity?.roleArn !== undefined && roleArn !== identity.roleArn) {
    const found = `${roleArn} is a second role beside that of the password, ${identity.roleArn}`;
    throw new InputError([{ path, found, fix: 'leave it out' }]);
  }
  return new WorkloadIdentity({ namespace, serviceAccountName: name, roleArn, kind: identity?.kind ?? identityKind });
}
