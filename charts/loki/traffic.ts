import { ZONES } from './replication';

/**
 * Bytes on the network for each byte of a line, including labels, metadata and times: uncompressed, and compressed with
 * Snappy or gzip.
 */
export const BYTES_ON_WIRE = { plain: 1.33, snappy: 0.44, gzip: 0.27 } as const;

/** Share of the hops between pods that lead to another zone. */
export const OTHER_ZONE = (ZONES - 1) / ZONES;

/** Factor in PromQL for the bytes that some hops send to another zone: `2 / 3` for one hop. */
export const betweenZonesFactor = (hops = 1): string => `${hops * (ZONES - 1)} / ${ZONES}`;

/** Hops of a line that Alloy sends: to a gateway, and from there to a distributor. */
export const HOPS_TO_DISTRIBUTOR = 2;
