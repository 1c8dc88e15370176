import { gatewayAuthority, gatewayPods } from '../../../charts/endpoint/outside';
import { USER_FORM } from '../../../charts/endpoint/user';
import { SECRET_ARN } from '../../../charts/input/aws-forms';
import type { TextForm } from '../../../charts/input/forms';
import { type PropValidators, text } from '../../../charts/input/props';
import { REMOTE_URL } from '../../../charts/logging/remote';
import { arnFault, KEY_ARN } from '../aws/arn';
import type { LokiElsewhere, SpokeProps } from './props';

/** ARN of a KMS key. */
const KEY: TextForm = { example: KEY_ARN.example, faultOf: (arn) => arnFault(arn, KEY_ARN) };

/** Validators of the fields that an environment and `LokiLogging` share. */
export const ELSEWHERE_FIELDS: PropValidators<LokiElsewhere> = {
  url: text(REMOTE_URL),
  writer: text({ ...USER_FORM, example: 'edge' }),
  reader: text({ ...USER_FORM, example: 'edge' }),
  ca: gatewayAuthority,
  pods: gatewayPods,
  secretArn: text(SECRET_ARN),
  readerSecretArn: text(SECRET_ARN),
  kmsKeyArn: text(KEY),
};

/** Validators of the fields of a spoke. Whether the hub exists is a rule. */
export const SPOKE_FIELDS: PropValidators<SpokeProps> = {
  of: text({ example: 'prod', faultOf: () => undefined }),
  ...ELSEWHERE_FIELDS,
};
