/** A partition of AWS: its regions share IAM and their names of hosts. */
interface Partition {
  /** Prefix of the names of its regions. */
  readonly prefix: string;

  /** Name in ARNs. */
  readonly name: string;

  /** Suffix of the hosts of its services. */
  readonly suffix: string;

  /** Suffix of the hosts that have IPv6 as well. */
  readonly dualStackSuffix: string;
}

/**
 * Partitions that Loki can store in, the most specific prefix first
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html).
 */
const PARTITIONS: readonly Partition[] = [
  { prefix: 'cn-', name: 'aws-cn', suffix: 'amazonaws.com.cn', dualStackSuffix: 'api.amazonwebservices.com.cn' },
  { prefix: 'us-gov-', name: 'aws-us-gov', suffix: 'amazonaws.com', dualStackSuffix: 'api.aws' },
  { prefix: '', name: 'aws', suffix: 'amazonaws.com', dualStackSuffix: 'api.aws' },
];

const partition = (region: string): Partition =>
  PARTITIONS.find(({ prefix }) => region.startsWith(prefix)) as Partition;

/** The partition a region belongs to. */
export const partitionOf = (region: string): string => partition(region).name;

/** Suffix of the hosts of services in a region. */
export const suffixOf = (region: string): string => partition(region).suffix;

/** Form of the name of a region. */
export const REGION = '[a-z]{2}(?:-[a-z]+)+-\\d';

/** Regions of issuers of EKS clusters, by their hosts: of IPv4, and of IPv6 as well. */
export function issuerRegion(issuer: string): string | undefined {
  const [, four, six, suffix = ''] =
    new RegExp(`^https://(?:oidc\\.eks\\.(${REGION})|oidc-eks\\.(${REGION}))\\.([a-z.]+)/id/[A-Za-z0-9]+$`).exec(
      issuer,
    ) ?? [];
  const region = four ?? six;
  if (region === undefined) return undefined;
  const { suffix: ofFour, dualStackSuffix } = partition(region);
  return suffix === (four === undefined ? dualStackSuffix : ofFour) ? region : undefined;
}

/** Example of the issuer of a cluster. */
export const issuerExample = (region = 'us-east-1'): string =>
  `https://oidc.eks.${region}.${partition(region).suffix}/id/EXAMPLED539D4633E53DE1B716D3041E`;

/** Form of the number of an account. */
export const ACCOUNT = /^\d{12}$/;
