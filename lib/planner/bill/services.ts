import { LOKI_SIZES } from '../../../charts/loki/sizes/sizes';
import { BYTES_ON_WIRE } from '../../../charts/loki/traffic';
import { DAYS, HOURS, PASSWORD_REQUESTS_PER_HOUR, SERIES } from '../factors';
import type { Tariff } from '../prices/tariff';
import type { KafkaSetup, MetricsSetup, Setup } from '../setup/setup';
import { assumedLine, type BillLine, line } from './line';
import { PER_HOUR, plus, type Term, times } from './terms';

const SECONDS_PER_HOUR = 3600;
const HOURS_PER_DAY = 24;

/** Pods of a Loki of the smallest size, whose series were counted. */
const SMALLEST_PODS = Object.values(LOKI_SIZES[0]?.components ?? {}).reduce((sum, { replicas }) => sum + replicas, 0);

/** KMS keys. */
export const keysTerm = (tariff: Tariff, count: number): Term => times(count, tariff.price('key'));

/** Secrets. */
export const secretsTerm = (tariff: Tariff, count: number): Term => times(count, tariff.price('secret'));

/** Requests for passwords: those of the driver on each node. */
export const secretRequestsTerm = (tariff: Tariff, nodes: number): Term =>
  times(
    [(nodes * PASSWORD_REQUESTS_PER_HOUR * HOURS) / 10_000, 'ten thousand requests'],
    tariff.price('secretRequests'),
  );

/** Logs that go to CloudWatch, for a number of GB a day, and those of earlier days that are kept. */
export const cloudWatchTerm = (tariff: Tariff, gigabytesPerDay: number, keptGigabytes = 0): Term =>
  plus(
    times([gigabytesPerDay * DAYS, 'GB'], tariff.price('cloudWatchLogs')),
    times([keptGigabytes, 'GB kept'], tariff.price('cloudWatchLogsKept')),
  );

/** A cluster of MSK Serverless, which `LoggingKafka` makes by default. */
export function kafkaTerm(tariff: Tariff, { topics }: KafkaSetup, gigabytesPerDay: number): Term {
  const partitions = topics * tariff.assumed('kafkaPartitions');
  const sent = gigabytesPerDay * BYTES_ON_WIRE.snappy;
  return plus(
    times(PER_HOUR, tariff.price('kafka')),
    times([partitions, 'partitions'], PER_HOUR, tariff.price('kafkaPartition')),
    times([sent * DAYS, 'GB in'], tariff.price('kafkaIn')),
    times([sent * DAYS, 'GB out'], tariff.price('kafkaOut')),
    times([(sent * tariff.assumed('kafkaHours')) / HOURS_PER_DAY, 'GB kept'], tariff.price('kafkaKept')),
  );
}

/** Samples of metrics: each pod of Loki has as many series as those of the smallest size on average. */
export function metricsTerm(tariff: Tariff, { kept, seconds }: MetricsSetup, lokiPods = SMALLEST_PODS): Term {
  const series = (SERIES[kept] * lokiPods) / SMALLEST_PODS;
  const samples = (series * HOURS * SECONDS_PER_HOUR) / seconds;
  return times([samples / 1e7, 'ten million samples'], tariff.price('samples'));
}

/** Lines of other services. */
export function serviceLines(setup: Setup, tariff: Tariff): BillLine[] {
  const { cluster, keys, secrets, asksForSecrets, kafka, metrics, loki, gigabytesPerDay } = setup;
  if (cluster.kind === 'local') return [];
  const asked = secretRequestsTerm(tariff, asksForSecrets ? (cluster.nodes?.count ?? 0) : 0);
  const passwords = plus(secretsTerm(tariff, secrets), asked);
  const logs = tariff.assumed('controlPlaneLogs');
  const keptLogs = logs * tariff.assumed('controlPlaneLogsKept');
  return [
    ...(keys > 0 ? [line('keys', keysTerm(tariff, keys))] : []),
    ...(passwords.dollars > 0 ? [line('secrets', passwords)] : []),
    ...(kafka?.isMsk ? [assumedLine('kafka', kafkaTerm(tariff, kafka, gigabytesPerDay))] : []),
    ...(metrics ? [assumedLine('metrics', metricsTerm(tariff, metrics, loki?.pods))] : []),
    ...(cluster.controlPlaneLogs ? [assumedLine('controlPlaneLogs', cloudWatchTerm(tariff, logs, keptLogs))] : []),
    ...(cluster.flowLogs ? [assumedLine('flowLogs', cloudWatchTerm(tariff, tariff.assumed('flowLogs')))] : []),
  ];
}
