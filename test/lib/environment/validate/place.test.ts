import { existing, good, issuer, prod, refused } from './environments';

describe('a cluster that does not fit the place of its environment', () => {
  refused([
    [
      'an issuer that is not of EKS, or of another partition',
      {
        prod: { ...good, cluster: { existing: { ...existing, oidcIssuer: 'https://accounts.google.com' } } },
        test: {
          ...good,
          cluster: { existing: { ...existing, name: 'other', oidcIssuer: `${issuer.replace('.com', '.com.cn')}` } },
        },
      },
      ['prod', 'test'].map((name) =>
        expect.stringMatching(
          new RegExp(
            `^environments\\.${name}\\.cluster\\.existing\\.oidcIssuer: .* is not the issuer of an EKS cluster; find it with `,
          ),
        ),
      ) as string[],
    ],
    [
      'a provider of another issuer',
      prod({
        cluster: {
          existing: { ...existing, oidcProviderArn: `arn:aws:iam::111122223333:oidc-provider/${issuer.slice(8, -1)}0` },
        },
      }),
      [
        'environments.prod.cluster.existing.oidcProviderArn: arn:aws:iam::111122223333:oidc-provider/oidc.eks.us-east-… is of another issuer than cluster.existing.oidcIssuer; name the provider of https://oidc.eks.us-east-1.amazonaws.com/id/EXAMPLED539D4…',
      ],
    ],
    [
      'an administrator of another partition',
      prod({ region: 'cn-north-1', cluster: { create: { admins: ['arn:aws:iam::111122223333:role/admin'] } } }),
      [
        'environments.prod.cluster.create.admins[0]: arn:aws:iam::111122223333:role/admin is in partition aws, and the environment is in aws-cn; name a role of aws-cn',
      ],
    ],
    [
      'too many address ranges, and one twice',
      {
        prod: {
          ...good,
          cluster: { create: { publicAccessCidrs: Array.from({ length: 41 }, (_, i) => `203.0.113.${i}/32`) } },
        },
        test: { ...good, cluster: { create: { publicAccessCidrs: ['203.0.113.0/24', '203.0.113.0/24'] } } },
      },
      [
        expect.stringMatching(
          /^environments\.prod\.cluster\.create\.publicAccessCidrs: .* has more than the 40 ranges that EKS accepts; join neighbouring ranges$/,
        ),
        'environments.test.cluster.create.publicAccessCidrs: ["203.0.113.0/24","203.0.113.0/24"] has duplicates; write each once',
      ] as string[],
    ],
  ]);
});
