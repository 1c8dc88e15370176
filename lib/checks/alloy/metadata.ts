import type { AlloyBlock, AlloyExpression } from '../../../charts/alloy/language/parse';
import {
  type AlloyComponent,
  attributeOf,
  components,
  expressionsOf,
  fieldsOf,
  textsOf,
  withinOf,
  stagesOf,
} from '../read/alloy/config';
import { type Finding, type ManifestsRule, Severity } from '../rule';
import { alloyGraphs, referredBy } from '../read/alloy/graph';
import { routes } from '../read/alloy/routes';
import { rulesOf } from '../read/alloy/targets';

/** Labels of discovery. Targets have them, lines do not. */
const META = /__meta_kubernetes_\w+/g;

const metadata: ManifestsRule = {
  id: 'ALLOY-METADATA-1',
  severity: Severity.ERROR,
  title: 'discovery labels are used on targets, not on lines',
  why: 'lines have no __meta_ labels: values taken from one are silently empty',
  evidence: 'https://grafana.com/docs/alloy/latest/reference/components/discovery/discovery.relabel/',
  check: ({ manifests }) =>
    alloyGraphs(manifests).flatMap((graph) => {
      const { reading } = graph;
      // loki.source.podlogs can keep them on lines.
      if (
        components(reading, 'loki.source.podlogs').some(({ block }) => attributeOf(block, 'preserve_discovered_labels'))
      )
        return [];
      const receivers = routes(manifests).flatMap((route) => (route.graph === graph ? route.through : []));
      const processes = components(reading, 'loki.process').flatMap(({ path, block }) =>
        finding(path, stagesOf(block).flatMap(inStage)),
      );
      const relabels = components(reading, 'loki.relabel').flatMap((component) =>
        receivers.includes(component) ? finding(component.path, inRules(component)) : [],
      );
      const sources = reading.components.flatMap((source) => {
        const rules = attributeOf(source.block, 'relabel_rules');
        const relabel = rules?.kind === 'reference' ? referredBy(graph, rules.names, source) : undefined;
        return relabel ? finding(`${source.path} relabel_rules`, inRules(relabel)) : [];
      });
      return [...processes, ...relabels, ...sources];
    }),
};

function finding(path: string, names: readonly string[]): Finding[] {
  if (names.length === 0) return [];
  const all = [...new Set(names)].join(', ');
  return [
    {
      path,
      found: `uses ${all}, which lines do not have`,
      fix: 'copy it to a label with a discovery.relabel rule before the source, and use that',
    },
  ];
}

function inStage(stage: AlloyBlock): string[] {
  const values = [...stage.attributes.flatMap(({ value }) => withinOf(value)), ...stage.blocks.flatMap(ofRule)];
  return values.flatMap((value) => [
    ...(value.kind === 'text' ? (value.text.match(META) ?? []) : []),
    ...fieldsOf(value).flatMap(({ name }) => name.match(META) ?? []),
  ]);
}

/** The expressions of a block within a stage, unless the block is a stage itself. */
function ofRule(block: AlloyBlock): readonly AlloyExpression[] {
  return block.name.startsWith('stage.') ? [] : expressionsOf(block);
}

function inRules(component: AlloyComponent): string[] {
  return rulesOf(component)
    .flatMap((rule) => textsOf(attributeOf(rule, 'source_labels')))
    .flatMap((name) => name.match(META) ?? []);
}

/** Rules about labels of discovery. */
export const METADATA_RULES: readonly ManifestsRule[] = [metadata];
