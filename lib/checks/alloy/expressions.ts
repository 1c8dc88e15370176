import type { AlloyExpression } from '../../../charts/alloy/language/tree';
import { blocksWithin } from '../read/alloy/blocks';
import { partsOf } from '../read/alloy/config';
import { expressionFault } from '../read/alloy/expressions/evaluate';
import { everyBlock } from '../read/alloy/graph';
import { valuesIn } from '../read/alloy/modules';
import { type Finding, type ManifestsRule, Severity } from '../rule';

const evaluated: ManifestsRule = {
  id: 'ALLOY-EXPRESSION-1',
  severity: Severity.ERROR,
  title: 'expressions combine and call what they can',
  why: 'Alloy does not start with an expression that it cannot evaluate; alloy validate checks only operations on literals',
  evidence: 'https://grafana.com/docs/alloy/latest/get-started/expressions/',
  check: ({ manifests }) =>
    everyBlock(manifests).flatMap(({ graph, component }) => {
      const valueOf = valuesIn(graph, component);
      const own = { block: component.block, path: component.path };
      // Modules and loops contain blocks that are checked themselves.
      const isOuter = ['declare', 'foreach'].includes(component.name);
      return [own, ...(isOuter ? [] : blocksWithin(own))].flatMap(({ block, path }) =>
        block.attributes.flatMap(({ name, value }): Finding[] => {
          const fault = isComputed(value) ? expressionFault(value, valueOf) : undefined;
          return fault ? [{ path: `${path}${path === own.path ? ' ' : '.'}${name}`, ...fault }] : [];
        }),
      );
    }),
};

/** True unless a value consists of literals. */
const isComputed = (value: AlloyExpression): boolean =>
  ['reference', 'call', 'other'].includes(value.kind) || partsOf(value).some(isComputed);

/** Rules about expressions. */
export const EXPRESSION_RULES: readonly ManifestsRule[] = [evaluated];
