/** Replication factor: copies of each line. A write needs the acknowledgement of two of three ingesters. */
export const REPLICATION_FACTOR = 3;

/** Number of zones that pods are in. The ingesters of each zone hold a copy of all lines. */
export const ZONES = 3;
