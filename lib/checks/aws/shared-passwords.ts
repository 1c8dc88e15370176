import { show } from '../../../charts/input/problems';
import { type EnvironmentRule, type Finding, Severity } from '../rule';

const ownersPolicies: EnvironmentRule = {
  id: 'HUB-POLICY-1',
  severity: Severity.WARNING,
  title: 'secrets and keys that exist let the roles of spokes in other accounts read',
  why: 'this app does not change the policies of what it did not make: without a statement of yours the pods there do not start',
  evidence: 'https://docs.aws.amazon.com/secretsmanager/latest/userguide/auth-and-access_examples_cross.html',
  check: ({ environment: { name, spokeReaders, props } }) => {
    const { kmsKeyArn, createSecrets } = props.credentials ?? {};
    const fields = [
      ...(kmsKeyArn === undefined ? [] : [['kmsKeyArn', show(kmsKeyArn), 'kms:Decrypt'] as const]),
      ...(createSecrets === false ? [['createSecrets', 'false', 'secretsmanager:GetSecretValue'] as const] : []),
    ];
    const roles = spokeReaders.map(({ roleArn }) => roleArn);
    if (roles.length === 0) return [];
    return fields.map(([field, value, action]): Finding => {
      const whose = field === 'kmsKeyArn' ? 'of a key of yours' : 'of secrets that exist';
      return {
        path: `environments.${name}.credentials.${field}`,
        found: `${value}: the policy ${whose} has to let ${roles.join(' and ')} read`,
        fix: `add a statement with ${action} (docs/how-to/hub-and-spokes.md), and acknowledge this`,
      };
    });
  },
};

/** Rules about passwords that other accounts read. */
export const SHARED_PASSWORD_RULES: readonly EnvironmentRule[] = [ownersPolicies];
