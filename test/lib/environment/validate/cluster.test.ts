import { CLUSTERS, cut, issuer, good, existing, vpc, provider, prod, refused } from './environments';

describe('an invalid cluster', () => {
  refused([
    [
      'a misspelt key of a created cluster',
      prod({ cluster: { create: { adminss: [] } } }),
      ['environments.prod.cluster.create.adminss: not a key; did you mean admins?'],
    ],
    [
      'a misspelt key of an existing cluster',
      prod({ cluster: { existing: { ...existing, oidcProvider: 'x' } } }),
      ['environments.prod.cluster.existing.oidcProvider: not a key; did you mean oidcProviderArn?'],
    ],
    [
      'no cluster',
      { prod: { account: '111122223333', region: 'us-east-1' } },
      [`environments.prod.cluster: missing; write an object, such as ${CLUSTERS}`],
    ],
    [
      'the name of a cluster',
      prod({ cluster: 'prod' }),
      [`environments.prod.cluster: prod is not an object; write one such as ${CLUSTERS}`],
    ],
    [
      'the name of an existing cluster',
      prod({ cluster: { existing: 'prod' } }),
      [
        "environments.prod.cluster.existing: prod is not an object; write one such as { name: 'prod', oidcIssuer: 'https://…' }",
      ],
    ],
    [
      'a cluster with other keys',
      prod({ cluster: { arn: 'a' } }),
      [
        'environments.prod.cluster.arn: not a key; the keys here are create, existing, local',
        expect.stringMatching(/^environments\.prod\.cluster: has none of create, existing and local; write create: /),
      ],
    ],
    [
      'a cluster that is neither',
      prod({ cluster: {} }),
      [
        'environments.prod.cluster: {} names no cluster; write create: {} to make one, existing: { name, oidcIssuer }, or local: {} for one on your machine',
      ],
    ],
    [
      'a cluster that is both',
      prod({ cluster: { create: {}, existing } }),
      ['environments.prod.cluster: has both create and existing; keep one of them'],
    ],
    [
      'a version without a kubectl',
      prod({ cluster: { create: { version: 1.35 } } }),
      ["environments.prod.cluster.create.version: 1.35 is a number; write it as a string, '1.35'"],
    ],
    [
      'a version that EKS has no longer',
      prod({ cluster: { create: { version: '1.29' } } }),
      ['environments.prod.cluster.create.version: 1.29 is not one of 1.33, 1.34, 1.35, 1.36; write one of them'],
    ],
    [
      'an issuer without https',
      prod({ cluster: { existing: { ...existing, oidcIssuer: issuer.slice('https://'.length) } } }),
      [
        "environments.prod.cluster.existing.oidcIssuer: oidc.eks.us-east-1.amazonaws.com/id/EXAMPLED539D4633E53DE… does not begin with https://; write 'https://…'",
      ],
    ],
    [
      'an issuer in lower case',
      prod({ cluster: { existing: { ...existing, oidcIssuer: issuer.toLowerCase() } } }),
      [
        `environments.prod.cluster.existing.oidcIssuer: ${cut(issuer.toLowerCase())} has lower-case letters in its id, which EKS writes in upper case, and AWS compares them exactly; write '${issuer}'`,
      ],
    ],
    [
      'an issuer of another region',
      prod({ region: 'eu-west-1', cluster: { existing } }),
      [
        'environments.prod.cluster.existing.oidcIssuer: https://oidc.eks.us-east-1.amazonaws.com/id/EXAMPLED539D4… is in region us-east-1, and the environment is in eu-west-1; use the issuer of a cluster in eu-west-1',
      ],
    ],
    [
      'a provider of another account',
      prod({
        cluster: {
          existing: { ...existing, oidcProviderArn: `arn:aws:iam::999988887777:oidc-provider/${issuer.slice(8)}` },
        },
      }),
      [
        'environments.prod.cluster.existing.oidcProviderArn: arn:aws:iam::999988887777:oidc-provider/oidc.eks.us-east-… belongs to account 999988887777, and the environment is in 111122223333; name the provider of 111122223333',
      ],
    ],
    [
      'a private network that is not whole',
      prod({ cluster: { existing: { ...existing, vpcId: 'vpc-0a1b2c3d' } } }),
      [
        'environments.prod.cluster.existing: has vpcId without privateSubnetIds and securityGroupId; a private Kubernetes API needs all three',
      ],
    ],
    [
      'a private network without subnets',
      prod({
        cluster: { existing: { ...existing, vpcId: vpc.vpcId, privateSubnetIds: [], securityGroupId: 'sg-0a1b2c3d' } },
      }),
      [
        "environments.prod.cluster.existing.privateSubnetIds: [] is empty; write one such as ['subnet-0a1b2c3d'], or leave all three out",
      ],
    ],
    [
      'nodes in Auto Mode',
      prod({ cluster: { create: { mode: 'auto', nodes: 3 } } }),
      [
        "environments.prod.cluster.create.nodes: 3 is for a node group, and in Auto Mode EKS chooses; leave it out, or use mode: 'node-group'",
      ],
    ],
    [
      'a VPC with one zone',
      prod({ cluster: { create: { availabilityZones: ['us-east-1a'] } } }),
      [
        'environments.prod.cluster.create.availabilityZones: ["us-east-1a"] is not at least two different zones, as EKS requires; write three',
      ],
    ],
    [
      'a VPC with one private subnet',
      prod({ cluster: { create: { ...vpc, privateSubnetIds: ['subnet-0a1b2c3d'] } } }),
      [
        'environments.prod.cluster.create.privateSubnetIds: ["subnet-0a1b2c3d"] is not at least two different subnets, each in another zone, as EKS requires; write three',
      ],
    ],
    [
      'a VPC without subnets, and subnets without a VPC',
      {
        prod: { ...good, cluster: { create: { vpcId: vpc.vpcId } } },
        test: { ...good, cluster: { create: { privateSubnetIds: vpc.privateSubnetIds } } },
      },
      [
        'environments.prod.cluster.create.vpcId: vpc-0a1b2c3d without privateSubnetIds; write its private subnets, one in each of three zones',
        'environments.test.cluster.create.privateSubnetIds: ["subnet-0a1b2c3d","subnet-0a1b2c3e","subnet-0a1b2c3f"] without vpcId; write the VPC they are in, or leave them out to have one made',
      ],
    ],
    [
      'a VPC that exists and is made',
      prod({
        cluster: {
          create: {
            ...vpc,
            availabilityZones: ['us-east-1a', 'us-east-1b'],
            natGateways: 2,
            interfaceEndpoints: false,
          },
        },
      }),
      [
        'environments.prod.cluster.create.availabilityZones: ["us-east-1a","us-east-1b"] is for a new VPC, and an existing one is given; leave out one of the two',
        'environments.prod.cluster.create.natGateways: 2 is for a new VPC, and an existing one is given; leave out one of the two',
        'environments.prod.cluster.create.interfaceEndpoints: false is for a new VPC, and an existing one is given; leave out one of the two',
      ],
    ],
    [
      'zones of another region',
      prod({ cluster: { create: { availabilityZones: ['us-east-1a', 'us-east-2b'] } } }),
      [
        "environments.prod.cluster.create.availabilityZones[1]: us-east-2b is not a zone of us-east-1, where the environment is; write one such as 'us-east-1a'",
      ],
    ],
    [
      'more NAT gateways than zones',
      {
        prod: { ...good, cluster: { create: { natGateways: 4 } } },
        test: {
          ...good,
          cluster: { create: { natGateways: 3, availabilityZones: ['us-east-1a', 'us-east-1b'] } },
        },
      },
      [
        'environments.prod.cluster.create.natGateways: 4 is more than one for each of 3 zones; write at most 3',
        'environments.test.cluster.create.natGateways: 3 is more than one for each of 2 zones; write at most 2',
      ],
    ],
    [
      'no NAT gateway',
      prod({ cluster: { create: { natGateways: 0 } } }),
      ['environments.prod.cluster.create.natGateways: 0 is not a whole number of at least 1; write one such as 1'],
    ],
    [
      'interface endpoints that are not true or false',
      prod({ cluster: { create: { interfaceEndpoints: ['sts'] } } }),
      ['environments.prod.cluster.create.interfaceEndpoints: ["sts"] is not true or false; write one such as true'],
    ],
    [
      'instance types of two architectures',
      prod({ cluster: { create: { instanceTypes: ['m6i.xlarge', 'm6a.xlarge', 'm7g.xlarge'] } } }),
      [
        'environments.prod.cluster.create.instanceTypes: m6i.xlarge (x86_64) and m7g.xlarge (arm64) have two architectures, and a node group has one image; use types of one',
      ],
    ],
    [
      'a misspelt add-on',
      prod({ cluster: { create: { addonVersions: { 'core-dns': 'v1.12.1-eksbuild.2' } } } }),
      ['environments.prod.cluster.create.addonVersions.core-dns: not a key; did you mean coredns?'],
    ],
    [
      'a version of an add-on without its build',
      prod({ cluster: { create: { addonVersions: { coredns: '1.12.1' } } } }),
      [
        "environments.prod.cluster.create.addonVersions.coredns: 1.12.1 is not a version of an EKS add-on; write one such as 'v1.12.1-eksbuild.2', as 'aws eks describe-addon-versions' lists them",
      ],
    ],
    [
      'a kube-proxy newer than its cluster',
      prod({ cluster: { create: { version: '1.34', addonVersions: { 'kube-proxy': 'v1.35.0-eksbuild.1' } } } }),
      [
        'environments.prod.cluster.create.addonVersions.kube-proxy: v1.35.0-eksbuild.1 is newer than Kubernetes 1.34; write one that begins with v1.34, or leave it out',
      ],
    ],
    [
      'add-ons in Auto Mode',
      prod({ cluster: { create: { mode: 'auto', addonVersions: { coredns: 'v1.12.1-eksbuild.2' } } } }),
      [
        'environments.prod.cluster.create.addonVersions: {"coredns":"v1.12.1-eksbuild.2"} is for a node group, and in Auto Mode EKS has its own; leave it out, or use mode: \'node-group\'',
      ],
    ],
    [
      'logs the control plane does not write, or twice',
      {
        prod: { ...good, cluster: { create: { controlPlaneLogs: ['audits'] } } },
        test: { ...good, cluster: { create: { controlPlaneLogs: ['api', 'api'] } } },
      },
      [
        'environments.prod.cluster.create.controlPlaneLogs[0]: audits is not one of api, audit, authenticator, controllerManager, scheduler; did you mean audit?',
        'environments.test.cluster.create.controlPlaneLogs: ["api","api"] has duplicates; write each once',
      ],
    ],
    [
      'an empty list of address ranges, which allows every address',
      prod({ cluster: { create: { publicAccessCidrs: [] } } }),
      [
        "environments.prod.cluster.create.publicAccessCidrs: [] is empty, which EKS reads as every address; write ranges, or use endpointAccess: 'private'",
      ],
    ],
    [
      'invalid address ranges',
      prod({ cluster: { create: { publicAccessCidrs: ['203.0.113.256/24', '203.0.113.0/33', '203.0.113/24'] } } }),
      ['203.0.113.256/24', '203.0.113.0/33', '203.0.113/24'].map(
        (range, i) =>
          `environments.prod.cluster.create.publicAccessCidrs[${i}]: ${range} is not an address range; write one such as '203.0.113.0/24'`,
      ),
    ],
    [
      'an administrator twice',
      prod({
        cluster: { create: { admins: ['arn:aws:iam::111122223333:role/a', 'arn:aws:iam::111122223333:role/a'] } },
      }),
      [
        'environments.prod.cluster.create.admins: ["arn:aws:iam::111122223333:role/a","arn:aws:iam::1111222… has duplicates; write each once',
      ],
    ],
    [
      'a kubectl provider of another region, or another account',
      {
        prod: { ...good, cluster: { existing: { ...existing, ...provider('111122223333', 'us-west-2') } } },
        test: {
          ...good,
          cluster: { existing: { name: 'test', oidcIssuer: `${issuer}2`, ...provider('999988887777') } },
        },
      },
      [
        'environments.prod.cluster.existing.kubectlProviderServiceToken: arn:aws:lambda:us-west-2:111122223333:function:Kubectl-on… is in region us-west-2, and the environment is in us-east-1; name the provider of us-east-1',
        'environments.test.cluster.existing.kubectlProviderServiceToken: arn:aws:lambda:us-east-1:999988887777:function:Kubectl-on… belongs to account 999988887777, and the environment is in 111122223333; name the provider of 111122223333',
      ],
    ],
    [
      'a kubectl provider that is a role',
      prod({
        cluster: { existing: { ...existing, kubectlProviderServiceToken: 'arn:aws:iam::111122223333:role/kubectl' } },
      }),
      [
        "environments.prod.cluster.existing.kubectlProviderServiceToken: arn:aws:iam::111122223333:role/kubectl is not the ARN of a Lambda function; write the ServiceToken of the cluster's Custom::AWSCDK-EKS-KubernetesResource",
      ],
    ],
    [
      'a kubectl provider that exists and is made',
      prod({
        cluster: { existing: { ...existing, ...provider(), vpcId: 'vpc-0a1b2c3d', securityGroupId: 'sg-0a1b2c3d' } },
      }),
      [
        'environments.prod.cluster.existing.vpcId: vpc-0a1b2c3d is for a new provider, and kubectlProviderServiceToken names an existing one; leave out one of the two',
        'environments.prod.cluster.existing.securityGroupId: sg-0a1b2c3d is for a new provider, and kubectlProviderServiceToken names an existing one; leave out one of the two',
      ],
    ],
    [
      'an administrator that is not a role',
      prod({ cluster: { create: { admins: ['admin'] } } }),
      [
        "environments.prod.cluster.create.admins[0]: admin is not the ARN of a role or user; write one such as 'arn:aws:iam::111122223333:role/admin'",
      ],
    ],
  ]);
});
