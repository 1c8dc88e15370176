import { capacityOf } from '../../cluster/node-capacity';
import { isArm64 } from '../../cluster/constraints';
import { show } from '../../../charts/input/show';
import { record } from '../../manifests/shape';
import { type EnvironmentRule, Severity } from '../rule';

/** Labels that nodes of a node group have, whatever their values. */
const OF_NODES =
  /^(?:(?:beta\.)?kubernetes\.io\/(?:arch|os|hostname|instance-type)|node\.kubernetes\.io\/instance-type|(?:topology|failure-domain\.beta)\.kubernetes\.io\/(?:region|zone)|topology\.(?:ebs\.csi\.aws\.com|k8s\.aws)\/[\w-]+|eks\.amazonaws\.com\/(?:nodegroup|nodegroup-image|capacityType|sourceLaunchTemplate\w+)|k8s\.io\/cloud-provider-aws)$/;

const labels: EnvironmentRule = {
  id: 'CLUSTER-NODES-4',
  severity: Severity.WARNING,
  title: 'the nodes of a new cluster have the labels that pods select nodes by',
  why: 'no node takes the pods, which stay Pending',
  evidence: 'https://kubernetes.io/docs/concepts/scheduling-eviction/assign-pod-node/#nodeselector',
  check: ({ environment, manifests }) => {
    const { region, props } = environment;
    const { create } = props.cluster;
    // `customizeStack` may add node groups.
    if (!create || create.mode === 'auto' || props.customizeStack !== undefined) return [];
    const types = create.instanceTypes ?? [capacityOf(environment).instanceType];
    const arches = [...new Set(types.map((type) => (isArm64(type) ? 'arm64' : 'amd64')))];
    const valuesOf = (key: string): readonly string[] | undefined => {
      const [, name = ''] = key.split('/');
      if (name === 'arch') return arches;
      if (name === 'instance-type') return types;
      if (name === 'region') return [region];
      return name === 'capacityType' ? ['ON_DEMAND'] : undefined;
    };
    return manifests.workloads.flatMap(({ title, podPath, pod }) =>
      Object.entries(record((pod as unknown as Record<string, unknown>)['nodeSelector'])).flatMap(([key, value]) => {
        const isThere = OF_NODES.test(key);
        const values = isThere ? valuesOf(key) : undefined;
        if (isThere && (values === undefined || values.includes(String(value)))) return [];
        const found = isThere
          ? `${show(value)} matches no node of the new cluster, whose nodes have ${values?.join(', ')}`
          : 'is not a label of the nodes of the new cluster';
        return [
          {
            path: `${title} ${podPath}.nodeSelector[${key}]`,
            found,
            fix: 'leave it out, or add such nodes with customizeStack',
          },
        ];
      }),
    );
  },
};

/** Rules about labels of the nodes of a new cluster. */
export const NODE_LABEL_RULES: readonly EnvironmentRule[] = [labels];
