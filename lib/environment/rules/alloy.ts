import { FILES, fileTenantProblems, type NodeFiles } from '../../../charts/alloy/sources/files/settings';
import { DEFAULT_NAMESPACES } from '../../../charts/defaults';
import { show } from '../../../charts/input/show';
import { isObject, stringsOf } from '../values';
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
  const hasFiles = Array.isArray(alloy.files) && alloy.files.length > 0;
  if (hasFiles || (alloy.hubble !== undefined && alloy.hubble !== false)) return [];
  return [{ path: 'alloy', found: `reads nothing: ${NODE_SOURCES.join(', ')} are all false`, fix: `leave one on` }];
};

/** Lines of files go to tenants that exist. */
const fileTenants: LoggingRule = (name, { alloy, tenants }) => {
  if (!isObject(alloy) || alloy.files === undefined || FILES('files', alloy.files).length > 0) return [];
  return fileTenantProblems(
    'alloy.files',
    alloy.files as readonly NodeFiles[],
    Array.isArray(tenants) ? stringsOf(tenants) : [name],
  );
};

/** Rules about Alloy. */
export const ALLOY_RULES: readonly LoggingRule[] = [namespaces, alloySources, processing, fileTenants];
