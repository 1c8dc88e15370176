import { GetSecretValueCommand, ListSecretsCommand, PutSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import { answerOf, clientsOf, type Credentials } from './clients';
import type { Deployment } from './deployment';
import { assumeRole, issuerOf } from './identity';

/** Access of each service account to the passwords: `[subject, role, writer's, reader's]`. */
const READERS: readonly (readonly [string, string, string, string])[] = [
  ['system:serviceaccount:loki:loki-gateway', 'gateway', 'allowed', 'allowed'],
  ['system:serviceaccount:alloy:alloy', 'alloy', 'allowed', '403 AccessDeniedException'],
  ['system:serviceaccount:alloy:alloy-events', 'alloy', 'allowed', '403 AccessDeniedException'],
  ['system:serviceaccount:grafana:grafana', 'grafana', '403 AccessDeniedException', 'allowed'],
];

/** Each role reads only its own passwords, with IAM enforced. */
export function secretTests(deployed: () => Deployment): void {
  let issuer: string;

  beforeAll(async () => {
    issuer = await issuerOf(deployed());
    await deployed().aws.enforceIam(true);
  });

  afterAll(() => deployed().aws.enforceIam(false));

  const assume = async (subject: string, role: string): Promise<Credentials> => {
    const RoleArn = deployed().roleArn.replace(`/loki-${deployed().name}-`, `/loki-${deployed().name}.${role}-`);
    expect(RoleArn).not.toBe(deployed().roleArn);
    return assumeRole(deployed().aws, issuer, subject, RoleArn);
  };
  const secret = (user: string) => `loki/${deployed().name}/${user}`;

  test.each(READERS)('%s reads only its own password', async (subject, role, writer, reader) => {
    const { secrets } = clientsOf(deployed().aws, await assume(subject, role));
    const read = (user: string) => answerOf(secrets.send(new GetSecretValueCommand({ SecretId: secret(user) })));
    expect([await read('writer'), await read('reader')]).toEqual([writer, reader]);
    const write = new PutSecretValueCommand({ SecretId: secret('writer'), SecretString: '{}' });
    expect(await answerOf(secrets.send(write))).toBe('403 AccessDeniedException');
    expect(await answerOf(secrets.send(new ListSecretsCommand({})))).toBe('403 AccessDeniedException');
  });

  test.each(READERS)('only %s may assume its role', async (_subject, role) => {
    for (const [other] of READERS.filter(([, itsRole]) => itsRole !== role)) {
      expect(await answerOf(assume(other, role))).toBe('403 AccessDenied');
    }
    expect(await answerOf(assume('system:serviceaccount:loki:loki', role))).toBe('403 AccessDenied');
  });
}
