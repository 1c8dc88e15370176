import { EBS_ADDON } from '../../environment/aws/addons';
import type { HintSubject } from './hint';

/** Shows the version, the role and the health of that add-on. */
export const showEbsDriver = ({ environment }: HintSubject): string =>
  `aws eks describe-addon --cluster-name ${environment.clusterName} --addon-name ${EBS_ADDON}`;
