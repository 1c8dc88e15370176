import type { HintSubject } from './hint';

/** EKS add-on of the EBS CSI driver. */
export const EBS_ADDON = 'aws-ebs-csi-driver';

/** Shows the version, the role and the health of that add-on. */
export const showEbsDriver = ({ environment }: HintSubject): string =>
  `aws eks describe-addon --cluster-name ${environment.clusterName} --addon-name ${EBS_ADDON}`;
