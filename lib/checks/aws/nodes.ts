import { counted } from '../../../charts/input/counted';
import { type Amount, instanceSize, roomOf } from '../../cluster/instances';
import { capacityOf, countOfAny } from '../../cluster/node-capacity';
import { isStatefulSet, requestsOf } from '../../manifests/requests';
import { type EnvironmentRule, Severity } from '../rule';
import { rounded } from '../words';

const podsFit: EnvironmentRule = {
  id: 'CLUSTER-NODES-1',
  severity: Severity.WARNING,
  title: 'the nodes of a new cluster have room for the requests of all pods',
  why: 'pods without a node stay Pending, and a new cluster does not add nodes automatically',
  evidence:
    'https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/#how-pods-with-resource-requests-are-scheduled',
  check: ({ environment, manifests }) => {
    const { create } = environment.props.cluster;
    if (!create || create.mode === 'auto') return [];
    const capacity = capacityOf(environment);
    const nodes = create.nodes ?? capacity.nodes;
    const types = create.instanceTypes ?? [capacity.instanceType];
    // EKS may take any of the types.
    const rooms = types.flatMap((type) => instanceSize(type) ?? []).map((size) => roomOf(size));
    if (rooms.length === 0 || rooms.length < types.length) return [];
    const node = { cpu: least(rooms.map(({ cpu }) => cpu)), memory: least(rooms.map(({ memory }) => memory)) };
    const asked = manifests.workloads.map((workload) => requestsOf(manifests, workload));
    const path = `environments.${environment.name}.cluster.create`;
    const large = asked.find(({ pod }) => !fits(pod, node, 1));
    if (large) {
      const asks = `a pod of ${large.title} requests ${shown(large.pod)}`;
      const found = `${asks}, but a node of ${types.join(' or ')} has room for ${shown(node)}`;
      return [{ path, found, fix: 'use larger instanceTypes' }];
    }
    const total = (count: number): Amount => ({
      cpu: sum(asked.map(({ pod, pods }) => pod.cpu * (pods ?? count))),
      memory: sum(asked.map(({ pod, pods }) => pod.memory * (pods ?? count))),
    });
    if (fits(total(nodes), node, nodes)) return [];
    const enough = countOfAny(
      {
        pods: asked.flatMap(({ title, pod, pods }) =>
          pods === undefined ? [] : [{ ...pod, replicas: pods, isStateful: isStatefulSet(title) }],
        ),
        everyNode: sumOf(asked.flatMap(({ pod, pods }) => (pods === undefined ? [pod] : []))),
      },
      types,
    );
    const has = shown({ cpu: node.cpu * nodes, memory: node.memory * nodes });
    return [
      {
        path,
        found: `${counted(nodes, 'node')} of ${types.join(' or ')} ${nodes === 1 ? 'has' : 'have'} room for ${has}, but pods request ${shown(total(nodes))}`,
        fix:
          enough !== undefined && Number.isFinite(enough)
            ? `use at least ${enough} nodes, or larger instanceTypes`
            : 'use larger instanceTypes',
      },
    ];
  },
};

function fits({ cpu, memory }: Amount, node: Amount, nodes: number): boolean {
  return cpu <= node.cpu * nodes && memory <= node.memory * nodes;
}

function shown({ cpu, memory }: Amount): string {
  return `${rounded(cpu)} cores and ${rounded(memory)} GiB`;
}

const least = (numbers: readonly number[]) => Math.min(...numbers);

const sumOf = (amounts: readonly Amount[]): Amount => ({
  cpu: sum(amounts.map(({ cpu }) => cpu)),
  memory: sum(amounts.map(({ memory }) => memory)),
});

const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0);

/** Rules about the nodes of a new cluster. */
export const NODE_RULES: readonly EnvironmentRule[] = [podsFit];
