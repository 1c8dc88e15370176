import { isRecord } from '../../manifests/shape';
import type { Importing } from '../importing';
import { coresOf, gibOf } from '../quantities';
import type { Node } from '../tree/account';
import { largerMemory, withoutNulls } from './components';
import { differByName, type KeyWords } from './words';

/** Keys of an agent's chart, with their counterparts here. */
const WORDS: KeyWords = [
  [/^(image|initContainer|configReloader|sidecar\w*)$/, 'images and registry name the images here'],
  [
    /^(daemonset|deployment|statefulset|controller|replicas|hpa|autoscaling|keda)$/,
    'the kind of a collector follows from its sources here',
  ],
  [
    /^(default)?Volume(Mount)?s$|^(extraVolume(Mount)?s|mounts|volumes|storagePath|positions)$/,
    'mounts and positions follow from the sources here',
  ],
  [
    /^(rbac|serviceAccount|podSecurityPolicy|automountServiceAccountToken)$/,
    'permissions follow from the sources here',
  ],
  [
    /^(service\w*|extraPorts|httpPathPrefix|ingress|networkPolicy)$/,
    'Services and network policies follow from the sources here',
  ],
  [
    /(SecurityContext|securityContext|Probe|updateStrategy|terminationGracePeriodSeconds|hostNetwork|hostPID|hostAliases|dnsPolicy|dnsConfig|enableServiceLinks|minReadySeconds|podDisruptionBudget|lifecycle)$/i,
    'pods run as the collector needs it',
  ],
  [/^(serviceMonitor|prometheusRule|monitoring)$/, 'monitoring makes monitors and alerts here'],
  [
    /^(extraArgs|extraEnv|extraEnvFrom|envFrom|env|extraContainers|initContainers|extraObjects|sidecars)$/,
    'no field: the configuration is text without variables, and customize changes the pods',
  ],
  [
    /^(name|fullname|namespace)Override$|^(crds|global|test|secret|configmap|annotations|revisionHistoryLimit|affinity|topologySpreadConstraints)$/,
    'set here as the collector needs it',
  ],
];

/** Converts placement and resources of an agent's pods to settings of the DaemonSet. */
export function importAgentPods({ draft }: Importing, section: Node): void {
  const cpu = section.at('resources', 'requests', 'cpu');
  const cores = coresOf(cpu.text);
  if (cores !== undefined) {
    draft.set(['workloads', 'alloy', 'resources', 'cpu'], cores, cpu);
    cpu.taken('workloads.alloy.resources.cpu');
  }
  const memory = largerMemory(section.at('resources'));
  const gib = gibOf(memory.text);
  if (gib !== undefined) {
    draft.set(['workloads', 'alloy', 'resources', 'memoryMiB'], Math.max(64, Math.round(gib * 1024)), memory);
    memory.taken('workloads.alloy.resources.memoryMiB');
  }
  section.at('resources').differs('requests and limits of memory are equal here; there is no limit of CPU');
  const selector = section.at('nodeSelector');
  const nodes = withoutNulls(selector);
  if (isRecord(nodes) && Object.keys(nodes).length > 0) {
    draft.set(['workloads', 'alloy', 'nodeSelector'], nodes, selector);
    selector.taken('workloads.alloy.nodeSelector');
  } else selector.same('none');
  const priority = section.at('priorityClassName');
  if (priority.text) {
    draft.set(['workloads', 'alloy', 'priorityClassName'], priority.text, priority);
    priority.taken('workloads.alloy.priorityClassName');
  } else priority.same('system-node-critical here');
  section.at('tolerations').same('Alloy runs on every node, with any taint');
  for (const [key, field] of [
    ['podLabels', 'labels'],
    ['podAnnotations', 'annotations'],
  ] as const) {
    const node = section.at(key);
    if (!node.isBlock || node.hasHidden) continue;
    draft.set(['workloads', 'alloy', field], withoutNulls(node), node);
    node.taken(`workloads.alloy.${field}`);
  }
  importAgentKeys(section);
}

/** Keys that need no field. */
export function importAgentKeys(section: Node): void {
  differByName(section, WORDS);
  for (const key of ['podLabels', 'podAnnotations']) section.at(key).same('none');
}
