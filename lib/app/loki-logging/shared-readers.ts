import type { LokiEndpoint } from '../../../charts/endpoint/endpoint';
import type { SharedSecret } from '../../environment/credentials';
import { type Hub, isHubSecret } from '../../environment/hub/hub';
import type { SharedPasswordReader } from '../../identity/log-credentials-props';

/** Roles of a spoke in another account that read passwords of its hub. */
export function readersOfHub(
  hub: Hub,
  shared: readonly SharedSecret[],
  account: string,
  { writer, reader }: Pick<LokiEndpoint, 'writer' | 'reader'>,
): SharedPasswordReader[] {
  if (hub.parts.account === account) return [];
  return shared.flatMap(({ client, identity: { roleArn }, arn }) => {
    const { username: user } = client === 'alloy' ? writer : reader;
    return roleArn !== undefined && isHubSecret(hub, user, arn) ? [{ account, roleArn, user }] : [];
  });
}
