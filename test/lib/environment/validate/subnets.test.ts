import { good, linesOf } from './environments';

const ISSUER = 'https://oidc.eks.us-east-1.amazonaws.com/id/0123456789ABCDEF0123456789ABCDEF';

/** Lines about a cluster whose function of kubectl is in a number of subnets. */
const refusedOf = (count: number): string[] =>
  linesOf({
    prod: {
      ...good,
      cluster: {
        existing: {
          ...{ name: 'team', oidcIssuer: ISSUER, vpcId: 'vpc-0a1b2c3d', securityGroupId: 'sg-0a1b2c3d' },
          privateSubnetIds: Array.from({ length: count }, (_, index) => `subnet-0a1b2c${10 + index}`),
        },
      },
    },
  });

test('the function of kubectl is in at most 16 subnets', () => {
  expect(refusedOf(16)).toEqual([]);
  expect(refusedOf(17)).toEqual([
    expect.stringMatching(
      /^environments\.prod\.cluster\.existing\.privateSubnetIds: .* has more than the 16 subnets that the Lambda function of kubectl can be in; keep one in each zone$/,
    ),
  ]);
});
