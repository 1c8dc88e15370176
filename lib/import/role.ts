import { parseArn } from '../environment/aws/arn';

/** Account of the ARN of a role; undefined if the text is not one. */
export function roleAccount(arn: string | undefined): string | undefined {
  const { service, account, resource } = parseArn(arn ?? '') ?? {};
  return service === 'iam' && resource?.startsWith('role/') ? account : undefined;
}
