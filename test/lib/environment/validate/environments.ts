import { problemText } from '../../../../charts/input/problems';
import { validateEnvironments } from '../../../../lib/environment/validate';

export const issuer = 'https://oidc.eks.us-east-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B716D3041E';
export const good = { account: '111122223333', region: 'us-east-1', cluster: { create: {} } };
export const existing = { name: 'training', oidcIssuer: issuer };

export const vpc = {
  vpcId: 'vpc-0a1b2c3d',
  privateSubnetIds: ['subnet-0a1b2c3d', 'subnet-0a1b2c3e', 'subnet-0a1b2c3f'],
};

/** The kubectl provider of a cluster, of an account and a region. */
export const provider = (account = '111122223333', region = 'us-east-1') => ({
  kubectlProviderServiceToken: `arn:aws:lambda:${region}:${account}:function:Kubectl-onEvent-1`,
});

/** Problems of environments, one line each. */
export function linesOf(input: unknown): string[] {
  return validateEnvironments(input).map(problemText);
}

export const kmsKey = (region: string) => `arn:aws:kms:${region}:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab`;

/** Long value, as messages show it. */
export const cut = (value: string) => `${value.slice(0, 57)}…`;

/** An environment `prod` that is valid except for some fields. */
export const prod = (change: object) => ({ prod: { ...good, ...change } });

/** A test for each invalid input: its name, the environments, and the lines of its problems. */
export function refused(cases: readonly (readonly [what: string, input: unknown, lines: string[]])[]): void {
  test.each(cases.map(([...each]) => each))('%s', (_what, input, lines) => {
    expect(linesOf(input)).toEqual(lines);
  });
}

/** Both forms of a cluster, as messages show them. */
export const CLUSTERS =
  "{ create: {} }, or { existing: { name: 'prod', oidcIssuer: 'https://…' } } for one that exists";
