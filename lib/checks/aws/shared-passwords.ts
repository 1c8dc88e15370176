import { show } from '../../../charts/input/problems';
import type { CredentialsProps } from '../../environment/credentials-props';
import { type EnvironmentRule, type Finding, Severity } from '../rule';

/** Fields of a hub that its passwords depend on. */
export type PasswordsOfHub = Pick<CredentialsProps, 'kmsKeyArn' | 'createSecrets'>;

/** Finds policies that their owner has to change for roles of other accounts. */
export function ownersPolicies(
  { kmsKeyArn, createSecrets }: PasswordsOfHub,
  readers: readonly { readonly roleArn: string }[],
  pathOf: (field: string) => string,
): Finding[] {
  const fields = [
    ...(kmsKeyArn === undefined ? [] : [['kmsKeyArn', show(kmsKeyArn), 'kms:Decrypt'] as const]),
    ...(createSecrets === false ? [['createSecrets', 'false', 'secretsmanager:GetSecretValue'] as const] : []),
  ];
  if (readers.length === 0) return [];
  const roles = [...new Set(readers.map(({ roleArn }) => roleArn))].join(' and ');
  return fields.map(([field, value, action]): Finding => {
    const whose = field === 'kmsKeyArn' ? 'of a key of yours' : 'of secrets that exist';
    return {
      path: pathOf(`credentials.${field}`),
      found: `${value}: the policy ${whose} has to let ${roles} read`,
      fix: `add a statement with ${action} (docs/how-to/hub-and-spokes.md), and acknowledge this`,
    };
  });
}

const ownersWrite: EnvironmentRule = {
  id: 'HUB-POLICY-1',
  severity: Severity.WARNING,
  title: 'secrets and keys that exist let the roles of spokes in other accounts read',
  why: 'this app does not change policies of secrets and keys that it did not make: pods of the spoke do not start until you add a statement',
  evidence: 'https://docs.aws.amazon.com/secretsmanager/latest/userguide/auth-and-access_examples_cross.html',
  check: ({ environment: { name, spokeReaders, props } }) =>
    ownersPolicies(props.credentials ?? {}, spokeReaders, (field) => `environments.${name}.${field}`),
};

/** Rules about passwords that other accounts read. */
export const SHARED_PASSWORD_RULES: readonly EnvironmentRule[] = [ownersWrite];
