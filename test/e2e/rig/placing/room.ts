import { allocatable } from '../../../../lib/cluster/instances';

/** Room for pods on a node of an instance type, as its kubelet says it. */
export function roomOfNode(type: string): Readonly<Record<string, string>> {
  const room = allocatable(type);
  if (!room) throw new Error(`the size of ${type} is not known`);
  return {
    cpu: `${Math.floor(room.cpu * 1000)}m`,
    memory: `${Math.floor(room.memory * 1024)}Mi`,
    pods: String(room.pods),
    'ephemeral-storage': '88Gi',
  };
}
