import { Block } from '../../language/syntax';
import { text, texts } from '../../language/values';

/** Labels of targets that discovery sets. */
export const POD_META = {
  namespace: '__meta_kubernetes_namespace',
  pod: '__meta_kubernetes_pod_name',
  uid: '__meta_kubernetes_pod_uid',
  container: '__meta_kubernetes_pod_container_name',
} as const;

/** A key of Kubernetes, as discovery writes it in the name of a label. */
const inName = (key: string): string => key.replace(/[^A-Za-z0-9]/g, '_');

/** Label of targets that has the value of an annotation of the pod. */
export const annotationMeta = (key: string): string => `__meta_kubernetes_pod_annotation_${inName(key)}`;

/** Label of targets that has the value of a label of the pod's node. */
export const nodeLabelMeta = (key: string): string => `__meta_kubernetes_node_label_${inName(key)}`;

/** Rule that sets a label from others. */
export const rule = (target: string, ...from: string[]): Block =>
  new Block('rule').set('source_labels', texts(...from)).set('target_label', text(target));
