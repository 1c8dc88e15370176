import { cidrFault, networkOf, parseCidr } from '../../../charts/input/cidr';
import type { Fault } from '../../../charts/input/problems';

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

/** Fault of a range of addresses that reach a public endpoint of EKS. */
export function publicCidrFault(range: string): Fault | undefined {
  const fault = cidrFault(range);
  const parsed = parseCidr(range);
  if (fault || !parsed) return fault;
  const { first, bits } = parsed;
  const kind = NOT_PUBLIC.find(([each]) => {
    const other = parseCidr(each) as { first: number; bits: number };
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
