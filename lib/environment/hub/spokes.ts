import { CANARY, canaryOf } from '../../../charts/canary/props';
import { DEFAULT_NAMESPACES } from '../../../charts/defaults';
import { CredentialsKind } from '../../../charts/endpoint/credentials/source';
import { clientRoleName, type NameParts, roleArn } from '../names';
import type { LoggingProps } from '../props';

/** Role of another account that reads a password of a hub. */
export interface SpokeReader {
  /** Its name in messages: that of the spoke. */
  readonly spoke: string;

  /** Its account, 12 digits. */
  readonly account: string;

  /** Its ARN. */
  readonly roleArn: string;

  /** User whose password it reads. */
  readonly user: string;
}

/** Namespaces of the clients of a Loki elsewhere. */
export const clientNamespaces = ({ alloy, canary }: Pick<LoggingProps, 'alloy' | 'canary'>) => {
  const settings = canaryOf(canary);
  return {
    alloy: alloy?.namespace ?? DEFAULT_NAMESPACES.alloy,
    ...(settings ? { canary: settings.namespace ?? CANARY } : {}),
  };
};

/** Roles of a spoke that read passwords in AWS, with the user of each. `from` is where they find them. */
export function spokeReaders(
  parts: NameParts,
  props: Pick<LoggingProps, 'alloy' | 'canary' | 'loki' | 'rolePath'>,
  from: string,
): SpokeReader[] {
  if (from === CredentialsKind.KUBERNETES_SECRET) return [];
  const { writer = 'writer', reader = 'reader' } = props.loki ?? {};
  const named = { ...parts, rolePath: props.rolePath };
  const of = (client: 'alloy' | 'canary', user: string): SpokeReader => ({
    spoke: parts.environment,
    account: parts.account,
    roleArn: roleArn(clientRoleName(client, named), named),
    user,
  });
  return [of('alloy', writer), ...(canaryOf(props.canary) ? [of('canary', reader)] : [])];
}
