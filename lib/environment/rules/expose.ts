import {
  autoModeProblems,
  doorHostFault,
  idleProblems,
  missingRanges,
} from '../../../charts/endpoint/exposure/validate';
import { type ExposeProps, LoadBalancers } from '../../../charts/endpoint/exposure/props';
import { ebsProvisioner } from '../../../charts/kubernetes/storage-class';
import { DEFAULT_QUERY_TIMEOUT } from '../../../charts/defaults';
import { cidrFault, overlap } from '../../../charts/input/cidr';
import { type Problem, show } from '../../../charts/input/problems';
import { VPC_CIDR } from '../../cluster/constraints';
import type { ClusterProps } from '../cluster-props';
import type { LoggingProps } from '../props';
import { isOnlyLocal } from '../local';
import { parseQueryTimeout } from '../quantities';
import { isObject, stringsOf } from '../values';
import { placeProblems } from './place';
import type { InputRule, LoggingRule } from './rule';

/** Ranges of the VPC of a new cluster, if it is made here. */
export function madeVpcCidrs(cluster: ClusterProps | undefined): readonly string[] | undefined {
  const create = isObject(cluster) ? cluster.create : undefined;
  return isObject(create) && create.vpcId === undefined ? [VPC_CIDR] : undefined;
}

/** A door as somebody wrote it, valid or not. */
interface WrittenDoor {
  readonly path: string;
  readonly door: object;
}

/** The doors to Loki and to Grafana. */
export function doorsOf({ expose, grafana }: Pick<LoggingProps, 'expose' | 'grafana'>): WrittenDoor[] {
  const deploy: unknown = isObject(grafana) ? grafana.deploy : undefined;
  const ofGrafana = isObject(deploy) ? deploy['expose'] : undefined;
  return [
    ...(isObject(expose) ? [{ path: 'expose', door: expose }] : []),
    ...(isObject(ofGrafana) ? [{ path: 'grafana.deploy.expose', door: ofGrafana }] : []),
  ];
}

/** A load balancer takes certificates of its own account and region only. */
const certificate: LoggingRule = (_name, input) =>
  doorsOf(input).flatMap(({ path, door }) =>
    placeProblems(`${path}.certificateArn`, (door as Partial<ExposeProps>).certificateArn, input, {
      noun: 'a certificate',
      ownAccount: true,
    }),
  );

/** An endpoint service admits principals of its own partition only. */
const principals: LoggingRule = (_name, { expose, ...place }) => {
  const link: unknown = isObject(expose) ? expose.privateLink : undefined;
  return stringsOf(isObject(link) ? link['principals'] : undefined).flatMap((arn, index) =>
    placeProblems(`expose.privateLink.principals[${index}]`, arn, place, { noun: 'a principal' }),
  );
};

const queryTimeout: LoggingRule = (_name, { loki, ...doors }) => {
  const text = isObject(loki) ? loki.queryTimeout : undefined;
  const timeout = typeof text === 'string' ? parseQueryTimeout(text).value : DEFAULT_QUERY_TIMEOUT;
  if (!timeout) return [];
  const found = doorsOf(doors).flatMap(({ door }) => idleProblems(door, timeout.toSeconds(), 'loki.queryTimeout'));
  // Both doors may have a problem with this one field.
  return found.slice(0, 1);
};

/** Problems of doors that depend on the cluster. */
export function doorProblems(
  doors: Pick<LoggingProps, 'expose' | 'grafana'>,
  { vpcCidrs, provisioner }: DoorFacts,
): Problem[] {
  const auto = provisioner === ebsProvisioner(true) ? LoadBalancers.AUTO_MODE : undefined;
  return doorsOf(doors).flatMap(({ path, door }) => [
    ...(vpcCidrs === undefined ? missingRanges(path, door) : otherRanges(path, door, vpcCidrs)),
    // Grafana has no endpoint service.
    ...(path === 'expose' && vpcCidrs === undefined ? missingNetwork(door) : []),
    ...(path === 'expose' ? autoModeProblems(path, door, auto) : []),
  ]);
}

/**
 * Problem of ranges outside a known VPC, in which no load balancer has an address. The proxy of a Gateway may be
 * outside the VPC.
 */
