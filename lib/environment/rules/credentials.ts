import type { CredentialsFrom, CredentialsProps } from '../credentials-props';
import { DEFAULT_CREDENTIALS } from '../credentials';
import { isObject } from '../values';
import type { LoggingRule } from './rule';
import { show, type Problem } from '../../../charts/input/problems';

/** Fields that only some kinds of credentials use. */
const ONLY_WITH = {
  installDriver: ['secrets-manager'],
  createSecrets: ['secrets-manager', 'external-secrets'],
  createKey: ['secrets-manager', 'external-secrets'],
  kmsKeyArn: ['secrets-manager', 'external-secrets'],
  secretName: ['kubernetes-secret'],
} as const satisfies Record<string, readonly CredentialsFrom[]>;

/** Finds fields of credentials without a use. */
export const credentialsProblems: LoggingRule = (_name, input) => {
  const credentials = isObject(input.credentials) ? input.credentials : {};
  const from = credentials.from ?? DEFAULT_CREDENTIALS;
  const unused = Object.entries(ONLY_WITH).flatMap(([key, kinds]) => {
    const value = credentials[key as keyof typeof ONLY_WITH];
    if (value === undefined || (kinds as readonly unknown[]).includes(from)) return [];
    return [noEffect(`credentials.${key}`, value, kinds, from)];
  });
  const account = isObject(input.grafana) ? input.grafana.serviceAccount : undefined;
  return [
    ...unused,
    ...keyProblems(credentials),
    ...(account !== undefined && from !== 'secrets-manager'
      ? [noEffect('grafana.serviceAccount', account, ['secrets-manager'], from)]
      : []),
  ];
};

/** A key that is made, beside one that exists or for secrets that exist. */
function keyProblems({ createKey, kmsKeyArn, createSecrets }: CredentialsProps): Problem[] {
  if (createKey !== true) return [];
  const path = 'credentials.createKey';
  if (kmsKeyArn !== undefined) {
    return [{ path, found: `true, and kmsKeyArn is ${show(kmsKeyArn)}`, fix: 'leave out one of the two' }];
  }
  return createSecrets === false
    ? [{ path, found: 'true, and the secrets exist and have a key', fix: 'write the ARN of that key as kmsKeyArn' }]
    : [];
}

function noEffect(path: string, value: unknown, kinds: readonly string[], from: unknown): Problem {
  const found = `${show(value)} is for credentials from ${kinds.join(' or ')}, and they are from ${show(from)}`;
  const fix = 'leave it out';
  return { path, found, fix };
}
