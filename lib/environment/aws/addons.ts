/** EKS add-on of the EBS CSI driver. */
export const EBS_ADDON = 'aws-ebs-csi-driver';

/** EKS add-on of the agent that gives pods credentials by EKS Pod Identity, and name of its pods. */
export const POD_IDENTITY_ADDON = 'eks-pod-identity-agent';

/** EKS add-on of the driver that mounts passwords, and of its provider. */
export const SECRETS_ADDON = 'aws-secrets-store-csi-driver-provider';
