import { ingesters, podCount, readLoki } from '../read/loki/loki';
import { type EnvironmentRule, type Finding, Severity } from '../rule';
import { averageRate } from './rates';
import { replicationFactor } from './replication';
import { placeOf } from '../read/loki/volumes';
import { hasWal, walDirectory } from './wal';
import { at } from '../../manifests/shape';
import { GIB, parseQuantity } from '../../manifests/quantity';
import { rounded } from '../words';
import { seconds } from '../read/loki/duration';

/** Bytes of log for a MB a second: Loki's page measured 10 to 15 GB at 5 MB/s, with chunks of up to two hours. */
const BYTES_PER_RATE = 15e9 / 5;
const MEASURED_CHUNK_AGE = 7200;

const walHasRoom: EnvironmentRule = {
  id: 'LOKI-WAL-2',
  severity: Severity.ERROR,
  title: 'the volume of an ingester has room for its write-ahead log',
  why: 'when it is full, lines are in memory only, and an ingester that cannot write its log may fail to restart',
  evidence: 'https://github.com/grafana/loki/issues/15235',
  check: ({ manifests, environment }) =>
    manifests.read(readLoki).lokis.flatMap((loki) => {
      const all = ingesters(loki);
      const factor = replicationFactor(loki)?.factor;
      const count = podCount(all);
      const age = seconds(at(loki.config, 'ingester.max_chunk_age')) ?? MEASURED_CHUNK_AGE;
      if (!factor || !count) return [];
      const rate = (averageRate(environment.gigabytesPerDay) * Math.min(factor, count)) / count;
      const needed = rate * BYTES_PER_RATE * Math.max(1, age / MEASURED_CHUNK_AGE);
      return all.flatMap((pods): Finding[] => {
        const { path, template } = placeOf(pods, walDirectory(loki, pods));
        const size = at(template, 'spec.resources.requests.storage');
        const bytes = parseQuantity(size);
        if (!hasWal(loki, pods) || bytes === undefined || bytes >= needed) return [];
        return [
          {
            path: `${path}.spec.resources.requests.storage`,
            found: `${String(size)} is less than the ${rounded(needed / GIB)} GiB of log that ${rounded(rate)} MB/s produce`,
            fix: `use at least ${Math.ceil((2 * needed) / GIB)}Gi, for peak hours`,
          },
        ];
      });
    }),
};

/** Rules about the size of the write-ahead log. */
export const WAL_SIZE_RULES: readonly EnvironmentRule[] = [walHasRoom];
