import type { AlloyBlock } from '../../../charts/alloy/language/parse';
import { attributeOf, blocksOf, components, expressionsOf } from '../read/alloy/config';
import { records } from '../../manifests/shape';
import { distinctBy, type Finding, type ManifestsRule, oncePerPath, Severity } from '../rule';
import { type AlloyGraph, alloyGraphs, blocksIn, everyComponent } from '../read/alloy/graph';
import { type AlloyPods, alloyPods } from '../read/alloy/pods';
import { componentSchema, NEWEST } from '../read/alloy/schema';
import { minorOf } from '../read/alloy/versions';
import { flag } from '../../manifests/flags';
import { mountOf } from '../../manifests/mounts';
import { ownValue } from '../../../charts/input/own-value';

/** Default folder of Alloy's data: relative to its working directory. */
const DEFAULT_STORAGE = '/data-alloy';

/** Components that store their positions in that folder. */
const WITH_POSITIONS = ['loki.source.file', 'loki.source.journal', 'otelcol.storage.file'];

const positions: ManifestsRule = {
  id: 'ALLOY-POSITIONS-1',
  severity: Severity.WARNING,
  title: 'the positions of Alloy are stored on the node',
  why: 'in the pod they are lost with it: after every rollout all files are read again, and lines are duplicated or too old for Loki',
  evidence: 'https://github.com/grafana/alloy/issues/6747',
  check: ({ manifests }) =>
    oncePerPath([
      ...everyComponent(manifests, 'otelcol.receiver.filelog').flatMap(({ component: { path, block } }): Finding[] => {
        const fix = 'set storage to the handler of an otelcol.storage.file, on a volume of the node';
        return attributeOf(block, 'storage')
          ? []
          : [{ path: `${path} storage`, found: 'missing: it forgets its positions when Alloy restarts', fix }];
      }),
      ...alloyGraphs(manifests).flatMap(({ reading }) => {
        if (components(reading, ...WITH_POSITIONS).length === 0) return [];
        return alloyPods(reading).flatMap((pods): Finding[] => {
          const { workload, container, path } = pods;
          const set = flag(container, 'storage.path');
          const storage = (set ?? DEFAULT_STORAGE).replace(/\/+$/, '');
          if (workload.kind !== 'DaemonSet' || !storage.startsWith('/') || isKept(pods, storage)) return [];
          return [
            {
              path: `${path}.volumeMounts`,
              found: `${set ? `--storage.path is ${storage}, which is` : '--storage.path is not set, and its default is'} not on a volume of the node`,
              fix: `mount a hostPath${set ? ' there' : ' and set --storage.path to it'}, such as /var/lib/alloy of type DirectoryOrCreate`,
            },
          ];
        });
      }),
    ]),
};

/** True if files at a path outlive the pod. */
function isKept({ container, workload }: AlloyPods, path: string): boolean {
  const mount = mountOf(path, container);
  const volume = records(workload.pod.volumes).find(({ name }) => name === mount?.name);
  // A volume of any other kind may be persistent: only these are known to be deleted with the pod.
  return volume !== undefined && !['emptyDir', 'configMap', 'secret', 'projected'].some((kind) => kind in volume);
}

/** Stability levels of Alloy, the strictest first. */
const LEVELS = ['generally-available', 'public-preview', 'experimental'];

/** Functions that are experimental. */
const FUNCTIONS = ['array.combine_maps', 'array.group_by'];

const stability: ManifestsRule = {
  id: 'ALLOY-STABILITY-1',
  severity: Severity.ERROR,
  title: 'the stability level of Alloy permits what its configuration uses',
  why: 'Alloy does not start with a feature that is not generally available, unless a flag permits it',
  evidence: 'https://grafana.com/docs/alloy/latest/reference/cli/run/',
  check: ({ manifests }) =>
    oncePerPath(
      alloyGraphs(manifests).flatMap((graph) =>
        alloyPods(graph.reading).flatMap((pods): Finding[] => {
          const { container, path } = pods;
          const level = flag(container, 'stability.level') ?? 'generally-available';
          const allowed = LEVELS.indexOf(level);
          const above = uses(graph, minorOf(pods) ?? NEWEST).filter(
            (use) => allowed >= 0 && LEVELS.indexOf(use.level) > allowed,
          );
          if (above.length === 0) return [];
          const needed = above.some((use) => use.level === 'experimental') ? 'experimental' : 'public-preview';
          return [
            {
              path: `${path}.args`,
              found: `--stability.level is ${level}, which does not permit ${above.map(({ what }) => what).join(', ')}`,
              fix: `add --stability.level=${needed}, or remove it`,
            },
          ];
        }),
      ),
    ),
};

/** Features in a configuration that are not generally available in a version of Alloy. */
function uses(graph: AlloyGraph, minor: number): { readonly what: string; readonly level: string }[] {
  const { reading } = graph;
  const named = blocksIn(graph).flatMap(({ id, name }) => {
    if (name === 'foreach') return [{ what: id, level: 'experimental' }];
    const levels = componentSchema(name)?.levels ?? [];
    const level = (levels.findLast(({ since }) => since <= minor) ?? levels[0])?.name ?? '';
    return LEVELS.slice(1).includes(level) ? [{ what: id, level }] : [];
  });
  const queues = components(reading, 'loki.write').flatMap(({ id, block }) =>
    blocksOf(block, 'endpoint').some(hasQueue) ? [{ what: `queue_config of ${id}`, level: 'experimental' }] : [],
  );
  const calls = blocksIn(graph).flatMap(({ block }) =>
    expressionsOf(block).flatMap((value) =>
      value.kind === 'call' && FUNCTIONS.includes(value.name) ? [{ what: value.name, level: 'experimental' }] : [],
    ),
  );
  return distinctBy([...named, ...queues, ...calls], ({ what }) => what);
}

/** Defaults of `queue_config`: writing them changes nothing and needs no flag. */
const QUEUE: Record<string, string> = { capacity: '"10MiB"', min_shards: '1', block_on_overflow: 'true' };

function hasQueue(endpoint: AlloyBlock): boolean {
  return blocksOf(endpoint, 'queue_config').some((queue) =>
    queue.attributes.some(({ name, value }) => ownValue(QUEUE, name) !== value.source),
  );
}

/** Rules about how Alloy is run. */
export const RUNTIME_RULES: readonly ManifestsRule[] = [positions, stability];
