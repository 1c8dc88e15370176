import * as eks from 'aws-cdk-lib/aws-eks-v2';
import { Construct } from 'constructs';
import { SECRETS_ADDON } from '../environment/aws/addons';
import { cluster } from '../environment/constructs/objects';
import { propProblems, refuse } from '../environment/constructs/validate';

/** Properties of a `SecretsDriver`. */
export interface SecretsDriverProps {
  /** Cluster to install it on. */
  readonly cluster: eks.ICluster;
}

/** Interval at which the driver reads secrets again. Each pod that mounts one makes a call that AWS charges for. */
const ROTATION_INTERVAL = '5m';

/**
 * EKS add-on with the Secrets Store CSI driver and its AWS provider, once per cluster. If the cluster has the driver
 * already, leave this out, and make sure that it rotates secrets and that its provider tolerates the taints of all nodes.
 */
export class SecretsDriver extends Construct {
  /** Add-on with driver and provider. */
  public readonly addOn: eks.CfnAddon;

  /** @throws InputError if `cluster` is not a cluster */
  constructor(scope: Construct, id: string, props: SecretsDriverProps) {
    super(scope, id);
    refuse(this.node.path, propProblems<SecretsDriverProps>(props, { cluster }));
    this.addOn = new eks.CfnAddon(this, 'AddOn', {
      addonName: SECRETS_ADDON,
      clusterName: props.cluster.clusterName,
      configurationValues: JSON.stringify({
        // Alloy runs, and mounts its password, on every node.
        tolerations: [{ operator: 'Exists' }],
        'secrets-store-csi-driver': { enableSecretRotation: true, rotationPollInterval: ROTATION_INTERVAL },
      }),
      resolveConflicts: 'OVERWRITE',
      // Other pods may use it.
      preserveOnDelete: true,
    });
  }
}
