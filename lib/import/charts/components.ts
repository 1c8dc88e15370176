import type { SizedComponent } from '../../../charts/loki/sizes/size';
import { isRecord } from '../../manifests/shape';
import type { Importing } from '../importing';
import { coresOf, gibOf, wholeGibOf } from '../quantities';
import type { Node } from '../tree/account';
import { differByName, type KeyWords } from './words';

/** Components whose number an autoscaler may change. */
const SCALED: readonly SizedComponent[] = ['distributor', 'querier', 'queryFrontend', 'gateway'];

/** Components with a volume. */
const WITH_VOLUME: readonly SizedComponent[] = ['ingester', 'indexGateway', 'compactor', 'ruler'];

/** Keys of a component with a counterpart here, by name. */
const WORDS: KeyWords = [
  [/^image$/, 'images and registry name the images here'],
  [
    /(Probe|lifecycle|terminationGracePeriodSeconds|maxUnavailable|maxSurge|podDisruptionBudget|minReadySeconds)$/i,
    'probes, budgets and grace periods are those of the component here',
  ],
  [/(Strategy|podManagementPolicy|revisionHistoryLimit|rolloutGroup\w*)$/i, 'rollouts are those of the component here'],
  [/SecurityContext$/i, 'pods run without root and without capabilities here'],
  [/^(serviceAccount|automountServiceAccountToken)$/, 'service accounts and their role are made here'],
  [
    /^(service\w*|headless\w*|appProtocol|publishNotReadyAddresses|grpcLoadBalancing\w*|trafficDistribution)$/i,
    'Services are made here',
  ],
  [
    /^(topologySpreadConstraints|affinity|zoneAwareReplication)$/,
    'pods are spread over zones and nodes here: loki.ingesterZones for a StatefulSet a zone',
  ],
  [
    /^(command|targetModule|legacyReadTarget|kind|hpa|kedaAutoscaling|appendInternalProbes)$/,
    'what pods run follows from the component here',
  ],
  [
    /^(extraVolumes|extraVolumeMounts|extraContainers|initContainers|sidecar|extraEnvFrom|extraEnv|extraObjects|hostAliases|hostUsers|dnsConfig|hostname\w*|dnsPolicy)$/,
    'no field: customize can add it to the object',
  ],
  [
    /^(addIngester.*|goMemLimit|goSettings|shutdownDelay|join_memberlist|flushOnShutdown)$/i,
    'set here as the component needs it',
  ],
];

/**
 * Converts one component of a chart: its number, resources, volume, autoscaler and placement.
 *
 * @returns false if the chart does not run it
 */
export function importComponent(importing: Importing, section: Node, component: SizedComponent): boolean {
  const { draft } = importing;
  const replicas = section.at('replicas');
  const isOff = replicas.number === 0 || section.at('enabled').boolean === false;
  if (isOff) {
    if (component === 'chunksCache' || component === 'resultsCache') section.differs('the caches always run here');
    else section.differs('every component runs here, in the size that the volume asks for');
    return false;
  }
  section.at('enabled').same('it always runs here');
  const sizes = ['loki', 'sizes', component];
  const take = (node: Node, field: string, value: unknown): void => {
    if (value === undefined) return;
    draft.set([...sizes, field], value, node);
    node.taken([...sizes, field].join('.'));
  };
  if (component === 'ingester') importing.former.ingesters = replicas.number;
  const isScaled = SCALED.includes(component) && section.at('autoscaling', 'enabled').boolean === true;
  if (isScaled) replicas.ignored('the autoscaler says how many');
  else if (component === 'ingester' && replicas.number !== undefined && replicas.number < 3) {
    replicas.differs('3 here: each line has 3 copies');
  } else take(replicas, 'replicas', replicas.number);
  importResources(section.at('resources'), take);
  if (component === 'chunksCache' || component === 'resultsCache') {
    const megabytes = section.at('allocatedMemory');
    take(
      megabytes,
      'memory',
      megabytes.number === undefined ? undefined : Number((megabytes.number / 1024).toFixed(3)),
    );
  }
  importPersistence(importing, section.at('persistence'), component, take);
  if (SCALED.includes(component)) importAutoscaling(importing, section.at('autoscaling'), component);
  importPlace(importing, section, component);
  importPods(importing, section);
  return true;
}

/** Says what becomes of the keys of a component or a group of them that are about its pods and its Service. */
export function importPods(importing: Importing, section: Node): void {
  importDoorOf(importing, section.at('service', 'type'), section.key);
  importDoorOf(importing, section.at('serviceType'), section.key);
  importArguments(section);
  differByName(section, WORDS);
}

/** Types of Services that clients outside the cluster reach, in words. */
const OUTSIDE: Readonly<Record<string, string>> = { LoadBalancer: 'a load balancer', NodePort: 'a port of each node' };

/** Handles a Service that clients outside the cluster reach. */
export function importDoorOf(importing: Importing, type: Node, of: string): void {
  const door = OUTSIDE[type.text ?? ''];
  if (door === undefined) return;
  const text = `the former ${of} has ${door}: clients outside need expose, with host and certificate`;
  importing.decide(['expose'], text);
  type.decision(text, 'expose');
}

/** Memory that a container requests or may use, whichever is more: both are equal here. */
export function largerMemory(resources: Node): Node {
  const [request, limit] = [resources.at('requests', 'memory'), resources.at('limits', 'memory')];
  return (gibOf(limit.text) ?? 0) > (gibOf(request.text) ?? 0) ? limit : request;
}

