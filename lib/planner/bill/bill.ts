import { BYTES_ON_WIRE } from '../../../charts/loki/traffic';
import { DAYS } from '../factors';
import type { Tariff } from '../prices/tariff';
import type { Setup } from '../setup/setup';
import { clusterLines } from './cluster';
import { type BillLine, PART_KEYS } from './line';
import { networkLines } from './network';
import { cloudWatchTerm, serviceLines } from './services';
import { averageDays, storeLines } from './store';
import { shown, type Term, total } from './terms';

/** A month in US dollars. */
export interface Bill {
  /** Its lines, in the order of `PARTS`. */
  readonly lines: readonly BillLine[];

  /** Their sum. */
  readonly dollars: number;

  /** Sum for each GB logged. @default - nothing is logged here, or it costs nothing */
  readonly perGigabyte?: number;

  /** CloudWatch Logs for the same lines, as long as Loki keeps them. @default - the environment has no Loki */
  readonly cloudWatch?: Term;

  /** Things that the sum does not contain, and that may cost something. */
  readonly notCounted: readonly string[];
}

/** The month of a setup. A local cluster costs nothing at AWS. */
export function billOf(setup: Setup, tariff: Tariff): Bill {
  if (setup.cluster.kind === 'local') return { lines: [], dollars: 0, notCounted: [] };
  const lines = [clusterLines, networkLines, storeLines, serviceLines]
    .flatMap((linesOf) => linesOf(setup, tariff))
    .sort((a, b) => PART_KEYS.indexOf(a.part) - PART_KEYS.indexOf(b.part));
  const dollars = total(lines);
  const { loki, gigabytesPerDay } = setup;
  const kept = loki && averageDays(loki, tariff.assumed('foreverDays')) * tariff.assumed('cloudWatchStored');
  return {
    lines,
    dollars,
    ...(kept !== undefined && {
      perGigabyte: dollars / (gigabytesPerDay * DAYS),
      cloudWatch: cloudWatchTerm(tariff, gigabytesPerDay, gigabytesPerDay * kept),
    }),
    notCounted: notCounted(setup, tariff),
  };
}

/** Things that may cost something, and cannot be known from an environment. */
function notCounted({ cluster, doors, loki, kafka, metrics, pods, elsewhere }: Setup, tariff: Tariff): string[] {
  const { kind, natGateways, nodes } = cluster;
  const perLogged = (price: number) => `${shown(BYTES_ON_WIRE.snappy * price)} for each GB logged`;
  const throughNat = `through NAT ${perLogged(tariff.price('natGatewayData'))}`;
  const hasGrafana = pods.some(({ title }) => /\bgrafana\b/.test(title));
  return [
    ...(kind === 'existing' ? ['the control plane, NAT gateways and endpoints of the existing cluster'] : []),
    ...(kind === 'create' && natGateways === 0 ? ['NAT gateways and endpoints of the existing VPC'] : []),
    ...(nodes ? [] : ['nodes: one pod requests more than the usual instance types have']),
    ...(doors.count > 0 && tariff.assumed('doorLines') === 0
      ? [`lines through the load balancer: ${perLogged(tariff.price('loadBalancerData'))}`]
      : []),
    ...(loki?.s3?.transition?.to === 'STANDARD_IA'
      ? [`reads of chunks in Standard-IA: ${shown(tariff.price('s3InfrequentRead'))} a GB`]
      : []),
    ...(loki && !loki.s3 ? ['the object store, which is not of AWS'] : []),
    ...(loki ? [] : [`traffic of lines to a Loki elsewhere: ${throughNat}`]),
    ...(elsewhere.length > 0 ? [`traffic of lines to ${elsewhere.join(', ')}: ${throughNat}`] : []),
    ...(kafka && !kafka.isMsk ? ['the brokers of Kafka'] : []),
    ...(metrics ? ['storage and queries of Managed Prometheus'] : []),
    ...(hasGrafana ? [] : ['Grafana, which is not among the pods']),
  ];
}
