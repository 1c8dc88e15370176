import { PASSING_TAINTS } from '../taints';
import { FARGATE_HINTS } from './fargate';
import { CLAIM_LOST } from './claims';
import { type Hint, UNPLACED } from './hint';
import { API_ERRORS } from './refusals';

const WITHOUT_NODE = /^(Pending|FailedScheduling|Karpenter)$/;

/** A volume whose zone has no node for the pod, as the scheduler, EC2 or Karpenter says it. */
export const VOLUME_ZONE = { id: 'pod-volume-zone', cause: 'no node in the zone of its volume can take the pod' };

/** A pod that no node has room for, as the scheduler, the kubelet or the Cluster Autoscaler says it. */
export const NO_ROOM = { id: 'pod-no-room', cause: 'no node has room for the pod' };
const NO_DEVICE = { id: 'pod-no-device', cause: 'no node has a device or huge pages that the pod asks for' };

/** Hints about pods that no node is found or made for. */
export const PLACE_HINTS: readonly Hint[] = [
  ...FARGATE_HINTS,
  {
    id: 'pod-gated',
    reason: /^SchedulingGated$/,
    cause: 'a scheduling gate keeps the pod from being placed until what set it removes it',
    next: ({ namespace, trouble }) =>
      `kubectl get pod --namespace ${namespace} ${trouble.on} -o jsonpath='{.spec.schedulingGates}' names it: a queue such as Kueue must admit the pod, or leave namespace ${namespace} out`,
  },
  {
    id: 'pod-nodepool-limit',
    reason: /^Karpenter$/,
    message: /(?:exceed limits for nodepool|limits have been exhausted for nodepool):? (?:\(NodePool=|")?([\w.-]+)/,
    cause: 'the limits of a NodePool of Karpenter allow no more nodes',
    next: (_subject, [, pool = '']) => `raise spec.limits: kubectl edit nodepool ${pool}`,
  },
  {
    ...VOLUME_ZONE,
    reason: /^Karpenter$/,
    message: /incompatible volume requirements/,
    next: () =>
      'kubectl get nodepools -o yaml: requirements of one must admit the zone of the volume: kubectl get pv -o yaml | grep -A 3 topology',
  },
  {
    id: 'pod-nodepool',
    reason: /^Karpenter$/,
    // It gives up pods whose volumes it does not find, too.
    message: /^(?!.*(?:persistentvolume|storage ?class))/i,
    cause: 'no NodePool of Karpenter can make a node for the pod',
    next: () =>
      'kubectl get nodepools -o yaml: requirements, taints and instance types of one must fit what the message says of the pod',
  },
  {
    id: 'pod-preempted',
    reason: /^(Preempted|Preempting)$/,
    cause: 'pods of a higher priority took the place of the pod, and no node has room for it now',
    next: ({ environment }) =>
      `add nodes; or give the pods a PriorityClass above that of the others: kubectl get priorityclasses, and environments.${environment.name}.workloads: { loki: { priorityClassName: … } }`,
    other: () =>
      'add nodes; or give the pods a PriorityClass above that of the others: kubectl get priorityclasses, and priorityClassName in the values of the chart',
  },
  {
    id: 'pod-node-group',
    reason: /^NotTriggerScaleUp$/,
    message: /max node group size reached|max cluster [\w ]+ reached|in backoff after failed scale-up/,
    cause: 'no node has room for the pod, and the Cluster Autoscaler may not or cannot make one',
    next: ({ environment }) =>
      `raise the maximum of the node group: aws eks list-nodegroups --cluster-name ${environment.clusterName}, and aws eks update-nodegroup-config --cluster-name ${environment.clusterName} --nodegroup-name NAME --scaling-config maxSize=…; after a failure, kubectl logs --namespace kube-system --selector app.kubernetes.io/name=aws-cluster-autoscaler --tail 50`,
  },
  {
    ...NO_ROOM,
    reason: /^NotTriggerScaleUp$/,
    next: () =>
      'no node group of the Cluster Autoscaler fits the pod, for the reasons that it names: larger instance types, other taints, or a group in the zone of its volume',
  },
  {
    id: 'pod-host-port',
    reason: /^(Pending|FailedScheduling|NodePorts|FailedCreatePodSandBox)$/,
    message: /didn't have free ports|Predicate NodePorts failed|hostport \d+ already allocated/,
    cause: 'another pod of the node has the port of the node that this pod asks for',
    next: () =>
      'kubectl get pods --all-namespaces -o custom-columns=NAME:.metadata.name,NODE:.spec.nodeName,PORTS:.spec.containers[*].ports[*].hostPort: end the other one, such as a former agent, or give one of them another port',
  },
  {
    ...NO_ROOM,
    reason: /^OutOf(cpu|memory|pods|ephemeral-storage)$/,
    next: () => 'the node of the pod was full when it came: move other pods off it, or use larger instance types',
  },
  {
    id: 'pod-nodes-unready',
    reason: UNPLACED,
    message: new RegExp(String.raw`^(?!.*Insufficient).*untolerated taint \{(?:${PASSING_TAINTS.join('|')})`),
    cause: 'the nodes that could take the pod do not answer, start, leave, or have no disk or memory left',
    next: () => 'kubectl get nodes, and kubectl describe node NODE of one that is not ready; or add nodes',
  },
  {
    ...API_ERRORS,
    reason: UNPLACED,
    message: /etcdserver:|running Bind plugin /,
  },
  {
    id: 'pod-no-branch',
    reason: UNPLACED,
    message: /Insufficient vpc\.amazonaws\.com\/pod-eni/,
    cause: 'a SecurityGroupPolicy gives the pod security groups of its own, and no node has a branch interface for it',
    next: ({ namespace }) =>
      `kubectl get securitygrouppolicies --namespace ${namespace}: leave the pods out of it, or use instance types with trunk interfaces, and ENABLE_POD_ENI=true of the VPC CNI`,
  },
  {
    ...NO_DEVICE,
    reason: UNPLACED,
    message: /Insufficient (?!cpu|memory|ephemeral-storage|pods)([\w.-]*\w(?:\/[\w.-]*\w)?)/,
    next: (_subject, [, what = '']) =>
      `remove ${what} from the resources that customize writes, or add nodes that have it`,
    other: (_subject, [, what = '']) =>
      `remove ${what} from resources in the values of its chart, or add nodes that have it`,
  },
  {
    ...NO_DEVICE,
    reason: UNPLACED,
    message: /cannot allocate all claims|resourceclaim/i,
    next: ({ namespace }) =>
      `kubectl get resourceclaims,resourceclaimtemplates --namespace ${namespace}, and kubectl get resourceslices: remove resourceClaims from the pods, or add nodes that have the device`,
  },
  {
    id: 'pod-no-zone-label',
    reason: UNPLACED,
    message: /topology spread constraints \(missing required label\)/,
    cause: 'no node has the label of a zone by which the pods are spread',
    next: () =>
      'kubectl get nodes --label-columns topology.kubernetes.io/zone: nodes of EC2 get it from the cloud controller; give others the label',
  },
  {
    id: 'pod-affinity',
    reason: UNPLACED,
    message: /^(?!.*(?:Insufficient|untolerated|anti-affinity rules|unschedulable)).*didn't match pod affinity rules/,
    cause: 'the pod must be beside others, and no node beside them can take it',
    next: ({ namespace }) =>
      `kubectl get pods --namespace ${namespace} -o wide: the pods that it must be beside must run, in a zone whose nodes have room`,
  },
  {
    id: 'pod-no-disk',
    reason: UNPLACED,
    message: /Insufficient ephemeral-storage/,
    cause: 'no node has the disk that the pod asks for',
    next: () => 'use nodes with a larger disk, or ask for less ephemeral-storage',
  },
  {
    id: 'pod-volume-no-storage',
    reason: UNPLACED,
    message: /did not have enough free storage/,
    cause: 'no node has free storage for the volume of the pod: its driver makes volumes of the disks of nodes',
    next: ({ namespace }) =>
      `kubectl get csistoragecapacities --all-namespaces, and kubectl get pvc --namespace ${namespace}: add disks or nodes with them, or use a StorageClass of network volumes`,
  },
  {
    id: 'pod-claim-missing',
    reason: /^(Pending|FailedScheduling|Karpenter|FailedMount)$/,
    message: /persistentvolumeclaims? "([^"]+)" (?:not found|is being deleted)|PVC is being deleted/,
    cause: 'the volume claim of the pod does not exist, or is being deleted',
    next: ({ namespace, trouble }) =>
      `kubectl delete pod --namespace ${namespace} ${trouble.on}: its StatefulSet makes claim and pod again`,
  },
  {
    ...CLAIM_LOST,
    reason: WITHOUT_NODE,
    message: /bound to non-existent (?:pv|persistentvolume)|persistentvolume "[^"]+" not found/,
  },
  {
    id: 'pod-volume-in-use',
    reason: UNPLACED,
    message: /ReadWriteOncePod access mode already in-use/,
    cause: 'another pod has the volume, which one pod at a time may use',
    next: ({ namespace }) => `end the other one: kubectl describe pvc --namespace ${namespace} names it (Used By)`,
  },
];
