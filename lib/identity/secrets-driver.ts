import * as eks from 'aws-cdk-lib/aws-eks-v2';
import { Construct } from 'constructs';

/** What a `SecretsDriver` is made of. */
export interface SecretsDriverProps {
  /** Cluster to install it on. */
  readonly cluster: eks.ICluster;
}

/** How often the driver looks for changed secrets; every look is a paid call of each pod that mounts one. */
const ROTATION_INTERVAL = '5m';

/**
 * The EKS add-on with the Secrets Store CSI driver and its AWS provider. One a cluster: where the cluster has the driver
 * already, leave this out, and see that it rotates secrets and that its provider tolerates the taints of all nodes.
 */
export class SecretsDriver extends Construct {
  /** The add-on. */
  public readonly addOn: eks.CfnAddon;

  constructor(scope: Construct, id: string, props: SecretsDriverProps) {
    super(scope, id);
    this.addOn = new eks.CfnAddon(this, 'AddOn', {
      addonName: 'aws-secrets-store-csi-driver-provider',
      clusterName: props.cluster.clusterName,
      configurationValues: JSON.stringify({
        // Alloy is on every node, and mounts its password there.
        tolerations: [{ operator: 'Exists' }],
        'secrets-store-csi-driver': { enableSecretRotation: true, rotationPollInterval: ROTATION_INTERVAL },
      }),
      resolveConflicts: 'OVERWRITE',
      // Others may have come to use it.
      preserveOnDelete: true,
    });
  }
}
