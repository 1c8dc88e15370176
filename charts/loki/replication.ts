/** Replication factor: copies of each line. A write needs the acknowledgement of two of three ingesters. */
export const REPLICATION_FACTOR = 3;

/**
 * Number of zones that a cluster spreads over, so that the copies of every line survive the loss of one. With ingesters in zones,
 * those of each zone hold a copy of all lines.
 */
export const ZONES = 3;
