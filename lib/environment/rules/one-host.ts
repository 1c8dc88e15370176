import type { DoorProps } from '../../../charts/endpoint/exposure/props';
import type { OneOwner } from './one-owner';

/** Words for the host of a door. */
export const ONE_HOST: OneOwner = {
  is: 'is also the host of',
  fix: 'write a host of its own: one name leads to one of the two doors',
};

/** Account and region of a door, as far as they are known. */
interface Place {
  readonly account?: string;
  readonly region?: string;
}

/**
 * Identities of the host of a door, which another door may not have. Doors in several regions may take turns behind one name, and two
 * networks may each have a name of their own.
 */
export function hostKeys(door: Partial<DoorProps>, { account, region }: Place, vpcId?: string): string[] {
  const { host, by, access, subnetIds } = door;
  if (typeof host !== 'string' || by === 'gateway-api') return [];
  const networks = [
    ...(access === 'public' || access === 'public-to-all' ? [`${account} ${region}`] : []),
    ...(Array.isArray(subnetIds) ? subnetIds.map(String) : []),
    ...(vpcId === undefined ? [] : [vpcId]),
  ];
  return networks.map((network) => `host ${host.toLowerCase()} ${network}`);
}
