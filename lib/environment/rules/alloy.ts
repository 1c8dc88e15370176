import { DEFAULT_NAMESPACES } from '../../../charts/defaults';
import { isObject } from '../schema/fields';
import type { InputRule } from './rule';

/** Namespace of Alloy. */
export const namespaces: InputRule = (_name, { loki, alloy }) => {
  const lokiNamespace = (isObject(loki) && loki.namespace) || DEFAULT_NAMESPACES.loki;
  const alloyNamespace = (isObject(alloy) && alloy.namespace) || DEFAULT_NAMESPACES.alloy;
  if (lokiNamespace !== alloyNamespace) return [];
  return [
    {
      path: 'alloy.namespace',
      found: `${alloyNamespace} is Loki's namespace, whose pods must not read the node's files`,
      fix: `use another`,
    },
  ];
};

/** Sources of the nodes: the DaemonSet reads one at least. */
export const alloySources: InputRule = (_name, { alloy }) => {
  const sources = ['journal', 'audit', 'cloudInit', 'pods'] as const;
  if (!isObject(alloy) || sources.some((source) => alloy[source] !== false)) return [];
  return [{ path: 'alloy', found: `reads nothing: ${sources.join(', ')} are all false`, fix: `leave one of them on` }];
};