function otherRanges(path: string, { by, vpcCidrs }: Partial<ExposeProps>, known: readonly string[]): Problem[] {
  const written = stringsOf(vpcCidrs);
  if (by === 'gateway-api' || written.length === 0 || written.some((range) => cidrFault(range))) return [];
  if (written.some((range) => known.some((own) => overlap(range, own)))) return [];
  const found = `${show(vpcCidrs)} has no address of the VPC that is made, ${known.join(', ')}, so the network policy does not admit the load balancer`;
  return [{ path: `${path}.vpcCidrs`, found, fix: 'leave it out' }];
}

/** Facts about a cluster that a door depends on. */
interface DoorFacts {
  /** Address ranges of its VPC. @default - unknown */
  readonly vpcCidrs?: readonly string[];

  /** Provisioner of its EBS volumes, which differs in Auto Mode. */
  readonly provisioner: string;
}

/** Problems of a load balancer that CloudFormation creates in an unknown VPC. */
function missingNetwork({ privateLink, subnetIds }: Partial<ExposeProps>): Problem[] {
  if (!isObject(privateLink)) return [];
  const found = 'missing, and CloudFormation makes the load balancer of an endpoint service in the VPC';
  return [
    ...(privateLink.vpcId === undefined
      ? [{ path: 'expose.privateLink.vpcId', found, fix: "write the id of the cluster's VPC, such as 'vpc-0a1b2c3d'" }]
      : []),
    ...(subnetIds === undefined
      ? [{ path: 'expose.subnetIds', found, fix: 'write private subnets of the VPC, one in each zone' }]
      : []),
  ];
}

const vpc: InputRule = (_name, { cluster, ...doors }) => {
  // Without AWS there is no VPC: see the rules about local clusters.
  if (isOnlyLocal({ cluster })) return [];
  const { create, existing }: ClusterProps = isObject(cluster) ? cluster : {};
  const isAutoMode = create?.mode === 'auto' || existing?.autoMode === true;
  return doorProblems(doors, { vpcCidrs: madeVpcCidrs(cluster), provisioner: ebsProvisioner(isAutoMode) });
};

/** Problem of a host in the cluster's domain, which clients outside cannot resolve. */
const ofCluster: LoggingRule = (_name, { clusterDomain, ...doors }) =>
  typeof clusterDomain !== 'string' || clusterDomain === ''
    ? []
    : doorsOf(doors).flatMap(({ path, door }): Problem[] => {
        const { host } = door as Partial<ExposeProps>;
        if (typeof host !== 'string' || !host.endsWith(`.svc.${clusterDomain}`)) return [];
        // The form of the host already refuses the default domain.
        if (doorHostFault(host)) return [];
        const found = `${show(host)} is a name of a Service in the clusterDomain ${clusterDomain}, and clients outside do not find it`;
        return [{ path: `${path}.host`, found, fix: "use a name outside of it, such as 'loki.example.com'" }];
      });

/** Rules about the door that an environment and `LokiLogging` share. */
export const EXPOSE_RULES: readonly LoggingRule[] = [certificate, principals, queryTimeout, ofCluster];

/** The VPC of an endpoint service is that of the cluster. */
const linkVpc: InputRule = (_name, { cluster, expose }) => {
  const link: unknown = isObject(expose) ? expose.privateLink : undefined;
  const written = isObject(link) ? link['vpcId'] : undefined;
  if (typeof written !== 'string' || !isObject(cluster) || isOnlyLocal({ cluster })) return [];
  const path = 'expose.privateLink.vpcId';
  if (madeVpcCidrs(cluster)) {
    const found = `${show(written)} is not the VPC of the cluster, which is made here`;
    return [{ path, found, fix: 'leave it out' }];
  }
  const [key, own] = Object.entries(cluster)
    .map(([kind, given]): [string, unknown] => [kind, isObject(given) ? given['vpcId'] : undefined])
    .find(([, id]) => typeof id === 'string') ?? ['', written];
  if (own === written) return [];
  const found = `${show(written)} is not the VPC of the cluster, ${show(own)} (cluster.${key}.vpcId)`;
  return [{ path, found, fix: `write ${show(own)}` }];
};

/** Rules about the door and the cluster. */
export const DOOR_RULES: readonly InputRule[] = [vpc, linkVpc];
