/** Names the node of a pod. */
export const nodeOf = (namespace: string, pod: string): string =>
  `kubectl get pod --namespace ${namespace} ${pod} -o wide names the node`;
