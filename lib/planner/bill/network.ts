import { ZONES } from '../../cluster/constraints';
import { betweenZonesFactor, BYTES_ON_WIRE, HOPS_TO_DISTRIBUTOR, OTHER_ZONE } from '../../../charts/loki/traffic';
import { cachedBytes, DAYS, ENDPOINT_SERVICES, WAYS_THROUGH_KAFKA } from '../factors';
import type { Tariff } from '../prices/tariff';
import type { DoorSetup, Setup } from '../setup/setup';
import { assumedLine, type BillLine, line } from './line';
import { PER_HOUR, plus, type Term, times } from './terms';

/** NAT gateways, without data. */
export const natGatewaysTerm = (tariff: Tariff, count: number): Term =>
  times(count, PER_HOUR, tariff.price('natGateway'));

/** Public IPv4 addresses. */
export const addressesTerm = (tariff: Tariff, count: number): Term =>
  times(count, PER_HOUR, tariff.price('publicAddress'));

/** Interface endpoints in each zone, without data. */
export const endpointsTerm = (tariff: Tariff): Term =>
  times(ENDPOINT_SERVICES, [ZONES, 'zones'], PER_HOUR, tariff.price('interfaceEndpoint'));

/** Load balancers, with an address in each zone if the internet reaches them. */
export const doorsTerm = (tariff: Tariff, doors: DoorSetup): Term =>
  plus(times(doors.count, PER_HOUR, tariff.price('loadBalancer')), addressesTerm(tariff, doors.public * ZONES));

/** Lines that pass a load balancer, for a number of GB logged a month. */
export const doorDataTerm = (tariff: Tariff, gigabytes: number): Term =>
  times([gigabytes, 'GB'], BYTES_ON_WIRE.snappy, tariff.price('loadBalancerData'));

/** Connections between pods that each line passes: compressed and uncompressed ones. */
export interface Ways {
  /** Connections with compressed messages. */
  readonly compressed: number;

  /** Connections with uncompressed messages. @default 0 */
  readonly plain?: number;

  /** Bytes of chunks to and from their cache. @default 0 */
  readonly cached?: number;
}

/** Bytes that travel between pods for each byte logged. */
const travelling = ({ compressed, plain = 0, cached = 0 }: Ways): number =>
  compressed * BYTES_ON_WIRE.snappy + plain * BYTES_ON_WIRE.plain + cached;

/** GB that pass between zones for each GB logged. */
export const betweenZones = (ways: Ways): number => travelling(ways) * OTHER_ZONE;

/** Sides of traffic between zones that AWS charges: the one that sends, and the one that receives. */
const SIDES = 2;

/** Traffic between zones for a number of GB logged a month. */
export function zonesTerm(tariff: Tariff, gigabytes: number, ways: Ways): Term {
  const { dollars } = times(gigabytes, travelling(ways), OTHER_ZONE, SIDES, tariff.price('zoneTraffic'));
  const { arithmetic } = times([gigabytes, 'GB'], travelling(ways));
  const share = betweenZonesFactor().replaceAll(' ', '');
  return { dollars, arithmetic: `${arithmetic} × ${share} × ${SIDES} × ${tariff.price('zoneTraffic')}` };
}

/** Lines of the network. */
export function networkLines(setup: Setup, tariff: Tariff): BillLine[] {
  const { cluster, doors, loki, kafka, gigabytesPerDay } = setup;
  const { natGateways, interfaceEndpoints, nodes } = cluster;
  const natData = times(
    [nodes?.count ?? 0, 'nodes'],
    [tariff.assumed('natPerNode'), 'GB'],
    tariff.price('natGatewayData'),
  );
  const nat = plus(natGatewaysTerm(tariff, natGateways), addressesTerm(tariff, natGateways), natData);
  const doorLines = tariff.assumed('doorLines') * DAYS;
  const compressed = HOPS_TO_DISTRIBUTOR + (loki?.copies ?? 0) + (kafka ? WAYS_THROUGH_KAFKA : 0);
  const cached = loki ? cachedBytes(loki.s3?.encoding) : 0;
  return [
    ...(natGateways > 0 ? [assumedLine('nat', nat)] : []),
    ...(interfaceEndpoints ? [line('endpoints', endpointsTerm(tariff))] : []),
    ...(doors.count > 0
      ? [
          doorLines > 0
            ? assumedLine('doors', plus(doorsTerm(tariff, doors), doorDataTerm(tariff, doorLines)))
            : line('doors', doorsTerm(tariff, doors)),
        ]
      : []),
    ...(loki ? [line('zones', zonesTerm(tariff, gigabytesPerDay * DAYS, { compressed, cached }))] : []),
  ];
}
