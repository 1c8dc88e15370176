import * as z from 'zod';
import type { AlloyCollectorProps } from '../../../charts/alloy/chart';
import { COLLECTOR_KINDS } from '../../../charts/alloy/collectors/kinds';
import type { AlloySource } from '../../../charts/alloy/sources/source';
import type { AlloyProps } from '../props';
import { boolean, fault, isObject, list, namespaceName, number, objectOf, oneOf, string } from './fields';
import { containerResources } from './pods';

/** True for an object with all that a source needs. What it says is validated when its collector is made. */
function isSource(value: unknown): boolean {
  if (!isObject(value)) return false;
  const lists = [value['mounts'], value['env'], value['rules']];
  return typeof value['name'] === 'string' && lists.every(Array.isArray) && typeof value['blocks'] === 'function';
}

const sources = list(
  z.custom<AlloySource>(isSource, {
    error: () => fault('is not a source', 'write an AlloySource: { name, mounts: [], env: [], rules: [], blocks: … }'),
  }),
  'new MySource()',
);

const collector = objectOf<AlloyCollectorProps>()({
  name: string('push'),
  kind: oneOf(...COLLECTOR_KINDS),
  sources,
  resources: containerResources.optional(),
  replicas: number('2', 1).optional(),
  clientNamespaces: list(namespaceName, "'shop'").optional(),
});

/** Alloy. */
export const alloy = objectOf<AlloyProps>()({
  namespace: namespaceName.optional(),
  journal: boolean().optional(),
  audit: boolean().optional(),
  cloudInit: boolean().optional(),
  pods: boolean().optional(),
  events: boolean().optional(),
  extraSources: sources.optional(),
  collectors: list(collector, "{ name: 'push', kind: 'replicated', sources: [new MySource()] }").optional(),
});
