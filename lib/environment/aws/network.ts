import type { Fault } from '../../../charts/problems';

/** An IPv4 address as a number. */
const numberOf = (address: string): number => address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);

/** The IPv4 address of a number. */
const addressOf = (value: number): string =>
  [24, 16, 8, 0].map((shift) => Math.floor(value / 2 ** shift) % 256).join('.');

const CIDR = /^((?:(?:25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(?:25[0-5]|2[0-4]\d|1?\d?\d))\/(3[0-2]|[12]?\d)$/;

/**
 * Ranges from which no caller reaches an endpoint on the internet
 * (https://www.iana.org/assignments/iana-ipv4-special-registry/). EKS refuses them.
 */
const NOT_PUBLIC: readonly (readonly [range: string, kind: string])[] = [
  ['0.0.0.0/8', 'reserved'],
  ['10.0.0.0/8', 'private'],
  ['100.64.0.0/10', 'private'],
  ['127.0.0.0/8', 'reserved'],
  ['169.254.0.0/16', 'reserved'],
  ['172.16.0.0/12', 'private'],
  ['192.168.0.0/16', 'private'],
  ['224.0.0.0/3', 'reserved'],
];

/** Number of ranges that EKS accepts (https://docs.aws.amazon.com/eks/latest/userguide/service-quotas.html). */
export const MAX_PUBLIC_CIDRS = 40;

/** First address and prefix length of a range. */
function parse(range: string): { readonly first: number; readonly bits: number } | undefined {
  const [, address, bits] = CIDR.exec(range) ?? [];
  return address === undefined ? undefined : { first: numberOf(address), bits: Number(bits) };
}

const networkOf = (address: number, bits: number): number => address - (address % 2 ** (32 - bits));

/** Fault of a range of IPv4 addresses. */
export function cidrFault(range: string): Fault | undefined {
  const parsed = parse(range);
  if (!parsed) return { wrong: 'is not an address range', fix: "write one such as '203.0.113.0/24'" };
  const network = networkOf(parsed.first, parsed.bits);
  if (network === parsed.first) return undefined;
  return { wrong: 'does not begin at its first address', fix: `write '${addressOf(network)}/${parsed.bits}'` };
}

/** Fault of a range of addresses that reach a public endpoint of EKS. */
export function publicCidrFault(range: string): Fault | undefined {
  const fault = cidrFault(range);
  const parsed = parse(range);
  if (fault || !parsed) return fault;
  const { first, bits } = parsed;
  const kind = NOT_PUBLIC.find(([each]) => {
    const other = parse(each) as { first: number; bits: number };
    return bits >= other.bits && networkOf(first, other.bits) === other.first;
  })?.[1];
  if (kind === undefined) return undefined;
  const fix = "write the addresses that the internet sees, such as '203.0.113.0/24'";
  return { wrong: `is a ${kind} range, which no caller from the internet has and EKS refuses`, fix };
}

/**
 * Zones that cannot host the network interfaces of an EKS control plane
 * (https://docs.aws.amazon.com/eks/latest/userguide/network-reqs.html lists use1-az3, which most accounts call us-east-1e).
 */
const ZONES_WITHOUT_EKS = ['us-east-1e'];

/** Fault of the name of an availability zone. */
export function zoneFault(zone: string): Fault | undefined {
  if (/^[a-z]{2,4}\d-az\d$/.test(zone)) {
    return { wrong: 'is the id of a zone', fix: "write its name in this account, such as 'us-east-1a'" };
  }
  if (ZONES_WITHOUT_EKS.includes(zone)) {
    return { wrong: 'is a zone in which EKS has no control plane', fix: 'use another zone of the region' };
  }
  if (/^[a-z]{2}(-[a-z]+)+-\d[a-f]$/.test(zone)) return undefined;
  return { wrong: 'is not a zone', fix: "write one such as 'us-east-1a'" };
}
