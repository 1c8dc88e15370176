import { Chart } from 'cdk8s';
import { k8s } from 'cdk8s-plus-28';
import type { Construct } from 'constructs';
import { addObject, MANAGED_BY } from './objects';

/** Who makes EBS volumes: EKS itself in Auto Mode, an add-on otherwise. */
export function ebsProvisioner(autoMode: boolean): string {
  return autoMode ? 'ebs.csi.eks.amazonaws.com' : 'ebs.csi.aws.com';
}

/** What a `StorageClassChart` is made from. */
export interface StorageClassChartProps {
  /** Name of the StorageClass. Its parameters cannot change later: use a name nobody else uses. */
  readonly name: string;

  /** Who makes the volumes: see `ebsProvisioner`. */
  readonly provisioner: string;

  /** Whether claims that name no class get this one. @default false */
  readonly isDefault?: boolean;
}

/** A StorageClass of encrypted gp3 EBS volumes that can grow, made in the zone of the pod. */
export class StorageClassChart extends Chart {
  constructor(scope: Construct, id: string, props: StorageClassChartProps) {
    super(scope, id);
    addObject(
      this,
      k8s.KubeStorageClass.manifest({
        metadata: {
          name: props.name,
          labels: MANAGED_BY,
          ...(props.isDefault ? { annotations: { 'storageclass.kubernetes.io/is-default-class': 'true' } } : {}),
        },
        provisioner: props.provisioner,
        parameters: { type: 'gp3', encrypted: 'true' },
        volumeBindingMode: 'WaitForFirstConsumer',
        allowVolumeExpansion: true,
        reclaimPolicy: 'Delete',
      }),
    );
  }
}
