import type { AlloyBlock } from '../../../../charts/alloy/language/tree';
import { annotationMeta } from '../../../../charts/alloy/sources/pods/meta';
import type { Importing } from '../../importing';
import { blockOf, textOf, textsOf } from './blocks';
import { patternsIn } from './patterns';

/** Reads settings of the logs of pods: annotations that are read, init containers, and positions of Promtail. */
export function readOwnPods({ draft }: Importing, blocks: readonly AlloyBlock[]): void {
  const rules = blockOf(blocks, 'discovery.relabel', 'pods')?.blocks ?? [];
  const ruleOf = (label: string): AlloyBlock | undefined =>
    rules.find((rule) => textsOf(rule, 'source_labels').join() === label);
  const annotated = (name: string): AlloyBlock | undefined => ruleOf(annotationMeta(`logs.eks-loki/${name}`));
  const [collect, format, multiline, tenant] = ['collect', 'format', 'multiline', 'tenant'].map(annotated);
  const tenants = patternsIn(textOf(tenant, 'regex')?.slice(1, -1) ?? '');
  if (collect ?? format ?? multiline ?? tenant) {
    const settings = {
      ...(collect ? {} : { collect: false }),
      ...(format ? {} : { format: false }),
      ...(multiline ? {} : { multiline: false }),
      ...(tenants.length > 0 ? { tenants } : {}),
    };
    draft.set(['alloy', 'pods', 'annotations'], Object.keys(settings).length > 0 ? settings : true);
  }
  if (ruleOf('__meta_kubernetes_pod_container_init')) draft.set(['alloy', 'pods', 'initContainers'], false);
  const positions = textOf(blockOf(blocks, 'loki.source.file', 'pods'), 'legacy_positions_file');
  if (positions !== undefined) draft.set(['alloy', 'pods', 'formerPositions'], positions);
}
