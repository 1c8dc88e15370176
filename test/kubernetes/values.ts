/**
 * Forms of values for which Kubernetes' schema says no more than "string": by model and field. A field that is a list
 * or a map means its entries. (https://kubernetes.io/docs/reference/kubernetes-api/)
 */
export const ENUMS: Record<string, readonly string[]> = {
  'RbacV1Subject.kind': ['Group', 'ServiceAccount', 'User'],
  'V1AppArmorProfile.type': ['Localhost', 'RuntimeDefault', 'Unconfined'],
  'V1Container.imagePullPolicy': ['Always', 'IfNotPresent', 'Never'],
  'V1Container.terminationMessagePolicy': ['FallbackToLogsOnError', 'File'],
  'V1ContainerPort.protocol': ['SCTP', 'TCP', 'UDP'],
  'V1CronJobSpec.concurrencyPolicy': ['Allow', 'Forbid', 'Replace'],
  'V1DaemonSetUpdateStrategy.type': ['OnDelete', 'RollingUpdate'],
  'V1DeploymentStrategy.type': ['Recreate', 'RollingUpdate'],
  'V1EmptyDirVolumeSource.medium': ['', 'Memory'],
  'V1HTTPGetAction.scheme': ['HTTP', 'HTTPS'],
  'V1HTTPIngressPath.pathType': ['Exact', 'ImplementationSpecific', 'Prefix'],
  'V1HostPathVolumeSource.type': [
    '',
    'BlockDevice',
    'CharDevice',
    'Directory',
    'DirectoryOrCreate',
    'File',
    'FileOrCreate',
    'Socket',
  ],
  'V1JobSpec.completionMode': ['Indexed', 'NonIndexed'],
  'V1LabelSelectorRequirement.operator': ['DoesNotExist', 'Exists', 'In', 'NotIn'],
  'V1NetworkPolicyPort.protocol': ['SCTP', 'TCP', 'UDP'],
  'V1NetworkPolicySpec.policyTypes': ['Egress', 'Ingress'],
  'V1NodeSelectorRequirement.operator': ['DoesNotExist', 'Exists', 'Gt', 'In', 'Lt', 'NotIn'],
  'V1PersistentVolumeClaimSpec.accessModes': ['ReadOnlyMany', 'ReadWriteMany', 'ReadWriteOnce', 'ReadWriteOncePod'],
  'V1PersistentVolumeClaimSpec.volumeMode': ['Block', 'Filesystem'],
  'V1PodDisruptionBudgetSpec.unhealthyPodEvictionPolicy': ['AlwaysAllow', 'IfHealthyBudget'],
  'V1PodSecurityContext.fsGroupChangePolicy': ['Always', 'OnRootMismatch'],
  'V1PodSpec.dnsPolicy': ['ClusterFirst', 'ClusterFirstWithHostNet', 'Default', 'None'],
  'V1PodSpec.preemptionPolicy': ['Never', 'PreemptLowerPriority'],
  'V1PodSpec.restartPolicy': ['Always', 'Never', 'OnFailure'],
  'V1PriorityClass.preemptionPolicy': ['Never', 'PreemptLowerPriority'],
  'V1RoleRef.kind': ['ClusterRole', 'Role'],
  'V1SeccompProfile.type': ['Localhost', 'RuntimeDefault', 'Unconfined'],
  'V1ServicePort.protocol': ['SCTP', 'TCP', 'UDP'],
  'V1ServiceSpec.externalTrafficPolicy': ['Cluster', 'Local'],
  'V1ServiceSpec.internalTrafficPolicy': ['Cluster', 'Local'],
  'V1ServiceSpec.ipFamilyPolicy': ['PreferDualStack', 'RequireDualStack', 'SingleStack'],
  'V1ServiceSpec.sessionAffinity': ['ClientIP', 'None'],
  'V1ServiceSpec.type': ['ClusterIP', 'ExternalName', 'LoadBalancer', 'NodePort'],
  'V1StatefulSetPersistentVolumeClaimRetentionPolicy.whenDeleted': ['Delete', 'Retain'],
  'V1StatefulSetPersistentVolumeClaimRetentionPolicy.whenScaled': ['Delete', 'Retain'],
  'V1StatefulSetSpec.podManagementPolicy': ['OrderedReady', 'Parallel'],
  'V1StatefulSetUpdateStrategy.type': ['OnDelete', 'RollingUpdate'],
  'V1StorageClass.reclaimPolicy': ['Delete', 'Retain'],
  'V1StorageClass.volumeBindingMode': ['Immediate', 'WaitForFirstConsumer'],
  'V1Toleration.effect': ['NoExecute', 'NoSchedule', 'PreferNoSchedule'],
  'V1Toleration.operator': ['Equal', 'Exists'],
  'V1TopologySpreadConstraint.nodeAffinityPolicy': ['Honor', 'Ignore'],
  'V1TopologySpreadConstraint.nodeTaintsPolicy': ['Honor', 'Ignore'],
  'V1TopologySpreadConstraint.whenUnsatisfiable': ['DoNotSchedule', 'ScheduleAnyway'],
  'V1VolumeMount.mountPropagation': ['Bidirectional', 'HostToContainer', 'None'],
  'V2HPAScalingPolicy.type': ['Percent', 'Pods'],
  'V2HPAScalingRules.selectPolicy': ['Disabled', 'Max', 'Min'],
  'V2MetricSpec.type': ['ContainerResource', 'External', 'Object', 'Pods', 'Resource'],
  'V2MetricTarget.type': ['AverageValue', 'Utilization', 'Value'],
};

const LABEL = '^(([A-Za-z0-9][-A-Za-z0-9_.]{0,61})?[A-Za-z0-9])?$';
const PORT_NAME = '^(?=.*[a-z])[a-z0-9]([-a-z0-9]{0,13}[a-z0-9])?$';
const QUANTITY = '^[0-9]+(\\.[0-9]+)?(m|k|M|G|T|P|E|Ki|Mi|Gi|Ti|Pi|Ei|e[0-9]+)?$';

/** Required form of a value, likewise: labels, names of ports, quantities. */
export const PATTERNS: Record<string, string> = {
  'V1ContainerPort.name': PORT_NAME,
  'V1EmptyDirVolumeSource.sizeLimit': QUANTITY,
  'V1LabelSelector.matchLabels': LABEL,
  'V1ObjectMeta.labels': LABEL,
  'V1PodSpec.nodeSelector': LABEL,
  'V1ResourceRequirements.limits': QUANTITY,
  'V1ResourceRequirements.requests': QUANTITY,
  'V1ServiceSpec.selector': LABEL,
  'V1VolumeResourceRequirements.limits': QUANTITY,
  'V1VolumeResourceRequirements.requests': QUANTITY,
  'V2MetricTarget.averageValue': QUANTITY,
  'V2MetricTarget.value': QUANTITY,
};

/** Form of the names of objects. Names of roles and their bindings allow more. */
export const OBJECT_NAME = /^[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?$/;
