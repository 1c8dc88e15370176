import type { AlloyExpression } from '../../../charts/alloy/language/parse';
import { JOURNAL_FOLDERS } from '../../../charts/alloy/sources/journal/fields';
import type { Manifests } from '../../manifests/manifests';
import { type AlloyComponent, attributeOf, blocksOf, components, textOf } from '../read/alloy/config';
import { type Finding, type ManifestsRule, Severity } from '../rule';
import { type AlloyGraph, alloyGraphs, everyComponent } from '../read/alloy/graph';
import { type AlloyPods, alloyPods, isMounted } from '../read/alloy/pods';
import { type FilePath, filePaths, fixedPart, isPattern, setsPath, stepsTo } from '../read/alloy/targets';
import { includedFiles } from '../read/alloy/files';
import { isWithin } from '../../manifests/mounts';
import { SCALED } from '../../manifests/scalers';

/** Folders of the journal of a node. */
const JOURNALS = Object.values(JOURNAL_FOLDERS);

/** File by which a program finds the journal of its own machine. */
const MACHINE_ID = '/etc/machine-id';

/** Folder that the links in /var/log/containers point to. */
const POD_LOGS = '/var/log/pods';

/** Files on no volume: those of the kernel, about processes and devices. */
const KERNEL = /^\/(proc|sys|dev)(\/|$)/;

/** Receivers of OpenTelemetry that read files. */
const RECEIVERS = ['otelcol.receiver.filelog', 'otelcol.receiver.file_stats'];

const mounts: ManifestsRule = {
  id: 'ALLOY-SOURCE-1',
  severity: Severity.ERROR,
  title: 'the files that Alloy reads are mounted into its pods',
  why: 'a pattern that matches no file is not an error: Alloy is healthy and sends nothing',
  evidence: 'https://github.com/grafana/alloy/issues/4961',
  check: ({ manifests }) =>
    [...unmounted(manifests)].map(([path, { reads, folders }]): Finding => {
      const node = [...new Set([...folders].map((folder) => (isWithin(folder, '/var/log') ? '/var/log' : folder)))];
      const chart = node.includes('/var/log') ? " (alloy.mounts.varlog: true in the values of Grafana's chart)" : '';
      return {
        path: `${path}.volumeMounts`,
        found: `no mount contains the paths of ${[...reads].join(', ')}: ${[...folders].join(', ')}`,
        fix: `mount the node's ${node.join(' and ')} there${chart}`,
      };
    }),
};

/** Paths that a container reads and does not mount, and the components that read them, by container. */
function unmounted(manifests: Manifests): Map<string, { reads: Set<string>; folders: Set<string> }> {
  const found = new Map<string, { reads: Set<string>; folders: Set<string> }>();
  for (const graph of alloyGraphs(manifests)) {
    for (const pods of alloyPods(graph.reading)) {
      for (const { path, component } of read(graph, pods)) {
        if (isMounted(pods, path)) continue;
        const { reads, folders } = found.get(pods.path) ?? { reads: new Set(), folders: new Set() };
        found.set(pods.path, { reads: reads.add(component.id), folders: folders.add(path) });
      }
    }
  }
  return found;
}

/** Paths of the node that a configuration reads, as far as they are literal. */
function read(graph: AlloyGraph, pods: AlloyPods): { path: string; component: AlloyComponent }[] {
  const files = everyFile(graph).flatMap(({ path, component }) => {
    const folder = fixedPart(path);
    const links = isWithin(folder, '/var/log/containers') ? [folder, POD_LOGS] : [folder];
    return KERNEL.test(folder) || folder === '' ? [] : links.map((one) => ({ path: one, component }));
  });
  const journals = components(graph.reading, 'loki.source.journal').flatMap((component) => {
    const set = attributeOf(component.block, 'path');
    const path = textOf(set);
    if (path) return [{ path: fixedPart(path), component }];
    // Without a path Alloy reads the journal of the mounted machine ID, or none: see ALLOY-SOURCE-2.
    const own = !set && isMounted(pods, MACHINE_ID) && !JOURNALS.some((journal) => isMounted(pods, journal));
    return own ? JOURNALS.slice(0, 1).map((journal) => ({ path: journal, component })) : [];
  });
  return [...files, ...journals, ...included(graph)];
}

/** Files that receivers of OpenTelemetry read. */
function included(graph: AlloyGraph): { path: string; component: AlloyComponent }[] {
  return components(graph.reading, ...RECEIVERS).flatMap((component) =>
    includedFiles(component.block)
      .map(fixedPart)
      .filter((path) => path !== '' && path.startsWith('/') && !KERNEL.test(path))
      .map((path) => ({ path, component })),
  );
}

function everyFile(graph: AlloyGraph): FilePath[] {
  return components(graph.reading, 'loki.source.file').flatMap((source) => filePaths(graph, source));
}

const journalPath: ManifestsRule = {
  id: 'ALLOY-SOURCE-2',
  severity: Severity.ERROR,
  title: 'loki.source.journal has the path of the journal',
  why: 'without a path it looks up the machine ID, which a container does not have: it is healthy and reads nothing',
  evidence: 'https://github.com/grafana/alloy/issues/6800',
  check: ({ manifests }) =>
    everyComponent(manifests, 'loki.source.journal').flatMap(({ graph, component }): Finding[] => {
      const path = attributeOf(component.block, 'path');
      const pods = alloyPods(graph.reading);
      if ((path && textOf(path) !== '') || pods.every((one) => isMounted(one, MACHINE_ID))) return [];
      return [
        {
          path: component.path,
          found: `has no path, and ${pods.map(({ workload }) => workload.title).join(', ')} does not mount ${MACHINE_ID}`,
          fix: `set path = "${JOURNALS[0]}"`,
        },
      ];
    }),
};

