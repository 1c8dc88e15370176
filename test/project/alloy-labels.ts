import { type AlloyBlock, type AlloyExpression, parseAlloy } from '../../charts/alloy/language/parse';

/** Labels and structured metadata of the lines of one source. */
export interface LineLabels {
  readonly labels: readonly string[];
  readonly metadata: readonly string[];
}

/** Labels that a component or a stage adds by itself, as Alloy 1.18 documents them. */
const IMPLICIT: Readonly<Record<string, readonly string[]>> = {
  'loki.source.file': ['filename'],
  'loki.source.kubernetes_events': ['namespace', 'job', 'instance'],
  'stage.cri': ['stream'],
};

/**
 * Labels and structured metadata that an Alloy configuration gives to the lines of each source, by the name of the
 * `loki.process` they pass. It follows relabelling rules and stages, so it holds for any configuration of ours.
 */
export function labelsOfSources(config: string): Record<string, LineLabels> {
  const { blocks } = parseAlloy(config);
  const everyLine = blocks
    .filter(({ name }) => name === 'loki.write')
    .flatMap((block) => keysOf(block, 'external_labels'));
  const pipelines = blocks.filter(({ name }) => name === 'loki.process');
  return Object.fromEntries(
    pipelines.map((pipeline) => [pipeline.label, labelsOf(pipeline, sourcesOf(pipeline, blocks), everyLine)]),
  );
}

/** The components whose lines reach a pipeline, and those that provide their targets. */
function sourcesOf(pipeline: AlloyBlock, blocks: readonly AlloyBlock[]): readonly AlloyBlock[] {
  const receiver = `loki.process.${pipeline.label}.receiver`;
  const sources = blocks.filter(
    ({ name, attributes }) =>
      name.startsWith('loki.source.') &&
      attributes.some(({ name: field, value }) => field === 'forward_to' && value.source.includes(receiver)),
  );
  const relabelling = blocks.filter(
    ({ name, label }) => /^(loki|discovery)\.relabel$/.test(name) && sources.some((source) => source.label === label),
  );
  return [...sources, ...relabelling];
}

function labelsOf(pipeline: AlloyBlock, sources: readonly AlloyBlock[], everyLine: readonly string[]): LineLabels {
  const rules = sources.flatMap(({ blocks }) => blocks.filter(({ name }) => name === 'rule'));
  const labels = new Set([
    ...everyLine,
    ...sources.flatMap(({ name }) => IMPLICIT[name] ?? []),
    ...sources
      .flatMap(({ blocks }) => blocks.filter(({ name }) => name === 'listener'))
      .flatMap((one) => keysOf(one, 'labels')),
    ...rules.flatMap(({ attributes }) => attributes.filter(({ name }) => name === 'target_label').flatMap(textsOf)),
  ]);
  const metadata = new Set<string>();
  // Stages for some lines count: their labels are on some.
  for (const stage of pipeline.blocks.flatMap((each) => (each.name === 'stage.match' ? each.blocks : [each]))) {
    for (const label of IMPLICIT[stage.name] ?? []) labels.add(label);
    if (stage.name === 'stage.static_labels' || stage.name === 'stage.labels') {
      for (const label of keysOf(stage, 'values')) labels.add(label);
    }
    if (stage.name === 'stage.structured_metadata') {
      for (const name of keysOf(stage, 'values')) {
        labels.delete(name);
        metadata.add(name);
      }
    }
    if (stage.name === 'stage.label_drop') {
      for (const { value } of stage.attributes) for (const name of texts(value)) labels.delete(name);
    }
  }
  // Labels of two underscores are Alloy's own and are not sent.
  return { labels: [...labels].filter((name) => !name.startsWith('__')).sort(), metadata: [...metadata].sort() };
}

function keysOf({ attributes }: AlloyBlock, field: string): string[] {
  return attributes
    .filter(({ name }) => name === field)
    .flatMap(({ value }) => (value.kind === 'object' ? value.fields.map(({ name }) => name) : []));
}

function textsOf({ value }: { readonly value: AlloyExpression }): string[] {
  return texts(value);
}

function texts(value: AlloyExpression): string[] {
  if (value.kind === 'text') return [value.text];
  return value.kind === 'array' ? value.parts.flatMap(texts) : [];
}
