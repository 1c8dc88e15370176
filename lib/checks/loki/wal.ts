import { ingesters, type Loki, type LokiPods } from '../read/loki/loki';
import { isRecord, at } from '../../manifests/shape';
import { type ManifestsRule, Severity } from '../rule';
import { everyLoki } from './every-loki';
import { directoryOf, placeOf } from '../read/loki/volumes';
import { flag } from '../../manifests/flags';

const WAL_DOCS = 'https://grafana.com/docs/loki/latest/operations/storage/wal/';

/** The folder of the write-ahead log in an ingester. */
export function walDirectory(loki: Loki, pods: LokiPods): string {
  return directoryOf(loki, pods, {
    flag: 'ingester.wal-dir',
    key: 'ingester.wal.dir',
    byDefault: 'wal',
    below: 'wal',
  });
}

/** True if an ingester writes a write-ahead log, as it does by default. */
export function hasWal({ config }: Loki, { container }: LokiPods): boolean {
  return (flag(container, 'ingester.wal-enabled') ?? String(at(config, 'ingester.wal.enabled'))) !== 'false';
}

/** True if lines are flushed to the object store before the pod stops. */
export function isFlushed({ config }: Loki, { container }: LokiPods): boolean {
  const written = flag(container, 'ingester.flush-on-shutdown') ?? at(config, 'ingester.wal.flush_on_shutdown');
  return String(written) === 'true' || isRecord(at(container, 'lifecycle.preStop'));
}

const walIsKept: ManifestsRule = {
  id: 'LOKI-WAL-1',
  severity: Severity.ERROR,
  title: 'the write-ahead log of an ingester outlives its pod, unless it is flushed before',
  why: 'each rollout loses up to two hours of lines that Loki has acknowledged',
  evidence: WAL_DOCS,
  check: everyLoki((loki) =>
    ingesters(loki).flatMap((pods) => {
      if (!hasWal(loki, pods)) return [];
      const directory = walDirectory(loki, pods);
      const { kind, path, what } = placeOf(pods, directory);
      if (kind !== 'container' && (kind !== 'scratch' || isFlushed(loki, pods))) return [];
      return [
        {
          path,
          found: `the write-ahead log in ${directory} is on ${what}, which is deleted with the ${kind === 'scratch' ? 'pod' : kind}`,
          fix: 'mount a claim of volumeClaimTemplates there',
        },
      ];
    }),
  ),
};

const walIsOn: ManifestsRule = {
  id: 'LOKI-WAL-3',
  severity: Severity.WARNING,
  title: 'ingesters write a write-ahead log',
  why: 'an ingester that is killed, for example out of memory, loses its copy of up to two hours of lines',
  evidence: WAL_DOCS,
  check: everyLoki((loki) => {
    const [without] = ingesters(loki).filter((pods) => !hasWal(loki, pods));
    if (!without) return [];
    const isFlag = flag(without.container, 'ingester.wal-enabled') !== undefined;
    const path = isFlag ? `${without.workload.title} -ingester.wal-enabled` : `${loki.path} ingester.wal.enabled`;
    return [{ path, found: 'false, so lines are in memory only', fix: 'remove it: the default is true' }];
  }),
};

/** Rules about the write-ahead log. */
export const WAL_RULES: readonly ManifestsRule[] = [walIsKept, walIsOn];
