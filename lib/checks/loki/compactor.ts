import { type Loki, podCount, running } from '../read/loki/loki';
import { type ManifestsRule, Severity } from '../rule';
import { everyLoki } from './every-loki';
import { COMPACTOR_DIRECTORY, directoryOf, placeOf } from '../read/loki/volumes';
import { flag } from '../../manifests/flags';
import { at, isText } from '../../manifests/shape';
import { show } from '../../../charts/input/problems';

const RETENTION_DOCS = 'https://grafana.com/docs/loki/latest/operations/storage/retention/';

/** Compactors that plan and delete. Workers only execute. */
function compactors(loki: Loki) {
  const mode = at(loki.config, 'compactor.horizontal_scaling_mode');
  return running(loki, 'compactor').filter(
    ({ container }) => (flag(container, 'compactor.horizontal-scaling-mode') ?? mode) !== 'worker',
  );
}

const oneCompactor: ManifestsRule = {
  id: 'LOKI-COMPACTOR-1',
  severity: Severity.ERROR,
  title: 'exactly one compactor runs',
  why: 'it is a singleton: the deletion marks of one are on its own disk, and another does not know them',
  evidence: RETENTION_DOCS,
  check: everyLoki((loki) => {
    const all = compactors(loki);
    const count = podCount(all);
    const last = all.at(-1);
    if (!last || count === undefined || count < 2) return [];
    return [
      {
        path: `${last.workload.title} spec.replicas`,
        found: all.length === 1 ? `${count} compactors` : `${show(last.replicas)}, and ${count} compactors in all`,
        fix: 'run one',
      },
    ];
  }),
};

const marksAreKept: ManifestsRule = {
  id: 'LOKI-COMPACTOR-2',
  severity: Severity.WARNING,
  title: 'the deletion marks of the compactor outlive its pod',
  why: 'marked chunks are no longer in any index: without the marks they stay in the bucket, and on the bill, for ever',
  evidence: RETENTION_DOCS,
  check: everyLoki((loki) => {
    const { config } = loki;
    const prefix = at(config, 'compactor.deletion_marker_object_store_prefix');
    if (at(config, 'compactor.retention_enabled') !== true || (isText(prefix) && prefix !== '')) return [];
    return compactors(loki).flatMap((pods) => {
      const directory = directoryOf(loki, pods, COMPACTOR_DIRECTORY);
      const { kind, path, what } = placeOf(pods, directory);
      if (kind !== 'scratch' && kind !== 'container') return [];
      const fix = 'mount a claim of volumeClaimTemplates there, or set compactor.deletion_marker_object_store_prefix';
      return [{ path, found: `the deletion marks in ${directory} are on ${what}`, fix }];
    });
  }),
};

/** Rules about the compactor. */
export const COMPACTOR_RULES: readonly ManifestsRule[] = [oneCompactor, marksAreKept];
