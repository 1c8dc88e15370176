import { type Problem, show } from '../../../charts/input/problems';
import { showAll } from '../../../charts/input/show';
import { partitionOf } from '../aws/partition';
import { isObject, stringsOf } from '../values';
import { overlap } from '../../../charts/input/cidr';
import type { SpokeOfHub } from '../hub/hub';

const OF = 'loki.of';

/**
 * Problems of a spoke that the internal load balancer of its hub does not admit. The network of a spoke is known to be another
 * one if it is made here, or is in another account or region. Clients of a public load balancer, and rules of security groups,
 * are not checked.
 */
export function spokeDoorProblems({ hub, input, madeCidrs }: SpokeOfHub): Problem[] {
  const { expose } = hub.props;
  if (!isObject(expose) || (expose.by !== undefined && expose.by !== 'nlb' && expose.by !== 'alb')) return [];
  const { access = 'internal', securityGroupIds, from, privateLink } = expose;
  if (access !== 'internal' || securityGroupIds !== undefined) return [];
  const { title, parts, pathOf } = hub;
  const { account, region } = input;
  const isElsewhere =
    madeCidrs !== undefined ||
    (parts.account !== undefined && account !== undefined && parts.account !== account) ||
    (parts.region !== undefined && region !== undefined && parts.region !== region);
  if (!isElsewhere) return [];
  if (isObject(privateLink))
    return from === undefined ? endpointProblems(hub, input, stringsOf(privateLink['principals'])) : [];
  const doors = 'or expose.privateLink';
  const example = `'${madeCidrs?.join("', '") ?? '10.1.0.0/16'}'`;
  if (madeCidrs && hub.madeCidrs?.some((range) => madeCidrs.some((own) => overlap(range, own)))) {
    const found = `${show(title)} has an internal load balancer, and both networks have ${showAll(madeCidrs)}, so nothing connects them`;
    return [{ path: OF, found, fix: `use a VPC of other ranges (vpcId of its cluster), ${doors} in ${title}` }];
  }
  if (from === undefined) {
    const found = `the load balancer of ${show(title)} admits its own VPC alone`;
    return [
      { path: OF, found, fix: `write ${pathOf('expose.from')}: [${example}], the ranges of this network, ${doors}` },
    ];
  }
  const admitted = stringsOf(from);
  if (!madeCidrs || admitted.some((range) => madeCidrs.some((own) => overlap(range, own)))) return [];
  const found = `the load balancer of ${show(title)} admits ${showAll(admitted)}, and this network has ${showAll(madeCidrs)}`;
  return [{ path: OF, found, fix: `add ${example} to ${pathOf('expose.from')}` }];
}

/** Problems of an endpoint service that a spoke may not connect to. */
function endpointProblems(
  { title, parts, pathOf }: SpokeOfHub['hub'],
  { account, region }: SpokeOfHub['input'],
  principals: readonly string[],
): Problem[] {
  if (parts.region !== undefined && region !== undefined && parts.region !== region) {
    const found = `the endpoint service of ${show(title)} is in ${parts.region}, and ${region} cannot connect to it`;
    return [
      { path: OF, found, fix: `connect the networks, and write ${pathOf('expose.from')} with the ranges of this one` },
    ];
  }
  if (account === undefined || parts.account === account) return [];
  if (principals.some((arn) => arn.includes(`::${account}:`))) return [];
  const found = `the endpoint service of ${show(title)} admits nobody of account ${account}`;
  const fix = `add 'arn:${partitionOf(region ?? '')}:iam::${account}:root' to ${pathOf('expose.privateLink.principals')}`;
  return [{ path: OF, found, fix }];
}
