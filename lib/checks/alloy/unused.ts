import type { AlloyBlock, AlloyExpression } from '../../../charts/alloy/language/parse';
import { type AlloyReading, attributeOf, expressionsOf, partsOf } from '../read/alloy/config';
import { type AlloyGraph, alloyGraphs } from '../read/alloy/graph';
import { componentSchema } from '../read/alloy/schema';
import { type Finding, type ManifestsRule, Severity } from '../rule';

const FIX = 'add its receiver to the forward_to of the component before it, or remove it';

const unused: ManifestsRule = {
  id: 'ALLOY-UNUSED-1',
  severity: Severity.WARNING,
  title: 'every component that receives lines is named by another',
  why: 'no line reaches it, which is nearly always a wrong or missing reference',
  evidence: 'https://grafana.com/docs/alloy/latest/get-started/components/',
  check: ({ manifests }) =>
    alloyGraphs(manifests)
      .filter(({ together }) => together.every(({ config }) => !config.error) && isWhole(together))
      .flatMap((graph) => {
        const used = uses(graph);
        return graph.reading.components.flatMap(({ id, name, block, path }): Finding[] => {
          const receives =
            name.startsWith('loki.') && componentSchema(name)?.exports.some(({ type }) => type === 'logs');
          const isUsed = used.some((use) => use.by !== block && use.path.startsWith(`${id}.`));
          return !receives || isUsed || forwardsNothing(block)
            ? []
            : [{ path, found: 'is named by no other component', fix: FIX }];
        });
      }),
};

/** True if lines come from somewhere, and all of them go to components that are named. */
function isWhole(together: readonly AlloyReading[]): boolean {
  const forwards = together.flatMap(({ components }) =>
    components.flatMap(({ name, block }) => {
      const forward = attributeOf(block, 'forward_to');
      return forward && name !== 'loki.relabel' ? [forward] : [];
    }),
  );
  const named = (value: AlloyExpression): boolean =>
    value.kind === 'array' && value.parts.length > 0
      ? value.parts.every((part) => part.kind === 'reference' && ['loki', 'otelcol'].includes(part.names[0] ?? ''))
      : false;
  return forwards.length > 0 && forwards.every(named);
}

/** True if a component only holds rules, or discards all lines on purpose. */
function forwardsNothing(block: AlloyBlock): boolean {
  const forward = attributeOf(block, 'forward_to');
  return forward !== undefined && partsOf(forward).length === 0 && forward.kind === 'array';
}

/** References in all blocks, modules included, and the component or setting that refers. */
function uses({ together }: AlloyGraph): { readonly path: string; readonly by: AlloyBlock }[] {
  const own = (block: AlloyBlock): AlloyBlock[] =>
    ['declare', 'foreach', 'template'].includes(block.name) ? [block, ...block.blocks.flatMap(own)] : [block];
  return together.flatMap(({ config }) =>
    config.blocks
      .flatMap(own)
      .flatMap((by) =>
        expressionsOf(by).flatMap((value) =>
          value.kind === 'reference' ? [{ path: `${value.names.join('.')}.`, by }] : [],
        ),
      ),
  );
}

/** Rules about components that nothing uses. */
export const UNUSED_RULES: readonly ManifestsRule[] = [unused];
