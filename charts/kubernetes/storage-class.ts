import { Chart } from 'cdk8s';
import { k8s } from 'cdk8s-plus-28';
import type { Construct } from 'constructs';
import type { FastClass } from '../loki/workloads/volumes';
import { propProblems, refuse } from '../input/props';
import { addObject, MANAGED_BY } from './objects';
import { STORAGE_CLASS, type StorageClassChartProps } from './storage-class-props';

/** Provisioner of EBS volumes: EKS itself in Auto Mode, an add-on otherwise. */
export function ebsProvisioner(autoMode: boolean): string {
  return autoMode ? 'ebs.csi.eks.amazonaws.com' : 'ebs.csi.aws.com';
}

export type { StorageClassChartProps } from './storage-class-props';

/** StorageClasses of encrypted gp3 EBS volumes that can grow, made in the zone of the pod. */
export class StorageClassChart extends Chart {
  /** @throws InputError if a property is invalid, with all problems */
  constructor(scope: Construct, id: string, props: StorageClassChartProps) {
    super(scope, id);
    refuse(propProblems('StorageClassChart', props, STORAGE_CLASS));
    this.addClass(props);
    for (const { name, parameters } of props.fast ?? []) {
      this.addClass({ name, provisioner: props.provisioner, parameters });
    }
  }

  private addClass(
    props: Pick<StorageClassChartProps, 'name' | 'provisioner' | 'isDefault'> & Partial<FastClass>,
  ): void {
    addObject(
      this,
      k8s.KubeStorageClass.manifest({
        metadata: {
          name: props.name,
          labels: MANAGED_BY,
          ...(props.isDefault ? { annotations: { 'storageclass.kubernetes.io/is-default-class': 'true' } } : {}),
        },
        provisioner: props.provisioner,
        parameters: { type: 'gp3', encrypted: 'true', ...props.parameters },
        volumeBindingMode: 'WaitForFirstConsumer',
        allowVolumeExpansion: true,
        reclaimPolicy: 'Delete',
      }),
    );
  }
}
