import { type Loose, describeRules, Parts } from '../harness';
import { EKS_VERSIONS } from '../../../../lib/cluster/kubernetes-versions';
import { CLUSTER_RULES } from '../../../../lib/checks/aws/cluster';

const props = (parts: Parts) => parts.environment.props as Loose;

const create = (cluster: Loose) => (parts: Parts) => {
  props(parts)['cluster']['create'] = cluster;
};

describeRules(CLUSTER_RULES, [
  {
    rule: 'CLUSTER-ADMINS-1',
    of: 'training-on-eks',
    breaks: (parts) => (props(parts)['cluster'] = { create: {} }),
    finds: [
      "environments.training-on-eks.cluster.create.admins: missing, so only the kubectl function of this app can use the cluster; write admins: ['arn:aws:iam::111122223333:role/admin'] with your roles",
    ],
  },
  {
    rule: 'CLUSTER-ENDPOINT-1',
    breaks: create({ publicAccessCidrs: ['203.0.113.0/24', '0.0.0.0/0'] }),
    finds: [
      "environments.prod.cluster.create.publicAccessCidrs[1]: 0.0.0.0/0 is every address, so the list restricts nothing; list your own ranges, or use endpointAccess: 'private'",
    ],
  },
  {
    rule: 'CLUSTER-VERSION-1',
    of: 'dev',
    breaks: (parts) => (props(parts)['cluster']['create'].version = '1.33'),
    finds: [
      'environments.dev.cluster.create.version: 1.33 left standard support on 2026-07-29, and extended support costs six times as much; upgrade the cluster to 1.35, one minor version at a time, and write it here',
    ],
  },
  {
    rule: 'CLUSTER-VERSION-1',
    of: 'training-on-eks',
    breaks: (parts) => (props(parts)['cluster']['existing'].version = '1.34'),
    finds: [
      'environments.training-on-eks.cluster.existing.version: 1.34 leaves standard support on 2026-12-02, and extended support costs six times as much; upgrade the cluster to 1.35, one minor version at a time, and write it here',
    ],
  },
]);

describe('as time passes', () => {
  const findings = (version: string | undefined, day: string): string[] => {
    jest.spyOn(Date, 'now').mockReturnValue(Date.parse(day));
    const parts = new Parts('dev');
    props(parts)['cluster']['create'].version = version;
    return parts.findings.filter((line) => line.startsWith('CLUSTER-VERSION-1'));
  };
  afterEach(() => jest.restoreAllMocks());

  test.each(EKS_VERSIONS)('$version is a warning from 60 days before $standardSupportEnds', (eks) => {
    const { version, standardSupportEnds } = eks;
    const at = (days: number) => new Date(Date.parse(standardSupportEnds) + days * 86_400_000).toISOString();
    expect(findings(version, at(-61))).toEqual([]);
    expect(findings(version, at(-60))).toEqual([expect.stringContaining(`${version} leaves standard support on`)]);
    expect(findings(version, at(0))).toEqual([expect.stringContaining(`${version} leaves standard support on`)]);
    expect(findings(version, at(1))).toEqual([expect.stringContaining(`${version} left standard support on`)]);
  });

  test('the default is checked too, and the newest version cannot be left without an update', () => {
    expect(findings(undefined, '2027-03-28')).toEqual([expect.stringContaining('upgrade the cluster to 1.36')]);
    expect(findings('1.36', '2028-01-01')).toEqual([expect.stringContaining('update this library')]);
  });
});
