import { fieldProblems } from '../../../charts/alloy/fields';
import { DEFAULT_NAMESPACES } from '../../../charts/defaults';
import { show } from '../../../charts/input/show';
import { isObject } from '../values';
import { ownStages } from './own-stages';
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
  if (!isObject(alloy)) return [];
  const { pods, files, hubble } = alloy;
  const isApi = isObject(pods) && pods.from === 'api';
  const isOn = (source: (typeof NODE_SOURCES)[number]) => alloy[source] !== false && !(source === 'pods' && isApi);
  const hasFiles = Array.isArray(files) && files.length > 0;
  if (NODE_SOURCES.some(isOn) || hasFiles || (hubble !== undefined && hubble !== false)) return [];
  const others = NODE_SOURCES.filter((source) => source !== 'pods').join(', ');
  const found = isApi
    ? `the DaemonSet reads nothing: ${others} are all false, and pods come from the API`
    : `reads nothing: ${NODE_SOURCES.join(', ')} are all false`;
  return [{ path: 'alloy', found, fix: `leave one on` }];
};

/** Fields of sources and of their lines, with one another and with the tenants. */
const together: LoggingRule = (name, { alloy, tenants }) => {
  if (!isObject(alloy)) return [];
  const known = Array.isArray(tenants) ? tenants.filter((tenant) => typeof tenant === 'string') : [name];
  return fieldProblems(alloy as Readonly<Record<string, unknown>>, known);
};

/** Rules about Alloy. */
export const ALLOY_RULES: readonly LoggingRule[] = [namespaces, alloySources, together, ownStages];
