import type { AlloyCollectorProps, AlloyPipeline, AlloySources } from '../../../charts/alloy/chart';
import { COLLECTOR_KINDS } from '../../../charts/alloy/collectors/kinds';
import { PIPELINE_VALIDATORS } from '../../../charts/alloy/pipeline';
import { SOURCE_VALIDATORS } from '../../../charts/alloy/sources/library';
import type { AlloySource } from '../../../charts/alloy/sources/source';
import type { ContainerResources } from '../../../charts/kubernetes/workload';
import type { AlloyProps } from '../props';
import { isObject } from '../values';
import { cpu, memoryMiB, replicas } from './bounds';
import { boolean, custom, list, objectOf, oneOf, setOf, string, validatedFields } from './fields';
import { namespace, ownNamespace } from './names';

/** Schema of a source, an object with functions. Its collector checks that it can run. */
const source = custom<AlloySource>((value) => isObject(value) && typeof value['blocks'] === 'function', {
  wrong: 'is not a source',
  fix: 'write an AlloySource, such as new VpcCniSource()',
});

/**
 * Schema of a collector. The charts check names and the sources of each kind, since `LoggingCharts` take collectors,
 * too.
 */
const collector = objectOf<AlloyCollectorProps>(
  'a collector',
  "{ name: 'push', kind: 'replicated', sources: [] }",
)({
  name: string('push'),
  kind: oneOf(...COLLECTOR_KINDS),
  sources: list(source, 'new PushSource()'),
  resources: objectOf<ContainerResources>(
    'resources',
    '{ cpu: 0.1, memoryMiB: 256 }',
  )({
    cpu: cpu('0.1'),
    memoryMiB: memoryMiB('256'),
  }).optional(),
  replicas: replicas('2').optional(),
  clientNamespaces: setOf(list(namespace, "'shop'")).optional(),
});

/** Alloy. */
export const ALLOY_SCHEMA = objectOf<AlloyProps>(
  'an object',
  '{ journal: false }',
)({
  namespace: ownNamespace('alloy').optional(),
  ...validatedFields<AlloySources>(SOURCE_VALIDATORS),
  ...validatedFields<AlloyPipeline>(PIPELINE_VALIDATORS),
  nodeLabel: boolean().optional(),
  extraSources: list(source, 'new VpcCniSource()').optional(),
  collectors: list(collector).optional(),
});
