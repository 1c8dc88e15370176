import { show } from '../../../charts/input/show';
import type { DeployedRecord } from '../../planner/deployed/record';
import { type EnvironmentRule, Severity } from '../rule';
import { ingesters, readLoki } from '../read/loki/loki';
import { hasWal, isFlushed } from './wal';

/** Number of pods that a workload had; undefined if the record does not say it. */
function podsBefore({ setup, manifests }: DeployedRecord, title: string): number | undefined {
  const recorded = setup?.pods.find((pods) => pods.title === title)?.count;
  // A record in a template has the whole objects.
  return recorded ?? manifests.workloads.find((workload) => workload.title === title)?.spec.replicas;
}

const fewer: EnvironmentRule = {
  id: 'CHANGE-INGESTERS-1',
  severity: Severity.ERROR,
  title: 'ingesters that a change ends have written their lines before',
  why: 'with fewer pods the last ones end at once, in all zones: up to two hours of lines stay on volumes that nothing reads',
  evidence: 'https://grafana.com/docs/loki/latest/reference/loki-http-api/#flush-in-memory-chunks-and-shut-down',
  check: ({ environment: { name, props }, manifests, deployed }) => {
    if (!deployed) return [];
    const sets = manifests.read(readLoki).lokis.flatMap((loki) =>
      ingesters(loki)
        .filter((pods) => hasWal(loki, pods) && !isFlushed(loki, pods))
        .flatMap(({ workload: { title }, replicas: is }) => {
          const was = podsBefore(deployed, title);
          return was === undefined || is === undefined ? [] : { was, is };
        }),
    );
    if (sets.every(({ was, is }) => is >= was)) return [];
    const sum = (key: 'was' | 'is') => sets.reduce((all, set) => all + set[key], 0);
    const replicas = props.loki?.sizes?.ingester?.replicas;
    const value = replicas ?? props.volume;
    return [
      {
        path: `environments.${name}.${replicas === undefined ? 'volume' : 'loki.sizes.ingester.replicas'}`,
        found: `${value === undefined ? 'the default' : show(value)} leaves ${sum('is')} of ${sum('was')} ingesters, and those that end have lines that are not in S3 yet`,
        fix: `write loki.sizes: { ingester: { replicas: ${sum('was')} } }, or drain those that end (docs/how-to/zones.md, "Fewer ingesters"), then ${deployed.pass}`,
      },
    ];
  },
};

/** Rules about the number of ingesters. */
export const FEWER_INGESTERS_RULES: readonly EnvironmentRule[] = [fewer];
