import { type ChartNames, kubernetesName } from '../release';
import type { Node } from '../tree/account';

/** Names in values of a chart. */
export const chartNames = (values: Node): ChartNames => ({
  fullname: kubernetesName(values.at('fullnameOverride').text),
  name: kubernetesName(values.at('nameOverride').text),
  namespace: kubernetesName(values.at('namespaceOverride').text ?? values.at('namespace').text),
});
