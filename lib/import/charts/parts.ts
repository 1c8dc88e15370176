import { isRecord } from '../../manifests/shape';
import type { Importing } from '../importing';
import { ROLE_ANNOTATION } from '../../manifests/service-accounts';
import { roleAccount } from '../role';
import { chartNames } from './names';
import type { Node } from '../tree/account';
import { importComponent, importDoorOf, importPlace } from './components';

/** Parts of a Loki chart that are not components, with their counterparts here. */
const PARTS: readonly (readonly [keys: readonly string[], note: string])[] = [
  [['monitoring', 'serviceMonitor', 'prometheusRule'], 'monitoring makes monitors, alerts and runbooks here'],
  [['defaults'], 'pods run as the components need it; customize changes any object'],
  [['networkPolicy'], 'network policies are always made here: network.policies'],
  [['rbac', 'podSecurityPolicy'], 'permissions follow from the parts here'],
  [['memberlist', 'extraMemberlistConfig'], 'gossip is set up here'],
  [
    [
      'podDisruptionBudget',
      'nameOverride',
      'fullnameOverride',
      'namespaceOverride',
      'kubeVersionOverride',
      'kubectlImage',
    ],
    'names and budgets are those of this library',
  ],
  [
    [
      'memcached',
      'memcachedExporter',
      'memcachedChunks',
      'memcachedFrontend',
      'memcachedIndexQueries',
      'memcachedIndexWrites',
    ],
    'caches are loki.sizes.chunksCache and resultsCache here',
  ],
  [['rollout_operator', 'clusterLabelOverride', 'ignoreMinioDeprecation', 'migrate'], 'not needed here'],
  [['global', 'commonLabels'], 'registry, imagePullSecrets, clusterDomain, labels and workloads say it here'],
  [['extraObjects', 'extraArgs', 'extraEnvFrom'], 'no field: apply it beside this library, in the namespace of Loki'],
  [['test', 'helm-test', 'test_pod'], 'eks-loki smoke tests the whole way here'],
];

/** Keys of `loki` about its pods, with their counterparts here. */
const POD_PARTS: typeof PARTS = [
  [
    ['image', 'command', 'revisionHistoryLimit', 'configStorageType', 'configObjectName', 'generatedConfigObjectName'],
    'image, command and configuration are those of this library: images.loki',
  ],
  [
    [
      ...['useTestSchema', 'testSchemaConfig', 'dnsConfig', 'enableServiceLinks', 'hostAliases', 'hostUsers'],
      ...['terminationGracePeriodSeconds', 'resources', 'existingSecretForConfig', 'ui'],
    ],
    'set here as the components need it',
  ],
  [
    [
      ...['livenessProbe', 'readinessProbe', 'startupProbe', 'podSecurityContext', 'containerSecurityContext'],
      ...['service', 'serviceAnnotations', 'serviceLabels', 'extraMemberlistConfig'],
    ],
    'probes, security and Services are those of the components here',
  ],
];

/** Converts everything in a Loki chart besides components and configuration. `hasSidecar` is the chart's default. */
export function importChartParts(importing: Importing, values: Node, { hasSidecar = false } = {}): void {
  importGateway(importing, values.at('gateway'));
  importDoors(importing, values);
  importCanary(importing, values.at('lokiCanary'));
  importServiceAccount(importing, values.at('serviceAccount'));
  importRules(importing, values, hasSidecar);
  const pull = values.at('imagePullSecrets');
  const names = pull.children.flatMap((one) => one.text ?? one.at('name').text ?? []);
  if (names.length > 0) {
    importing.draft.set(['imagePullSecrets'], names, pull);
    pull.taken('imagePullSecrets');
  } else pull.same('none');
  const domain = values.at('global', 'clusterDomain');
  if (domain.text && domain.text !== 'cluster.local') {
    importing.draft.set(['clusterDomain'], domain.text, domain);
    domain.taken('clusterDomain');
  } else domain.same('cluster.local');
  importing.former.names = chartNames(values);
  importLokiPods(importing, values);
  for (const [keys, note] of PARTS) for (const key of keys) values.at(key).differs(note);
}

/** Converts settings of all pods: keys of `loki`, and defaults that win over them. */
function importLokiPods(importing: Importing, values: Node): void {
  const loki = values.at('loki');
  importPlace(importing, loki, 'loki');
  importPlace(importing, values.at('defaults'), 'loki');
  const priority = values.at('global', 'priorityClassName');
  if (priority.text) {
    importing.draft.set(['workloads', 'loki', 'priorityClassName'], priority.text, priority);
    priority.taken('workloads.loki.priorityClassName');
  }
  for (const [keys, note] of POD_PARTS) for (const key of keys) loki.at(key).differs(note);
}

