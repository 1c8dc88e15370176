/** Requests of a container. */
type Requests = Readonly<Record<'cpu' | 'memory', string>>;

/** Pods of an add-on of EKS: their number, or one on every node, and what they request. */
interface AddOn {
  readonly name: string;
  readonly replicas?: number;
  readonly requests: readonly Partial<Requests>[];
}

const csi = { cpu: '10m', memory: '40Mi' };

/** Add-ons on every cluster with a node group: those of `ClusterNodes`, the driver of passwords, and the metrics server. */
const GROUP: readonly AddOn[] = [
  { name: 'aws-node', requests: [{ cpu: '25m' }, { cpu: '25m' }] },
  { name: 'kube-proxy', requests: [{ cpu: '100m' }] },
  { name: 'eks-pod-identity-agent', requests: [] },
  { name: 'ebs-csi-node', requests: [csi, csi, csi] },
  { name: 'coredns', replicas: 2, requests: [{ cpu: '100m', memory: '70Mi' }] },
  { name: 'ebs-csi-controller', replicas: 2, requests: [csi, csi, csi, csi, csi, csi] },
];

/** Add-ons beside those that Auto Mode has outside of pods. */
const EVERYWHERE: readonly AddOn[] = [
  {
    name: 'secrets-store-csi-driver',
    requests: [
      { cpu: '50m', memory: '100Mi' },
      { cpu: '10m', memory: '20Mi' },
      { cpu: '10m', memory: '20Mi' },
    ],
  },
  { name: 'secrets-store-csi-driver-provider-aws', requests: [{ cpu: '50m', memory: '100Mi' }] },
  { name: 'metrics-server', replicas: 2, requests: [{ cpu: '100m', memory: '200Mi' }] },
];

/** Objects of the add-ons of a cluster, with the requests that they have on EKS. */
export const addOns = (isAuto: boolean): object[] =>
  [...(isAuto ? [] : GROUP), ...EVERYWHERE].map(({ name, replicas, requests }) => {
    const labels = { 'k8s-app': name };
    const containers = (requests.length === 0 ? [{}] : requests).map((one, index) => ({
      ...{ name: `c${index}`, image: 'add-on' },
      resources: { requests: one },
    }));
    const spec = {
      containers,
      priorityClassName: replicas === undefined ? 'system-node-critical' : 'system-cluster-critical',
      tolerations: [{ operator: 'Exists' }],
    };
    return {
      apiVersion: 'apps/v1',
      kind: replicas === undefined ? 'DaemonSet' : 'Deployment',
      metadata: { name, namespace: 'kube-system' },
      spec: {
        ...(replicas === undefined ? {} : { replicas }),
        selector: { matchLabels: labels },
        template: { metadata: { labels }, spec },
      },
    };
  });
