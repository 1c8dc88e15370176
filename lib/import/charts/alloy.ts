import { importAlloyConfig } from '../alloy/config';
import { alloyValue } from '../alloy/tree';
import type { Importing } from '../importing';
import type { Node } from '../tree/account';
import { importAgentKeys, importAgentPods } from './agent';

/** Converts values of the chart `alloy`. `content` is its configuration, as it was written. */
export function importAlloyChart(importing: Importing, values: Node, content: string | undefined): void {
  const hasOther = importing.former.agents.has('alloy');
  importing.former.agents.add('alloy');
  const alloy = values.at('alloy');
  const text = alloy.at('configMap', 'content');
  const parsed = content === undefined ? undefined : alloyValue(content);
  if (parsed && 'blocks' in parsed) importAlloyConfig(importing, text, parsed.blocks);
  else if (parsed) text.impossible(`is not Alloy: ${parsed.error}`);
  const name = alloy.at('configMap', 'name');
  const isEmpty = (content ?? '').trim() === '';
  if (isEmpty && name.text !== undefined) {
    const advice = `its configuration is in the ConfigMap ${name.text}: import that, too`;
    importing.decide(['alloy'], advice);
    name.decision(advice, 'alloy');
  }
  if (isEmpty && name.text === undefined && !hasOther) {
    const advice = 'the values have no configuration of Alloy: name its file, or its ConfigMap, too';
    importing.decide(['alloy'], advice);
    alloy.at('configMap', 'content').decision(advice, 'alloy');
  }
  alloy.at('configMap').differs('the configuration is made here');
  for (const key of [
    'clustering',
    'stabilityLevel',
    'listenAddr',
    'listenPort',
    'listenScheme',
    'uiPathPrefix',
    'enableReporting',
    'enableHttpServerPort',
    'hostAliases',
    'liveDebugging',
  ]) {
    alloy.at(key).differs('set by Alloy here, whose components are generally available');
  }
  importAgentPods(importing, alloy);
  const controller = values.at('controller');
  importAgentPods(importing, controller);
  for (const key of [
    'parallelRollout',
    'nodeSelector',
    'type',
    'enableStatefulSetAutoDeletePVC',
    'volumeClaimTemplates',
    'hostNetwork',
    'hostPID',
    'extraAnnotations',
    'extraContainers',
    'initContainers',
  ]) {
    controller.at(key).differs('the kind of a collector follows from its sources here');
  }
  importAgentKeys(values);
}