function importGateway(importing: Importing, gateway: Node): void {
  if (!gateway.exists) return;
  const service = gateway.at('service');
  importDoorOf(importing, service.at('type'), 'gateway');
  for (const key of ['annotations', 'loadBalancerIP'])
    service.at(key).differs('expose makes the load balancer here', 'expose');
  service.at('loadBalancerSourceRanges').ignored('the chart does not read it: the door is open to all', 'expose.from');
  service.at('loadBalancerClass').ignored('the chart does not read it', 'expose.by');
  service.differs('the Service is loki-gateway, with the port 8080 here: clients need the new URL');
  importDoors(importing, gateway);
  importPasswords(gateway.at('basicAuth'));
  gateway.at('nginxConfig').differs('the gateway has its own configuration: no admin paths of Loki lead through it');
  gateway.at('enabled').differs('the gateway always runs here');
  importComponent(importing, gateway, 'gateway');
  gateway.differs('the gateway is made here');
}

/** Handles the former password of clients. What is said of one that is off has no effect. */
function importPasswords(node: Node): void {
  const question = 'the gateway always asks for a password here, and makes new ones: give clients theirs';
  if (node.at('enabled').boolean !== false) {
    node.decision(question);
    return;
  }
  node.at('enabled').decision(question);
  node.same('off');
}

/** Handles doors for clients outside the cluster. */
function importDoors(importing: Importing, section: Node): void {
  for (const key of ['ingress', 'route']) {
    const door = section.at(key);
    const host = door.at('hosts', 0, 'host').text ?? door.at('hosts', 0).text ?? door.at('hostname').text;
    // A template may turn it on.
    if (door.at('enabled').boolean === true || door.at('enabled').hasHidden) {
      importing.decide(
        ['expose'],
        `clients outside come in by ${key}${host === undefined ? '' : ` at ${host}`}: write expose with host and certificate`,
      );
      door.decision(`write expose${host === undefined ? '' : ` with the host ${host}`}`, 'expose');
    } else door.same('off');
  }
}

function importCanary({ draft }: Importing, canary: Node): void {
  if (!canary.exists) return;
  if (canary.at('enabled').boolean === true) {
    draft.set(['canary'], true, canary.at('enabled'));
    canary.at('enabled').taken('canary', 'on the way of all lines, agent included');
  } else canary.at('enabled').same('off');
  canary.differs('the canary is made here');
}

/** Reads the account from the former Loki's role, which is not used otherwise. */
function importServiceAccount(importing: Importing, node: Node): void {
  const role = node.at('annotations', ROLE_ANNOTATION);
  const account = roleAccount(role.text);
  if (account !== undefined) {
    importing.draft.set(['account'], account, role);
    role.taken('account', 'Loki gets a role of its own, with the policy that the buckets need');
  } else role.differs('the role of Loki is made here');
  node.differs('the service account of Loki is made here');
}

/** Handles rules that the chart mounts as files. */
function importRules(importing: Importing, values: Node, hasSidecar: boolean): void {
  const folders = values.at('ruler', 'directories');
  for (const tenant of isRecord(folders.value) ? folders.children : []) {
    importing.addTenant(tenant.key);
    const text = `write the rules of ${tenant.key} into files, and name them in loki.rules`;
    importing.decide(['loki', 'rules'], text);
    tenant.decision(text, 'loki.rules');
  }
  folders.same('none');
  const sidecar = values.at('sidecar');
  const isOn = values.at('ruler', 'sidecar', 'enabled').boolean ?? sidecar.at('rules', 'enabled').boolean ?? hasSidecar;
  for (const node of [sidecar, values.at('ruler', 'sidecar')]) {
    const rules = node.at('rules').exists ? node.at('rules') : node;
    if (isOn && rules.at('enabled').boolean === true) {
      rules
        .at('enabled')
        .decision('rules in ConfigMaps are not watched here: name their files in loki.rules', 'loki.rules');
    } else if (isOn)
      rules.decision('rules in ConfigMaps are not watched here: name their files in loki.rules', 'loki.rules');
    else node.same('off');
    node.differs('no sidecar runs here');
  }
}
