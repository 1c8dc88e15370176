import type { AlloyExpression } from '../../../charts/alloy/language/parse';
import type { Manifests } from '../../manifests/manifests';
import { type AlloyComponent, attributeOf, blocksOf, components, textOf } from '../read/alloy/config';
import { type Finding, type ManifestsRule, Severity } from '../rule';
import { type AlloyGraph, alloyGraphs, everyComponent } from '../read/alloy/graph';
import { type AlloyPods, alloyPods, isMounted } from '../read/alloy/pods';
import { type FilePath, filePaths, fixedPart, isPattern, setsPath, stepsTo } from '../read/alloy/targets';
import { isWithin } from '../../manifests/mounts';

/** Where journald keeps a node's journal: on disk, and until the next boot. */
const JOURNALS = ['/var/log/journal', '/run/log/journal'];

/** Which of the machines' journals in a folder is its own is what a program knows by this file. */
const MACHINE_ID = '/etc/machine-id';

/** What the files of /var/log/containers are links into. */
const POD_LOGS = '/var/log/pods';

/** Files no volume holds: of the kernel, and what other processes look like. */
const KERNEL = /^\/(proc|sys|dev)(\/|$)/;

const mounts: ManifestsRule = {
  id: 'ALLOY-SOURCE-1',
  severity: Severity.ERROR,
  title: 'what Alloy reads is mounted into its pods',
  why: 'a pattern that matches no file is no error: Alloy is healthy and sends nothing',
  evidence: 'https://github.com/grafana/alloy/issues/4961',
  check: ({ manifests }) =>
    [...unmounted(manifests)].map(([path, { reads, folders }]): Finding => {
      const node = [...new Set([...folders].map((folder) => (isWithin(folder, '/var/log') ? '/var/log' : folder)))];
      const chart = node.includes('/var/log') ? " (alloy.mounts.varlog: true in the values of Grafana's chart)" : '';
      return {
        path: `${path}.volumeMounts`,
        found: `none holds what ${[...reads].join(', ')} asks for: ${[...folders].join(', ')}`,
        fix: `mount the node's ${node.join(' and ')} there${chart}`,
      };
    }),
};

/** By container: what it reads that it does not have, and the components that do. */
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

/** Everything of the node that a configuration reads, as far as its path is written down. */
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
    // Without a path it is the machine's own, or nobody's: the next rule's.
    const own = !set && isMounted(pods, MACHINE_ID) && !JOURNALS.some((journal) => isMounted(pods, journal));
    return own ? JOURNALS.slice(0, 1).map((journal) => ({ path: journal, component })) : [];
  });
  return [...files, ...journals];
}

function everyFile(graph: AlloyGraph): FilePath[] {
  return components(graph.reading, 'loki.source.file').flatMap((source) => filePaths(graph, source));
}

const journalPath: ManifestsRule = {
  id: 'ALLOY-SOURCE-2',
  severity: Severity.ERROR,
  title: 'loki.source.journal says where the journal is',
  why: "without a path it looks for the journal of its own machine's id, which a container does not have: it is healthy and reads nothing",
  evidence: 'https://github.com/grafana/alloy/issues/6800',
  check: ({ manifests }) =>
    everyComponent(manifests, 'loki.source.journal').flatMap(({ graph, component }): Finding[] => {
      const path = attributeOf(component.block, 'path');
      const pods = alloyPods(graph.reading);
      if ((path && textOf(path) !== '') || pods.every((one) => isMounted(one, MACHINE_ID))) return [];
      return [
        {
          path: component.path,
          found: `has no path, and ${pods.map(({ workload }) => workload.title).join(', ')} no ${MACHINE_ID} of its node`,
          fix: `set path = "${JOURNALS[0]}"`,
        },
      ];
    }),
};

