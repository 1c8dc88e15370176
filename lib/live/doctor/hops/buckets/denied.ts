import { chunkBucketOf, endpointOf, roleNameOf } from '../../aws-commands';
import { redeploy } from '../../commands';
import type { Fault } from '../../fault';
import { linesOf, type View } from '../../view';

/** Names of the buckets. */
export const bucketNames = ({ setup }: View): string =>
  setup.buckets.map(({ name }) => name).join(' and ') || 'the buckets';

/** Kinds of policies that AWS names when it denies a request, with the cause and the command that shows the policy. */
const POLICIES: readonly (readonly [named: RegExp, cause: string, see: (view: View) => string])[] = [
  [
    /resource-based/,
    'the policy of the bucket denies requests of Loki',
    (view) => `aws s3api get-bucket-policy --bucket ${chunkBucketOf(view)} --query Policy --output text`,
  ],
  [
    /endpoint/,
    'the policy of the VPC endpoint of S3 denies requests of Loki',
    (view) =>
      `aws ec2 describe-vpc-endpoints --filters Name=service-name,Values=${endpointOf(view, 's3')} --query 'VpcEndpoints[].PolicyDocument'`,
  ],
  [
    /control/,
    'a policy of the organization denies requests of Loki',
    () =>
      'ask those who run AWS Organizations for the service control policies and resource control policies of the account',
  ],
  [
    /boundary/,
    'the permissions boundary of the role denies requests of Loki',
    ({ setup }) =>
      `aws iam get-role --role-name ${roleNameOf(setup.roles.find(({ isStore }) => isStore)?.roleArn)} --query Role.PermissionsBoundary`,
  ],
];

/** Permissions that the role needs. */
const needed = (view: View): string =>
  `the role needs s3:ListBucket on ${bucketNames(view)}, and s3:GetObject, s3:PutObject and s3:DeleteObject on what is in them`;

/** Faults of requests that S3 denies, by the policy that AWS names. */
export const denied: Fault = {
  id: 'bucket-denied',
  hop: 'buckets',
  cause: 'the role of Loki may not read or write its buckets',
  find: (view) => {
    const named = view.logs('s3-policy');
    const policy = named.at(-1)?.detail ?? '';
    const [, cause, see] = POLICIES.find(([pattern]) => pattern.test(policy)) ?? [];
    if (see) {
      const evidence = `S3 denies requests ${policy}: ${linesOf(named)}`;
      return { cause, evidence, fix: [see(view), `let it admit the role of Loki: ${needed(view)}`] };
    }
    const roles = (view.snapshot.aws?.roles ?? []).filter((role) => (role.denied ?? []).length > 0);
    if (roles.length > 0) {
      return roles.map(({ arn, denied: actions = [] }) => ({
        evidence: `IAM denies ${roleNameOf(arn)} ${actions.join(', ')}`,
        fix: [
          redeploy(view),
          'look for a permissions boundary, a policy of the organization, or a bucket policy that denies it',
        ],
      }));
    }
    if (named.length > 0) {
      const evidence = `S3 denies requests ${policy}: ${linesOf(named)}`;
      return { evidence, fix: [redeploy(view), needed(view)] };
    }
    const lines = view.logs('s3-denied').filter(({ component }) => component !== 'gateway');
    if (lines.length === 0) return [];
    return {
      follows: ['identity'],
      // Without credentials, Loki sends unsigned requests, and S3 answers the same.
      cause: 'S3 denies requests of Loki: its role may not read or write its buckets, or its pods got no credentials',
      evidence: `AccessDenied: ${linesOf(lines)}`,
      fix: [redeploy(view), `${needed(view)}; look for a bucket policy or an endpoint policy that denies it`],
    };
  },
};
