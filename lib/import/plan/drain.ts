import type { Importing } from '../importing';
import type { Names } from './names';
import { deployCommands, type PlanStep, withPort } from './step';
import type { FormerWorkload } from './workloads';

const titles = (workloads: readonly FormerWorkload[]): string => workloads.map(({ title }) => title).join(' ');

/** Command that keeps volumes when their pods are removed. Newer charts delete them with the pods. */
const keepVolumes = (namespace: string, workloads: readonly FormerWorkload[]): string[] =>
  workloads
    .filter(({ title }) => title.startsWith('statefulset/'))
    .map(
      ({ title }) =>
        `kubectl -n ${namespace} patch ${title.replace('/', ' ')} --type merge -p '{"spec":{"persistentVolumeClaimRetentionPolicy":{"whenDeleted":"Retain","whenScaled":"Retain"}}}'`,
    );

/**
 * Minutes until queriers find all that ingesters have shipped: Loki looks for a new index every five (`resync_interval`), in a list
 * of the bucket that may be one minute old.
 */
export const INDEX_MINUTES = 6;

/** Step that moves all data from the former ingesters to the bucket. */
export function drainStep(names: Names, own: string, scope: string, isReadable: boolean): PlanStep {
  const { namespace, ingesters, compactors, others } = names;
  return {
    title: 'Drain the former ingesters',
    actions: [
      ...(names.areKnown
        ? []
        : [`Compare the names with those of kubectl -n ${namespace} get statefulsets,deployments.`]),
      'Nobody may send to the former Loki any more. POST /flush is not enough: it ships chunks without their index.',
      ...keepVolumes(namespace, [...new Set([...ingesters, ...compactors])]),
      ...ingesters.map(({ title }) => {
        const request = withPort(
          namespace,
          '$pod',
          '3199:3100',
          'curl -sS -X POST localhost:3199/ingester/prepare_shutdown',
        );
        const name = title.replace(/^.*\//, '');
        return `for pod in $(kubectl -n ${namespace} get pods -o name | grep -E '/${name}-[0-9]+$'); do ${request}; done`;
      }),
      `kubectl -n ${namespace} scale ${titles(ingesters)} --replicas=0`,
      ...(others.length > 0
        ? [`Leave ${titles(others)} running until the newest lines are found through the new Loki.`]
        : []),
    ],
    check: isReadable
      ? `every pod ends before its grace period, and within ${INDEX_MINUTES} minutes the newest lines of ${scope} are found through the gateway in ${own}`
      : 'every pod ends before its grace period',
    back: ingesters
      .map(({ title, replicas = 3 }) => `kubectl -n ${namespace} scale ${title} --replicas=${replicas}`)
      .join('; '),
  };
}

/** Step that replaces the former compactor and ruler by the new ones. */
export function compactorStep({ draft }: Importing, { namespace, compactors, ingesters, others }: Names): PlanStep {
  // Readers need the other parts of this process, and keep connections to it open.
  const readers = compactors.some(({ component }) => component === 'backend') ? others : [];
  return {
    title: 'One compactor, one ruler: stop the former, start the new',
    actions: [
      ...(compactors === ingesters
        ? ['The pods of the former compactor and ruler are those of the ingesters, and have ended with them.']
        : [`kubectl -n ${namespace} scale ${titles([...compactors, ...readers])} --replicas=0`]),
      `kubectl -n ${namespace} get pods`,
      'When their pods are gone, take customize out of the environment again.',
      ...deployCommands(draft.name),
    ],
    check:
      'no pod of the former compactor is left before the new one starts, and loki_boltdb_shipper_compact_tables_operation_last_successful_run_timestamp_seconds moves on',
    back: 'put customize back and deploy, then scale the former ones up',
  };
}