const journalText: ManifestsRule = {
  id: 'ALLOY-SOURCE-3',
  severity: Severity.ERROR,
  title: 'the journal is read by loki.source.journal',
  why: 'its files are binary: read as text they are garbage in Loki',
  evidence: 'https://grafana.com/docs/alloy/latest/reference/components/loki/loki.source.journal/',
  check: ({ manifests }) =>
    everyComponent(manifests, 'loki.source.file').flatMap(({ graph, component }) =>
      filePaths(graph, component)
        .filter(
          ({ path }) => /\.journal\b/.test(path) || JOURNALS.some((journal) => isWithin(fixedPart(path), journal)),
        )
        .map(({ path }) => ({
          path: component.path,
          found: `'${path}' are files of the journal, which is no text`,
          fix: `read it with loki.source.journal, path = "${JOURNALS[0]}"`,
        })),
    ),
};

const fromEnd: ManifestsRule = {
  id: 'ALLOY-SOURCE-4',
  severity: Severity.WARNING,
  title: 'files are read from their beginning',
  why: 'from the end, what a pod writes before Alloy finds its file is never sent: the reason why it does not start',
  evidence: 'https://grafana.com/docs/alloy/latest/reference/components/loki/loki.source.file/',
  check: ({ manifests }) =>
    everyComponent(manifests, 'loki.source.file')
      .filter(({ component }) => isTrue(component, 'tail_from_end'))
      .map(({ component }) => ({
        path: `${component.path} tail_from_end`,
        found: 'true leaves out what is in a file before Alloy first sees it',
        fix: 'leave it out; ignore_older_than of file_match leaves out old files',
      })),
};

const patterns: ManifestsRule = {
  id: 'ALLOY-SOURCE-5',
  severity: Severity.ERROR,
  title: 'patterns of paths are made into files before they are read',
  why: 'loki.source.file by itself takes a pattern for the name of a file, which is not there',
  evidence: 'https://grafana.com/docs/alloy/latest/reference/components/loki/loki.source.file/',
  check: ({ manifests }) =>
    everyComponent(manifests, 'loki.source.file').flatMap(({ graph, component }): Finding[] => {
      if (blocksOf(component.block, 'file_match').some((block) => !isFalse(attributeOf(block, 'enabled')))) return [];
      const [first] = filePaths(graph, component).filter(({ path, isMatched }) => !isMatched && isPattern(path));
      if (!first) return [];
      return [
        {
          path: component.path,
          found: `'${first.path}' is a pattern, which it takes for the name of a file`,
          fix: 'add file_match { enabled = true }, or a local.file_match before it',
        },
      ];
    }),
};

const paths: ManifestsRule = {
  id: 'ALLOY-SOURCE-6',
  severity: Severity.ERROR,
  title: 'targets of loki.source.file have a __path__',
  why: 'a target without one is no file, and nothing is read',
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
          fix: 'make one with a rule of discovery.relabel: /var/log/pods/*<uid>/<container>/*.log',
        },
      ];
    }),
};

function isTrue({ block }: AlloyComponent, name: string): boolean {
  const value = attributeOf(block, name);
  return value?.kind === 'bool' && value.value;
}

/** Whether a switch that is off by itself is off. */
function isFalse(value: AlloyExpression | undefined): boolean {
  return value === undefined || (value.kind === 'bool' && !value.value);
}

const everyNode: ManifestsRule = {
  id: 'ALLOY-SOURCE-7',
  severity: Severity.ERROR,
  title: 'files of nodes are read by a DaemonSet',
  why: 'any other pods read the nodes they happen to run on, and nobody the others',
  evidence: 'https://grafana.com/docs/alloy/latest/collect/logs-in-kubernetes/',
  check: ({ manifests }) =>
    alloyGraphs(manifests).flatMap((graph) =>
      alloyPods(graph.reading)
        .filter(({ workload }) => ['Deployment', 'StatefulSet', 'ReplicaSet'].includes(workload.kind))
        .flatMap((pods): Finding[] => {
          const [first] = read(graph, pods).filter(({ path }) => isWithin(path, POD_LOGS) && isMounted(pods, path));
          if (!first) return [];
          return [
            {
              path: pods.workload.title,
              found: `its ${first.component.id} reads ${first.path} of the nodes its pods are on, and of no other`,
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
