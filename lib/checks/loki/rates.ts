import { type Limits, type Loki, podCount, readLoki, running } from '../read/loki/loki';
import { type EnvironmentRule, type EnvironmentSubject, type Finding, Severity } from '../rule';
import { defaultOf } from './every-loki';
import { MIB } from '../../manifests/quantity';
import { rounded } from '../words';
import { SECONDS_PER_DAY } from '../../../charts/input/seconds';

/** Average rate of a volume in MB/s. Loki's MB are MiB. */
export function averageRate(gigabytesPerDay: number): number {
  return (gigabytesPerDay * 1e9) / SECONDS_PER_DAY / MIB;
}

/** Rate that limits allow, over all distributors, in MB/s. */
function rateOf(loki: Loki, { all }: Pick<Limits, 'all'>): number | undefined {
  const rate = all['ingestion_rate_mb'] ?? defaultOf('limits', 'ingestion_rate_mb');
  if (typeof rate !== 'number') return undefined;
  if (all['ingestion_rate_strategy'] !== 'local') return rate;
  const distributors = podCount(running(loki, 'distributor', 'write', 'all'));
  return distributors === undefined ? undefined : rate * distributors;
}

/** Rate that all tenants together may send, and the rate of the environment's volume. */
interface Intake {
  /** Path of the limit to change. */
  readonly path: string;

  /** Rate that all tenants together may send, in MB/s. */
  readonly allowed: number;

  /** Average rate of the environment, in MB/s. */
  readonly average: number;

  /** Volume as the environment configures it. */
  readonly volume: string;
}

function intakes({ manifests, environment }: EnvironmentSubject): Intake[] {
  const { tenants = [] } = environment.chartsProps.loki ?? {};
  return manifests.read(readLoki).lokis.flatMap((loki): Intake[] => {
    const [everyone, ...others] = loki.limits;
    if (!everyone || running(loki, 'distributor', 'write', 'all').length === 0) return [];
    const limits = tenants.map((tenant) => others.find((one) => one.tenant === tenant) ?? everyone);
    const rates = limits.map((one) => rateOf(loki, one) ?? Infinity);
    // The lowest limit has to be raised: that of one tenant, or that of all.
    const lowest = limits[rates.indexOf(Math.min(...rates))] ?? everyone;
    const owner = 'ingestion_rate_mb' in lowest.own ? lowest : everyone;
    return [
      {
        path: `${owner.path}.ingestion_rate_mb`,
        allowed: rates.reduce((sum, rate) => sum + rate, 0),
        average: averageRate(environment.gigabytesPerDay),
        volume: `${environment.gigabytesPerDay} GB a day`,
      },
    ];
  });
}

function intakeFinding({ path, allowed, average, volume }: Intake, what: string): Finding {
  return {
    path,
    found: `all tenants together may send ${rounded(allowed)} MB/s, ${what} the ${rounded(average)} MB/s of ${volume}`,
    fix: `use at least ${Math.ceil(average * 4)}, or set the actual volume`,
  };
}

const rateTakesVolume: EnvironmentRule = {
  id: 'LOKI-LIMITS-1',
  severity: Severity.ERROR,
  title: 'the rate limits of all tenants allow the volume of the environment',
  why: 'Loki rejects lines above the limit with 429; they are retried, and dropped in the end',
  evidence: 'https://github.com/grafana/loki/issues/12625',
  check: (subject) =>
    intakes(subject)
      .filter(({ allowed, average }) => allowed < average)
      .map((intake) => intakeFinding(intake, 'less than')),
};

const rateTakesBursts: EnvironmentRule = {
  id: 'LOKI-LIMITS-2',
  severity: Severity.WARNING,
  title: 'the rate limits of all tenants allow twice the volume of the environment',
  why: 'a day has peak hours, and replaced nodes send many lines at once',
  evidence: 'https://github.com/grafana/loki/issues/12625',
  check: (subject) =>
    intakes(subject)
      .filter(({ allowed, average }) => allowed >= average && allowed < 2 * average)
      .map((intake) => intakeFinding(intake, 'less than twice')),
};

/** Rules about rate limits. */
export const RATE_RULES: readonly EnvironmentRule[] = [rateTakesVolume, rateTakesBursts];
