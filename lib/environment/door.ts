import { type ExposeProps, type ExposureProps, LoadBalancers } from '../../charts/endpoint/exposure/props';
import { ebsProvisioner, type StorageClassChartProps } from '../../charts/kubernetes/storage-class';
import { type NameParts, targetGroupName } from './names';

/** Facts of a cluster that a door depends on. */
export interface DoorSurroundings {
  /** Parts of the names of AWS resources. */
  readonly parts: NameParts;

  /** StorageClass of the volumes, whose provisioner shows which controller creates load balancers. */
  readonly storageClass: Pick<StorageClassChartProps, 'provisioner'>;

  /** Address ranges of the cluster's VPC. @default - those in the door's own properties */
  readonly vpcCidrs?: readonly string[];
}

/** The door, with the known facts about the cluster. A proxy in the cluster has no VPC address of its own. */
export function exposureOf(expose: ExposeProps, { storageClass, vpcCidrs, parts }: DoorSurroundings): ExposureProps {
  const isAutoMode = storageClass.provisioner === ebsProvisioner(true);
  return {
    ...expose,
    ...(expose.gateway?.proxyNamespace === undefined ? { vpcCidrs: expose.vpcCidrs ?? vpcCidrs } : {}),
    ...(expose.privateLink ? { targetGroupName: targetGroupName(parts) } : {}),
    loadBalancers: isAutoMode ? LoadBalancers.AUTO_MODE : LoadBalancers.CONTROLLER,
  };
}
