import { Duration } from 'cdk8s';

/** Loki's index tables hold one day each, and retention works on whole tables (TSDB: 24 h, always). */
export const INDEX_PERIOD = Duration.hours(24);

/**
 * How long the compactor waits between marking chunks and deleting them, so that queriers and index gateways have
 * fetched the index without them (Loki's default).
 */
export const RETENTION_DELETE_DELAY = Duration.hours(2);

/** Seconds of the units Loki's durations are written in (those of Prometheus). */
const UNIT_SECONDS: Readonly<Record<string, number>> = {
  ms: 0.001,
  s: 1,
  m: 60,
  h: 3600,
  d: 86400,
  w: 604800,
  y: 31536000,
};

/** A duration as Loki's configuration writes it: whole hours where they are, seconds otherwise. */
export function lokiDuration(duration: Duration): string {
  const seconds = duration.toSeconds();
  return seconds % 3600 === 0 ? `${seconds / 3600}h` : `${seconds}s`;
}

/** Reads a duration of Loki's configuration, as `31d` or `1w2d12h`: its seconds, or nothing where it is none. */
export function lokiSeconds(text: string): number | undefined {
  if (!/^(\d+(\.\d+)?(ms|[smhdwy]))+$/.test(text)) return text === '0' ? 0 : undefined;
  return [...text.matchAll(/(\d+(?:\.\d+)?)(ms|[smhdwy])/g)].reduce(
    (sum, [, count, unit]) => sum + Number(count) * (UNIT_SECONDS[unit as string] as number),
    0,
  );
}
