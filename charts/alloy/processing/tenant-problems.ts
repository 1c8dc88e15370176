import { meet } from '../../input/patterns';
import { type Problem, show } from '../../input/problems';
import type { AlloyBlock } from '../language/tree';
import { parseAlloy } from '../language/parse';
import { type Block, printConfig } from '../language/syntax';
import { TENANT_LABEL } from '../stages/routes';
import { canOverlap, isFor } from './selection';
import type { AlloyProcessing } from './settings';

/** Stages that read the tenant of a sender, or set one. */
const SETS_TENANT = new RegExp(`stage\\.tenant|${TENANT_LABEL}!~`);

/** A stage that takes labels away, and the words for what it takes. */
interface Removal {
  readonly stage: string;
  readonly removes: (label: string) => boolean;
}

/**
 * Problems of a user's own stages that take away the label from which lines have, or get, their tenant. `routed` are the
 * namespaces whose lines have a tenant of their own.
 */
export function lostTenants(
  path: string,
  entries: readonly AlloyProcessing[],
  source: { readonly name: string; readonly blocks: readonly Block[]; readonly stages: readonly Block[] },
  routed: readonly string[],
): Problem[] {
  const [begin] = source.stages;
  const process = source.blocks.find((block) => begin !== undefined && block.blocks.includes(begin));
  if (!process) return [];
  const at = process.blocks.indexOf(begin as Block);
  const [before, after] = [process.blocks.slice(0, at), process.blocks.slice(at + source.stages.length)];
  const hasTenant = SETS_TENANT.test(printConfig(before));
  const isRouted = new RegExp(`${TENANT_LABEL}=.*namespace=~`).test(printConfig(after));
  const isSet = (entry: AlloyProcessing) =>
    entries.some((other) => other.tenant !== undefined && isFor(other, source.name) && canOverlap(other, entry));
  // An entry with a tenant gives its lines that one, whatever the routes.
  const needsRoute = ({ tenant, namespaces = ['*'] }: AlloyProcessing) =>
    isRouted && tenant === undefined && routed.some((one) => namespaces.some((other) => meet(one, other)));
  return entries.flatMap((entry, index) => {
    if (entry.stages === undefined || !isFor(entry, source.name)) return [];
    const needed = [
      ...(hasTenant || (entry.stagesAt === 'last' && isSet(entry)) ? [TENANT_LABEL] : []),
      ...(needsRoute(entry) ? ['namespace'] : []),
    ];
    return needed.flatMap((label) => {
      const removal = removalsIn(parseAlloy(entry.stages ?? '').blocks).find(({ removes }) => removes(label));
      if (!removal) return [];
      const found = `${removal.stage} removes ${show(label)}, by which lines of ${source.name} have their tenant`;
      const fix =
        removal.stage === 'stage.label_keep' ? `add ${show(label)} to its values` : 'leave it out of its values';
      return [{ path: `${path}[${index}].stages`, found, fix }];
    });
  });
}

/** Stages that take labels away. */
function removalsIn(blocks: readonly AlloyBlock[]): Removal[] {
  return blocks.flatMap(({ name, attributes, blocks: inner }) => {
    const value = attributes.find((attribute) => attribute.name === 'values')?.value;
    const listed =
      value?.kind === 'array' ? value.parts.map((part) => (part.kind === 'text' ? part.text : '')) : undefined;
    const own: Removal[] =
      listed === undefined
        ? []
        : name === 'stage.label_keep'
          ? [{ stage: name, removes: (label) => !listed.includes(label) }]
          : name === 'stage.label_drop'
            ? [{ stage: name, removes: (label) => listed.includes(label) }]
            : [];
    return [...own, ...removalsIn(inner)];
  });
}
