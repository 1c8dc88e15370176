import type { Setup } from './setup-form';

/** Region and account of a certificate of ACM. */
interface Place {
  readonly region?: string;
  readonly account?: string;
}

const placeOf = (arn: string): Place => {
  const [, , , region, account] = arn.split(':');
  return { ...(region ? { region } : {}), ...(account ? { account } : {}) };
};

/** Arguments of the AWS CLI that describe a certificate, in the region of its ARN: that of the user may be another one. */
export const describeCertificate = (arn: string): string[] => {
  const { region } = placeOf(arn);
  return [
    'acm',
    'describe-certificate',
    '--certificate-arn',
    arn,
    ...(region === undefined ? [] : ['--region', region]),
  ];
};

/** Command that describes a certificate, with the account whose credentials it needs if that is not the one of the environment. */
export function certificateCommand(arn: string, { account }: Pick<Setup, 'account'>, query?: string): string {
  const of = placeOf(arn).account;
  const command = ['aws', ...describeCertificate(arn), ...(query === undefined ? [] : ['--query', `'${query}'`])];
  return `${command.join(' ')}${of === undefined || of === account ? '' : ` (with credentials of account ${of})`}`;
}
