import type { ChartNames } from '../release';
import type { Node } from '../tree/account';

/** Names in values of a chart. */
export const chartNames = (values: Node): ChartNames => ({
  fullname: values.at('fullnameOverride').text,
  name: values.at('nameOverride').text,
  namespace: values.at('namespaceOverride').text ?? values.at('namespace').text,
});
