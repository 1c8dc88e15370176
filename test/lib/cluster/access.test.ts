import { Annotations, Match } from 'aws-cdk-lib/assertions';
import { ApiEndpointAccess } from '../../../lib/cluster/logging-cluster';
import { resourcesOf } from '../helpers';
import { addCluster, ADMIN, clusterOf } from './helpers';

describe('access', () => {
  test('a cluster without administrators gives a warning with the fix', () => {
    const stack = addCluster({ adminRoleArns: [] });
    Annotations.fromStack(stack).hasWarning(
      '/Test/Logging',
      Match.stringLikeRegexp('adminRoleArns is empty: only the kubectl function'),
    );
  });

  test('logical ids of administrators do not depend on their order', () => {
    const roles = [ADMIN, 'arn:aws:iam::123456789012:user/jane'];
    const ids = (arns: string[]) =>
      Object.keys(resourcesOf(addCluster({ adminRoleArns: arns }), 'AWS::EKS::AccessEntry')).sort();
    expect(ids(roles)).toEqual(ids([...roles].reverse()));
    expect(() => addCluster({ adminRoleArns: [ADMIN, ADMIN] })).toThrow(
      'Test/Logging.adminRoleArns: ["arn:aws:iam::123456789012:role/team/admin","arn:aws:iam… has duplicates',
    );
    expect(() => addCluster({ adminRoleArns: ['admin'] })).toThrow(
      'Test/Logging.adminRoleArns[0]: admin is not the ARN of a role or user',
    );
  });

  test('the API can be closed to the internet, or to most of it', () => {
    expect(
      clusterOf(addCluster({ endpointAccess: ApiEndpointAccess.PRIVATE })).Properties.ResourcesVpcConfig,
    ).toMatchObject({
      EndpointPrivateAccess: true,
      EndpointPublicAccess: false,
    });
    expect(clusterOf(addCluster({ publicAccessCidrs: ['192.0.2.0/24'] })).Properties.ResourcesVpcConfig).toMatchObject({
      PublicAccessCidrs: ['192.0.2.0/24'],
    });
    expect(() => addCluster({ publicAccessCidrs: [] })).toThrow(
      'publicAccessCidrs: [] is empty, which EKS reads as every address',
    );
    expect(() =>
      addCluster({ endpointAccess: ApiEndpointAccess.PRIVATE, publicAccessCidrs: ['192.0.2.0/24'] }),
    ).toThrow('publicAccessCidrs: ["192.0.2.0/24"] has no effect on a private endpoint; leave it out');
  });
});
