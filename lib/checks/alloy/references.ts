import { nearest } from '../../../charts/nearest';
import { type AlloyComponent, expressionsOf } from '../read/alloy/config';
import { distinctBy, type Finding, type ManifestsRule, Severity } from '../rule';
import { alloyGraphs, referredBy, visibleTo } from '../read/alloy/graph';
import { ownValue } from '../../../charts/own-value';

/** First parts of the names of components. A reference that begins otherwise is a function or an argument. */
const FAMILIES = [
  'beyla',
  'discovery',
  'faro',
  'local',
  'loki',
  'mimir',
  'otelcol',
  'prometheus',
  'pyroscope',
  'remote',
];

const referenceThere: ManifestsRule = {
  id: 'ALLOY-REFERENCE-1',
  severity: Severity.ERROR,
  title: 'components refer to existing components',
  why: 'Alloy does not start with a reference to a missing component',
  evidence: 'https://grafana.com/docs/alloy/latest/get-started/expressions/referencing_exports/',
  check: ({ manifests }) =>
    alloyGraphs(manifests)
      // The components of a file with a syntax error are unknown.
      .filter(({ together }) => together.every(({ config }) => !config.error))
      .flatMap((graph) =>
        graph.reading.components.flatMap((component) =>
          referencesOf(component)
            .filter((names) => FAMILIES.includes(names[0] ?? '') && !referredBy(graph, names, component))
            .map((names) => {
              const there = visibleTo(graph, component).map(({ id }) => id);
              const best = nearest(names.slice(0, -1).join('.'), there);
              return {
                path: component.path,
                found: `refers to ${names.join('.')}, which does not exist`,
                fix: best ? `write ${best}.${names.at(-1) ?? ''}` : 'add the component, or refer to an existing one',
              };
            }),
        ),
      ),
};

/** Exports of the components that carry logs. */
const EXPORTS: Record<string, readonly string[]> = {
  'discovery.kubernetes': ['targets'],
  'discovery.relabel': ['output', 'rules'],
  'local.file': ['content'],
  'local.file_match': ['targets'],
  'loki.echo': ['receiver'],
  'loki.enrich': ['receiver'],
  'loki.process': ['receiver'],
  'loki.relabel': ['receiver', 'rules'],
  'loki.secretfilter': ['receiver'],
  'loki.source.file': [],
  'loki.source.journal': [],
  'loki.source.kubernetes': [],
  'loki.write': ['receiver'],
  'otelcol.receiver.loki': ['receiver'],
};

const referenceExport: ManifestsRule = {
  id: 'ALLOY-REFERENCE-2',
  severity: Severity.ERROR,
  title: 'components refer to exports that exist',
  why: 'Alloy does not start with a reference to a missing export',
  evidence: 'https://grafana.com/docs/alloy/latest/get-started/expressions/referencing_exports/',
  check: ({ manifests }) =>
    alloyGraphs(manifests).flatMap((graph) =>
      graph.reading.components.flatMap((component) =>
        referencesOf(component).flatMap((names): Finding[] => {
          const to = referredBy(graph, names, component);
          const given = to && ownValue(EXPORTS, to.name);
          const wanted = to && names.join('.').slice(to.id.length + 1);
          if (!to || !given || wanted === undefined || given.includes(wanted.split('.')[0] ?? '')) return [];
          return [
            {
              path: component.path,
              found: `refers to ${names.join('.')}, but ${to.name} exports no ${wanted || 'value of its own'}`,
              fix:
                given.length > 0 ? `write ${given.map((name) => `${to.id}.${name}`).join(' or ')}` : 'refer to another',
            },
          ];
        }),
      ),
    ),
};

/** References of a component, without duplicates. */
function referencesOf({ block }: AlloyComponent): string[][] {
  const names = expressionsOf(block).flatMap((value) => (value.kind === 'reference' ? [[...value.names]] : []));
  return distinctBy(names, (one) => one.join('.'));
}

/** Rules about references between components. */
export const REFERENCE_RULES: readonly ManifestsRule[] = [referenceThere, referenceExport];
