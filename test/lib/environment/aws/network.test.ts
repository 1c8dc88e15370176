import { publicCidrFault, zoneFault } from '../../../../lib/environment/aws/network';
import { issuerRegion, partitionOf } from '../../../../lib/environment/aws/partition';
import { bucketNameFault } from '../../../../charts/endpoint/object-store';
import { resourceId } from '../../../../charts/input/aws-forms';
import { instanceTypeFault } from '../../../../lib/environment/aws/names';

test.each<[string, (text: string) => unknown, readonly string[], readonly string[]]>([
  [
    'ranges that reach an endpoint',
    publicCidrFault,
    ['0.0.0.0/0', '203.0.113.0/24', '203.0.113.255/32', '8.0.0.0/7', '172.15.0.0/16', '192.0.2.1/32', '11.0.0.0/8'],
    [
      ...[
        '10.0.0.0/8',
        '10.1.2.3/32',
        '172.16.0.0/12',
        '172.31.255.0/24',
        '192.168.1.0/24',
        '100.64.0.0/10',
        '127.0.0.1/32',
      ],
      ...['169.254.169.254/32', '224.0.0.0/4', '240.0.0.0/4', '255.255.255.255/32', '0.0.0.0/8', '0.0.0.1/32'],
      ...[
        '203.0.113.5/24',
        '1.2.3.4/0',
        '203.0.113.0',
        '203.0.113.0/33',
        '256.0.0.0/8',
        '::/0',
        '2001:db8::/32',
        'any',
        '',
      ],
      ...['203.0.113.0 /24', '203.0.113.0/24 ', '203.0.113.0/024', '1.2.3/8'],
    ],
  ],
  [
    'zones',
    zoneFault,
    ['us-east-1a', 'eu-west-1c', 'us-gov-west-1b', 'cn-north-1a', 'ap-southeast-2b', 'us-east-1f'],
    [
      'us-east-1e',
      'use1-az3',
      'us-east-1',
      'us-east-1z',
      'us-east-1-bos-1a',
      'us-east-1-wl1-bos-wlz-1',
      'US-EAST-1A',
      'a',
    ],
  ],
  [
    'instance types',
    instanceTypeFault,
    [
      'm6i.xlarge',
      'c7i-flex.2xlarge',
      'r7gd.metal',
      'm7i.metal-24xl',
      'x2iedn.32xlarge',
      't3.medium',
      'a1.large',
      'u-6tb1.56xlarge',
      'g6e.xlarge',
    ],
    [
      't3.nano',
      't4g.micro',
      't3a.small',
      'm6i.huge',
      'm6i',
      'm6i.',
      '.large',
      'mac2.metal',
      'M6i.large',
      'm6i.xlarge ',
      'm6i.0.large',
    ],
  ],
  [
    'bucket names',
    bucketNameFault,
    ['abc', 'my-loki-chunks', 'x'.repeat(63), '0a0'],
    [
      ...['ab', 'x'.repeat(64), 'My-chunks', 'a_b', 'a.b', '-ab', 'ab-', '192.168.1.1', 'a b', ''],
      ...[
        'xn--chunks',
        'sthree-chunks',
        'amzn-s3-demo-bucket',
        'chunks-s3alias',
        'chunks--ol-s3',
        'chunks.mrap',
        'chunks--x-s3',
        'chunks--table-s3',
      ],
    ],
  ],
  [
    'ids of VPCs',
    resourceId('vpc', 'a VPC').faultOf,
    ['vpc-0a1b2c3d', 'vpc-0123456789abcdef0'],
    ['vpc-', 'vpc-0a1b', 'vpc-0A1B2C3D', 'subnet-0a1b2c3d', 'vpc-0a1b2c3de'],
  ],
])('%s', (_what, faultOf, valid, invalid) => {
  expect(valid.filter((text) => faultOf(text))).toEqual([]);
  expect(invalid.filter((text) => !faultOf(text))).toEqual([]);
});

test('the first address of a range is named', () => {
  expect(publicCidrFault('203.0.113.77/26')).toMatchObject({ fix: "write '203.0.113.64/26'" });
});

test.each([
  ['https://oidc.eks.us-east-1.amazonaws.com/id/ABC', 'us-east-1'],
  ['https://oidc.eks.cn-northwest-1.amazonaws.com.cn/id/ABC', 'cn-northwest-1'],
  ['https://oidc.eks.us-gov-east-1.amazonaws.com/id/ABC', 'us-gov-east-1'],
  ['https://oidc-eks.eu-west-1.api.aws/id/ABC', 'eu-west-1'],
  ['https://oidc.eks.cn-north-1.amazonaws.com/id/ABC', undefined],
  ['https://oidc.eks.us-east-1.amazonaws.com.cn/id/ABC', undefined],
  ['https://oidc.eks.us-east-1.amazonaws.com/id/', undefined],
  ['https://oidc.eks.us-east-1.amazonaws.com/id/ABC/', undefined],
  ['https://oidc.eks.us-east-1.amazonaws.com.evil.example/id/ABC', undefined],
  ['https://accounts.google.com', undefined],
  ['https://token.actions.githubusercontent.com', undefined],
  ['http://oidc.eks.us-east-1.amazonaws.com/id/ABC', undefined],
])('%s is the issuer of a cluster in %s', (issuer, region) => {
  expect(issuerRegion(issuer)).toBe(region);
});

test('partitions', () => {
  expect(['us-east-1', 'cn-north-1', 'us-gov-west-1', 'eu-west-1'].map(partitionOf)).toEqual([
    'aws',
    'aws-cn',
    'aws-us-gov',
    'aws',
  ]);
});
