/** Bytes that travel for each byte of a line, with labels, metadata and times: as they are, and compressed with Snappy or gzip. */
export const TRAVELS = { plain: 1.33, snappy: 0.44, gzip: 0.27 } as const;

/** Copies of each line: one in each zone. */
export const COPIES = 3;

/** Zones that pods are in. */
const ZONES = 3;

/** Part of the ways between pods that leads to another zone. */
export const OTHER_ZONE = (ZONES - 1) / ZONES;

/** Bytes of some ways that lead to another zone, as a factor of PromQL: `2 / 3` of one. */
export const betweenZonesFactor = (ways = 1): string => `${ways * (ZONES - 1)} / ${ZONES}`;

/** Ways of a line that Alloy sends: to a gateway, and from there to a distributor. */
export const WAYS_TO_DISTRIBUTOR = 2;
