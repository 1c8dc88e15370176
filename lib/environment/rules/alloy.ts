import { DEFAULT_NAMESPACES } from '../../../charts/defaults';
import { show } from '../../../charts/input/show';
import { isObject } from '../values';
import { processing } from './processing';
import type { LoggingRule } from './rule';

const namespaces: LoggingRule = (_name, { loki, alloy }) => {
  const lokiNamespace = (isObject(loki) && loki.namespace) || DEFAULT_NAMESPACES.loki;
  const alloyNamespace = (isObject(alloy) && alloy.namespace) || DEFAULT_NAMESPACES.alloy;
  if (lokiNamespace !== alloyNamespace) return [];
  return [
    {
      path: 'alloy.namespace',
      found: `${show(alloyNamespace)} is Loki's namespace, whose pods must not read the node's files`,
      fix: `use another`,
    },
  ];
};

/** Sources of the DaemonSet, which must read something. */
const NODE_SOURCES = ['journal', 'audit', 'cloudInit', 'pods'] as const;

const alloySources: LoggingRule = (_name, { alloy }) => {
  if (!isObject(alloy) || NODE_SOURCES.some((source) => alloy[source] !== false)) return [];
  return [{ path: 'alloy', found: `reads nothing: ${NODE_SOURCES.join(', ')} are all false`, fix: `leave one on` }];
};

/** Rules about Alloy. */
export const ALLOY_RULES: readonly LoggingRule[] = [namespaces, alloySources, processing];
