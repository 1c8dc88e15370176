/** Zones a cluster spreads over: what Loki's three copies of every log line need to survive the loss of one. */
export const ZONES = 3;
