import type { k8s } from 'cdk8s-plus-28';
import type { CollectorKind } from '../../collectors/kinds';
import { Block } from '../../language/syntax';
import { bool, list, raw, text } from '../../language/values';
import { structuredMetadata } from '../../stages/metadata';
import { routeStages } from '../../stages/routes';
import { hasNodeLabels, type NodeLabels, targetNodeLabels } from '../../destinations/node-labels';
import type { AlloyContext, AlloySource } from '../source';
import { annotatedMultiline, annotatedStages, dropLabels } from './annotations';
import { rule } from './meta';
import type { PodsSettings } from './settings';
import { chosenRules, fargateRule, labelRules, podDiscovery } from './targets';

/**
 * Logs of pods, read from the Kubernetes API: of all pods, or of those on Fargate.
 *
 * Labels: `namespace`, `container`, `app`, `job="<namespace>/<container>"`. Structured metadata: `pod` and `node_name`,
 * which on Fargate has a new value for every pod. Labels of the node are those of `nodeLabels`. The API does not distinguish stdout from stderr.
 *
 * The pods of the collector split the containers among themselves. A pod that takes over a container has no position
 * for it, and reads all lines that the node still has: these have the same time, text and labels as before, so Loki
 * shows them once.
 */
export class PodsApiSource implements AlloySource {
  public readonly name = 'pods';
  public readonly mounts = [];
  public readonly env = [];
  public readonly rules: k8s.PolicyRule[];
  public readonly runsOn: readonly CollectorKind[] = ['clustered'];

  constructor(
    private readonly settings: PodsSettings = {},
    private readonly nodeLabels?: NodeLabels,
  ) {
    this.rules = [
      { apiGroups: [''], resources: ['pods'], verbs: ['get', 'list', 'watch'] },
      { apiGroups: [''], resources: ['pods/log'], verbs: ['get'] },
      ...(settings.fargate || hasNodeLabels(nodeLabels)
        ? [{ apiGroups: [''], resources: ['nodes'], verbs: ['list', 'watch'] }]
        : []),
    ];
  }

  public blocks(context: AlloyContext): Block[] {
    const { annotations, fargate = false } = this.settings;
    const discovery = podDiscovery(this.name, this.settings, {
      fargateOnly: fargate,
      hasNodes: hasNodeLabels(this.nodeLabels),
    });
    const relabel = new Block('discovery.relabel', this.name)
      .set('targets', discovery.exported('targets'))
      .add(
        ...(fargate ? [fargateRule()] : []),
        ...chosenRules(this.settings),
        ...labelRules(),
        rule('node_name', '__meta_kubernetes_pod_node_name'),
      );
    const node = targetNodeLabels(this.nodeLabels, relabel.exported('output'));
    const users = context.stages(this.name);
    const process = new Block('loki.process', this.name).set('forward_to', list(context.receiver)).add(
      // Alloy leaves the line break in the line.
      new Block('stage.replace').set('expression', raw('(\\r?\\n)$')).set('replace', text('')),
      ...annotatedMultiline(annotations, this.name),
      ...users,
      ...annotatedStages(annotations, this.name, users),
      structuredMetadata('pod', 'node_name'),
      ...(node?.stages ?? []),
      // `instance` is Alloy's own label: namespace, pod and container in one. The stages above distinguish lines by it.
      dropLabels('instance', annotations),
      ...routeStages(context.routes),
    );
    const source = new Block('loki.source.kubernetes', this.name)
      .set('targets', (node?.block ?? relabel).exported('output'))
      .set('forward_to', list(process.exported('receiver')))
      .add(new Block('clustering').set('enabled', bool(true)));
    return [discovery, relabel, ...(node ? [node.block] : []), source, process];
  }
}