const journalText: ManifestsRule = {
  id: 'ALLOY-SOURCE-3',
  severity: Severity.ERROR,
  title: 'the journal is read by loki.source.journal',
  why: 'its files are binary: read as text they become garbage in Loki',
  evidence: 'https://grafana.com/docs/alloy/latest/reference/components/loki/loki.source.journal/',
  check: ({ manifests }) =>
    everyComponent(manifests, 'loki.source.file').flatMap(({ graph, component }) =>
      filePaths(graph, component)
        .filter(
          ({ path }) => /\.journal\b/.test(path) || JOURNALS.some((journal) => isWithin(fixedPart(path), journal)),
        )
        .map(({ path }) => ({
          path: component.path,
          found: `'${path}' are files of the journal, which are binary`,
          fix: `read it with loki.source.journal, path = "${JOURNALS[0]}"`,
        })),
    ),
};

const fromEnd: ManifestsRule = {
  id: 'ALLOY-SOURCE-4',
  severity: Severity.WARNING,
  title: 'files are read from their beginning',
  why: 'a file that is read from its end lacks the lines before that, such as the reason why a pod fails to start',
  evidence: 'https://grafana.com/docs/alloy/latest/reference/components/loki/loki.source.file/',
  check: ({ manifests }) =>
    everyComponent(manifests, 'loki.source.file', 'otelcol.receiver.filelog').flatMap(({ component }): Finding[] => {
      const skips = 'skips everything in a file before Alloy finds it';
      if (component.name === 'loki.source.file') {
        const fix = 'remove it: ignore_older_than of file_match skips old files';
        const isSet = isTrue(component, 'tail_from_end');
        return isSet ? [{ path: `${component.path} tail_from_end`, found: `true ${skips}`, fix }] : [];
      }
      const set = attributeOf(component.block, 'start_at');
      if (set && textOf(set) !== 'end') return [];
      const found = set ? `"end" ${skips}` : `missing, and its default, "end", ${skips}`;
      return [{ path: `${component.path} start_at`, found, fix: 'set start_at = "beginning"' }];
    }),
};

const patterns: ManifestsRule = {
  id: 'ALLOY-SOURCE-5',
  severity: Severity.ERROR,
  title: 'path patterns are expanded before files are read',
  why: 'without file_match, loki.source.file reads a pattern as the name of a file, which does not exist',
  evidence: 'https://grafana.com/docs/alloy/latest/reference/components/loki/loki.source.file/',
  check: ({ manifests }) =>
    everyComponent(manifests, 'loki.source.file').flatMap(({ graph, component }): Finding[] => {
      if (blocksOf(component.block, 'file_match').some((block) => !isFalse(attributeOf(block, 'enabled')))) return [];
      const [first] = filePaths(graph, component).filter(({ path, isMatched }) => !isMatched && isPattern(path));
      if (!first) return [];
      return [
        {
          path: component.path,
          found: `'${first.path}' is a pattern, which it reads as the name of a file`,
          fix: 'add file_match { enabled = true }, or a local.file_match before it',
        },
      ];
    }),
};

const paths: ManifestsRule = {
  id: 'ALLOY-SOURCE-6',
  severity: Severity.ERROR,
  title: 'targets of loki.source.file have a __path__',
  why: 'a target without one is not a file, and nothing is read',
  evidence: 'https://grafana.com/docs/alloy/latest/reference/components/loki/loki.source.file/',
  check: ({ manifests }) =>
    everyComponent(manifests, 'loki.source.file').flatMap(({ graph, component }): Finding[] => {
      const steps = stepsTo(graph, component);
      const known = ['discovery.kubernetes', 'discovery.relabel', 'local.file_match'];
      const isKnown = steps.every(
        (step) => step.kind === 'target' || (step.kind === 'component' && known.includes(step.component.name)),
      );
      if (!isKnown || steps.length === 0 || steps.some(setsPath)) return [];
      return [
        {
          path: `${component.path} targets`,
          found: 'have no __path__',
          fix: 'add one with a discovery.relabel rule: /var/log/pods/*<uid>/<container>/*.log',
        },
      ];
    }),
};

function isTrue({ block }: AlloyComponent, name: string): boolean {
  const value = attributeOf(block, name);
  return value?.kind === 'bool' && value.value;
}

/** True if an option that defaults to false is off. */
function isFalse(value: AlloyExpression | undefined): boolean {
  return value === undefined || (value.kind === 'bool' && !value.value);
}

const everyNode: ManifestsRule = {
  id: 'ALLOY-SOURCE-7',
  severity: Severity.ERROR,
  title: 'node files are read by a DaemonSet',
  why: 'other pods read only the nodes they happen to run on',
  evidence: 'https://grafana.com/docs/alloy/latest/collect/logs-in-kubernetes/',
  check: ({ manifests }) =>
    alloyGraphs(manifests).flatMap((graph) =>
      alloyPods(graph.reading)
        .filter(({ workload }) => SCALED.includes(workload.kind))
        .flatMap((pods): Finding[] => {
          const [first] = read(graph, pods).filter(({ path }) => isWithin(path, POD_LOGS) && isMounted(pods, path));
          if (!first) return [];
          return [
            {
              path: pods.workload.title,
              found: `its ${first.component.id} reads ${first.path} only on the nodes of its pods`,
              fix: 'make it a DaemonSet',
            },
          ];
        }),
    ),
};

/** Rules about what Alloy reads. */
export const SOURCE_RULES: readonly ManifestsRule[] = [
  mounts,
  journalPath,
  journalText,
  fromEnd,
  patterns,
  paths,
  everyNode,
];