/** Converts requests, and the memory limit, which equals the request here. */
function importResources(node: Node, take: (node: Node, field: string, value: unknown) => void): void {
  const cpu = node.at('requests', 'cpu');
  take(cpu, 'cpu', coresOf(cpu.text));
  const memory = largerMemory(node);
  take(memory, 'memory', gibOf(memory.text));
  node.at('limits', 'memory').differs('request and limit are equal here: the larger of the two');
  node.at('requests', 'memory').differs('request and limit are equal here: the larger of the two');
  node.at('limits', 'cpu').differs('no limit of CPU here, which throttles bursts');
  node.differs('only CPU and memory are set here');
}

function importPersistence(
  importing: Importing,
  node: Node,
  component: SizedComponent,
  take: (node: Node, field: string, value: unknown) => void,
): void {
  const { former } = importing;
  const isOn = node.at('enabled').boolean ?? (node.at('volumeClaimsEnabled').boolean === true || undefined);
  if (component === 'ingester') former.hasVolumes = isOn === true;
  if (!node.exists) return;
  const size = node.at('claims', 0, 'size').exists ? node.at('claims', 0, 'size') : node.at('size');
  if (isOn === true && WITH_VOLUME.includes(component)) {
    take(size, 'volume', wholeGibOf(size.text));
    importStorageClass(importing, node);
  }
  node.differs(
    isOn === true && !WITH_VOLUME.includes(component)
      ? 'without a volume here: its data can be recreated'
      : 'volumes are made where lines or their index need them',
  );
}

/** Converts the StorageClass, which is one for all volumes here. */
export function importStorageClass({ draft }: Importing, persistence: Node): void {
  for (const place of [persistence.at('claims', 0, 'storageClass'), persistence.at('storageClass')]) {
    if (!place.text) continue;
    const present = draft.get(['cluster', 'existing', 'storageClass']);
    draft.set(['cluster', 'existing', 'storageClass'], place.text, place);
    if (present === undefined || present === place.text) place.taken('cluster.existing.storageClass');
    else place.impossible(`one StorageClass serves all volumes here, and another component has ${String(present)}`);
  }
}

function importAutoscaling({ draft }: Importing, node: Node, component: SizedComponent): void {
  if (!node.exists) return;
  if (node.at('enabled').boolean !== true) {
    node.same('a fixed number of pods');
    return;
  }
  const path = ['loki', 'autoscaling', component];
  for (const [key, field] of [
    ['minReplicas', 'min'],
    ['maxReplicas', 'max'],
    ['targetCPUUtilizationPercentage', 'cpu'],
  ] as const) {
    const value = node.at(key);
    if (value.number === undefined || value.number <= 0) continue;
    draft.set([...path, field], value.number, value);
    value.taken([...path, field].join('.'));
  }
  node.at('enabled').taken(path.join('.'));
  node.differs('autoscalers follow the use of CPU here');
}

/** Keys about placement, and the fields they become. */
const PLACES = [
  ['nodeSelector', 'nodeSelector'],
  ['tolerations', 'tolerations'],
  ['priorityClassName', 'priorityClassName'],
  ['podLabels', 'labels'],
  ['podAnnotations', 'annotations'],
  ['labels', 'labels'],
  ['annotations', 'annotations'],
] as const;

/** Converts nodes, taints, class, labels and annotations of the pods in one section of the values. */
export function importPlace(importing: Importing, section: Node, ...parts: readonly string[]): void {
  const take = (node: Node, value: unknown, ...field: string[]): void => {
    for (const part of parts) addPlace(importing, ['workloads', part, ...field], value, node);
    const [first, ...others] = parts.map((part) => ['workloads', part, ...field].join('.'));
    node.taken(first as string, others.length > 0 ? `and ${others.join(', ')}` : '');
  };
  for (const [key, field] of PLACES) {
    const node = section.at(key);
    if (!node.exists) continue;
    const value = withoutNulls(node);
    if (value === null || value === '' || (typeof value === 'object' && Object.keys(value).length === 0)) {
      node.same('none');
      continue;
    }
    if (value !== undefined) take(node, value, field);
  }
  const affinity = section.at('affinity').value;
  if (isRecord(affinity) && affinity['nodeAffinity'] !== undefined)
    take(section.at('affinity', 'nodeAffinity'), affinity['nodeAffinity'], 'affinity', 'nodeAffinity');
}

/** Value of a mapping or list without keys that are null, with which a values file removes keys of another one. */
export function withoutNulls(node: Node): unknown {
  const { value } = node;
  if (!isRecord(value)) return value;
  for (const child of node.children) if (child.value === null) child.same('removed');
  return Object.fromEntries(Object.entries(value).filter(([, inner]) => inner !== null));
}

/** Sets a field of pods. Labels and annotations of several keys are merged. */
function addPlace({ draft }: Importing, path: readonly string[], value: unknown, node: Node): void {
  const former = draft.below(path).find((one) => one.path.length === path.length);
  if (former && isRecord(former.value) && isRecord(value))
    draft.replace(path, { ...former.value, ...value }, ...former.origins, node);
  else draft.set(path, value, node);
}

/** Options of the program may contain configuration that the file does not show. */
function importArguments(section: Node): void {
  for (const node of section.at('extraArgs').children) {
    const option = node.text ?? '';
    if (/^-?-config\.expand-env/.test(option)) node.differs('the configuration is complete here, without variables');
    else if (/^-?-[\w.-]+/.test(option))
      node.decision('an option of Loki: write the key that it stands for in loki.config');
    else node.differs('no options here: write the key that it stands for in loki.config');
  }
  section.at('extraArgs').same('none');
}
