import { ZONES } from '../../../charts/loki/replication';
import { betweenZonesFactor, BYTES_ON_WIRE, HOPS_TO_DISTRIBUTOR, OTHER_ZONE } from '../../../charts/loki/traffic';
import { cachedBytes, DAYS, ENDPOINT_SERVICES, HOPS_THROUGH_KAFKA } from '../factors';
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

/** Hops of each line between pods, by the form of its bytes. */
export interface Hops {
  /** Hops with compressed messages. */
  readonly compressed: number;

  /** Hops with uncompressed messages. @default 0 */
  readonly plain?: number;

  /** Bytes to and from the cache of chunks, for each byte logged. @default 0 */
  readonly cached?: number;
}

/** Bytes sent between pods for each byte logged. */
const bytesBetweenPods = ({ compressed, plain = 0, cached = 0 }: Hops): number =>
  compressed * BYTES_ON_WIRE.snappy + plain * BYTES_ON_WIRE.plain + cached;

/** GB that pass between zones for each GB logged. */
export const betweenZones = (hops: Hops): number => bytesBetweenPods(hops) * OTHER_ZONE;

/** Sides of traffic between zones that AWS charges: the one that sends, and the one that receives. */
const SIDES = 2;

/** Traffic between zones for a number of GB logged a month. */
export function zonesTerm(tariff: Tariff, gigabytes: number, hops: Hops): Term {
  const { dollars } = times(gigabytes, bytesBetweenPods(hops), OTHER_ZONE, SIDES, tariff.price('zoneTraffic'));
  const { arithmetic } = times([gigabytes, 'GB'], bytesBetweenPods(hops));
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
  const compressed = HOPS_TO_DISTRIBUTOR + (loki?.copies ?? 0) + (kafka ? HOPS_THROUGH_KAFKA : 0);
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
