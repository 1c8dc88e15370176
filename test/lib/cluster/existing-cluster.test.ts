import type { Stack } from 'aws-cdk-lib';
import { App as ChartsApp, ApiObject, Chart } from 'cdk8s';
import { ExistingLoggingCluster, type ExistingLoggingClusterProps } from '../../../lib/cluster/existing-cluster';
import { IrsaRole } from '../../../lib/identity/irsa-role';
import { ManifestDelivery } from '../../../lib/delivery/manifest-delivery';
import { ACCOUNT, ISSUER, lokiIdentity, resourceOf, resourcesOf, testStack } from '../helpers';

const MANIFEST = 'Custom::AWSCDK-EKS-KubernetesResource';
const PROVIDER_ARN = `arn:aws:iam::${ACCOUNT}:oidc-provider/${ISSUER}`;

function make(props: Partial<ExistingLoggingClusterProps> = {}, stack = testStack()) {
  const logging = new ExistingLoggingCluster(stack, 'Logging', {
    clusterName: 'logs',
    oidcIssuer: `https://${ISSUER}`,
    ...props,
  });
  return { stack, logging };
}

function deliver({ stack, logging }: { stack: Stack; logging: ExistingLoggingCluster }): Stack {
  const chart = new Chart(new ChartsApp(), 'loki');
  for (const kind of ['Namespace', 'ConfigMap', 'Deployment']) {
    new ApiObject(chart, kind, { apiVersion: 'v1', kind, metadata: { name: 'loki' } });
  }
  new ManifestDelivery(stack, 'Loki', { cluster: logging.cluster, chart, after: logging.kubernetesReady });
  return stack;
}

test("every manifest waits for the kubectl function's access to the cluster", () => {
  const stack = deliver(make());
  const [entry] = Object.keys(resourcesOf(stack, 'AWS::EKS::AccessEntry'));
  const manifests = Object.values(resourcesOf(stack, MANIFEST));
  expect(manifests).toHaveLength(3);
  for (const manifest of manifests) {
    expect(manifest.DependsOn).toContain(entry);
    expect(manifest.Properties.ClusterName).toBe('logs');
  }
});

test('the access entry lets the kubectl function administer the whole cluster', () => {
  const { stack } = make();
  expect(resourceOf(stack, 'AWS::EKS::AccessEntry').Properties).toMatchObject({
    ClusterName: 'logs',
    PrincipalArn: { 'Fn::GetAtt': [expect.stringContaining('KubectlHandlerServiceRole'), 'Arn'] },
    AccessPolicies: [{ AccessScope: { Type: 'cluster' } }],
  });
});

test('nothing of the cluster itself is created', () => {
  const types = new Set(Object.values(resourcesOf(make().stack)).map(({ Type }) => Type));
  expect([...types].filter((type) => /EC2|EKS/.test(type))).toEqual(['AWS::EKS::AccessEntry']);
});

describe('OIDC provider', () => {
  test('is created by default', () => {
    expect(resourceOf(make().stack, 'AWS::IAM::OIDCProvider').Properties.Url).toBe(`https://${ISSUER}`);
  });

  test('can be named by its ARN', () => {
    const { stack, logging } = make({ oidcProviderArn: PROVIDER_ARN });
    expect(resourcesOf(stack, 'AWS::IAM::OIDCProvider')).toEqual({});
    expect(logging.trust).toMatchObject({ providerArn: PROVIDER_ARN, issuer: ISSUER });
  });

  test('that exists is found by its issuer, without an ARN', () => {
    const { stack, logging } = make({ createOidcProvider: false });
    expect(stack.resolve(logging.trust.providerArn)).toEqual({
      'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, `:iam::${ACCOUNT}:oidc-provider/${ISSUER}`]],
    });
    new IrsaRole(stack, 'Role', { trust: logging.trust, identity: lokiIdentity() });
    expect(resourcesOf(stack, 'AWS::IAM::OIDCProvider')).toEqual({});
    const { AssumeRolePolicyDocument } = resourceOf(stack, 'AWS::IAM::Role', 'Role').Properties;
    expect(JSON.stringify(AssumeRolePolicyDocument)).toContain(`"${ISSUER}:sub":"system:serviceaccount:loki:loki"`);
  });

  test('an ARN together with createOidcProvider is refused, and so is an issuer without https://', () => {
    expect(() => make({ oidcProviderArn: PROVIDER_ARN, createOidcProvider: true })).toThrow('leave out one of the two');
    expect(() => make({ oidcIssuer: ISSUER })).toThrow(
      'Test/Logging.oidcIssuer: oidc.eks.eu-west-1.amazonaws.com/id/0123456789ABCDEF01234… does not begin with https://',
    );
  });
});

describe('private endpoint', () => {
  const network = {
    vpcId: 'vpc-0a1b2c3d',
    kubectlPrivateSubnetIds: ['subnet-0a1b2c3d', 'subnet-0a1b2c3e'],
    kubectlSecurityGroupId: 'sg-0a1b2c3d',
  };

  test('kubectl runs in the VPC of the cluster', () => {
    const functions = Object.values(resourcesOf(make(network).stack, 'AWS::Lambda::Function'));
    expect(functions.length).toBeGreaterThan(1);
    for (const { Properties } of functions) {
      expect(Properties.VpcConfig).toEqual({
        SecurityGroupIds: ['sg-0a1b2c3d'],
        SubnetIds: ['subnet-0a1b2c3d', 'subnet-0a1b2c3e'],
      });
    }
  });

  test.each([
    [
      { vpcId: 'vpc-0a1b2c3d' },
      'Test/Logging.vpcId: is given without kubectlPrivateSubnetIds and kubectlSecurityGroupId',
    ],
    [{ privateSubnetIds: [] } as object, 'privateSubnetIds: not a key; did you mean kubectlPrivateSubnetIds?'],
    [{ ...network, kubectlPrivateSubnetIds: [] }, 'Test/Logging.kubectlPrivateSubnetIds: [] is empty'],
    [
      { ...network, kubectlProviderServiceToken: `arn:aws:lambda:eu-west-1:${ACCOUNT}:function:kubectl` },
      'Test/Logging.kubectlSecurityGroupId: sg-0a1b2c3d is for a new provider, and kubectlProviderServiceToken names an existing one',
    ],
  ])('%j is refused', (props, message) => {
    expect(() => make(props)).toThrow(message);
  });
});

test('an existing kubectl provider is used instead of a new one', () => {
  const kubectlProviderServiceToken = `arn:aws:lambda:eu-west-1:${ACCOUNT}:function:kubectl`;
  const stack = deliver(make({ kubectlProviderServiceToken, oidcProviderArn: PROVIDER_ARN }));
  expect(new Set(Object.values(resourcesOf(stack)).map(({ Type }) => Type))).toEqual(new Set([MANIFEST]));
  for (const manifest of Object.values(resourcesOf(stack))) {
    expect(manifest.Properties.ServiceToken).toBe(kubectlProviderServiceToken);
  }
});

test('the provisioner depends on Auto Mode', () => {
  expect(make().logging.storageClassProvisioner).toBe('ebs.csi.aws.com');
  expect(make({ autoMode: true }).logging.storageClassProvisioner).toBe('ebs.csi.eks.amazonaws.com');
});
