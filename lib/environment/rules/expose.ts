import { idleProblems, missingRanges } from '../../../charts/endpoint/exposure/validate';
import { DEFAULT_QUERY_TIMEOUT } from '../../../charts/defaults';
import type { Problem } from '../../../charts/input/problems';
import { VPC_CIDR } from '../../cluster/constraints';
import type { ClusterProps } from '../cluster-props';
import { parseQueryTimeout } from '../quantities';
import { isObject } from '../values';
import { placeProblems } from './place';
import type { InputRule, LoggingRule } from './rule';

/** Ranges of the VPC of a new cluster, if it is made here. */
export function madeVpcCidrs(cluster: ClusterProps | undefined): readonly string[] | undefined {
  const create = isObject(cluster) ? cluster.create : undefined;
  return isObject(create) && create.vpcId === undefined ? [VPC_CIDR] : undefined;
}

/** A load balancer takes certificates of its own account and region only. */
const certificate: LoggingRule = (_name, input) =>
  isObject(input.expose)
    ? placeProblems('expose.certificateArn', input.expose.certificateArn, input, {
        noun: 'a certificate',
        ownAccount: true,
      })
    : [];

const queryTimeout: LoggingRule = (_name, { loki, expose }) => {
  const text = isObject(loki) ? loki.queryTimeout : undefined;
  const timeout = typeof text === 'string' ? parseQueryTimeout(text).value : DEFAULT_QUERY_TIMEOUT;
  return timeout ? idleProblems(expose, timeout.toSeconds(), 'loki.queryTimeout') : [];
};

/** Problems of a door that depend on the cluster. */
export function doorProblems(expose: unknown, { vpcCidrs }: { readonly vpcCidrs?: readonly string[] }): Problem[] {
  return isObject(expose) && vpcCidrs === undefined ? missingRanges('expose', expose) : [];
}

const vpc: InputRule = (_name, { cluster, expose }) => doorProblems(expose, { vpcCidrs: madeVpcCidrs(cluster) });

/** Rules about the door, which an environment and `LokiLogging` share. */
export const EXPOSE_RULES: readonly LoggingRule[] = [certificate, queryTimeout];

/** Rules about the door and the cluster. */
export const DOOR_RULES: readonly InputRule[] = [vpc];
