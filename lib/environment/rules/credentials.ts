import type { CredentialsFrom } from '../credentials-props';
import { DEFAULT_CREDENTIALS } from '../credentials';
import type { EnvironmentProps } from '../props';
import { isObject } from '../schema/fields';
import { show, type Problem } from '../../../charts/problems';

/** What is looked at. */
type CredentialsFields = Pick<EnvironmentProps, 'region' | 'credentials' | 'grafana'>;

/** The fields of an environment that only some ways of keeping passwords know, and which. */
const ONLY_WITH = {
  installDriver: ['secrets-manager'],
  kmsKeyArn: ['secrets-manager', 'external-secrets'],
  secretName: ['kubernetes-secret'],
} as const satisfies Record<string, readonly CredentialsFrom[]>;

/** What is wrong with where passwords are kept, beyond the form of the fields. */
export function credentialsProblems(input: CredentialsFields): Problem[] {
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
    ...(account !== undefined && from !== 'secrets-manager'
      ? [noEffect('grafana.serviceAccount', account, ['secrets-manager'], from)]
      : []),
    ...keyProblems(input, credentials.kmsKeyArn),
  ];
}

function noEffect(path: string, value: unknown, kinds: readonly string[], from: unknown): Problem {
  const found = `${show(value)} is for credentials from ${kinds.join(' or ')}, and they are from ${show(from)}`;
  const fix = `leave it out`;
  return { path, found, fix };
}

/** Secrets Manager encrypts with keys of its own region. A key of another account works, where its policy says so. */
function keyProblems({ region }: CredentialsFields, arn: unknown): Problem[] {
  const ofRegion = typeof arn === 'string' ? arn.split(':')[3] : undefined;
  if (!region || !ofRegion || ofRegion === region) return [];
  const found = `${show(arn)} is of region ${ofRegion}, and the environment is in ${region}`;
  const fix = `use a key of ${region}`;
  return [{ path: 'credentials.kmsKeyArn', found, fix }];
}
