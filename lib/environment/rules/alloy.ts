import type { AlloySources } from '../../../charts/alloy/chart';
import { FILES, fileTenantProblems, type NodeFiles } from '../../../charts/alloy/sources/files/settings';
import { annotationProblems, PODS, pods as validatePods } from '../../../charts/alloy/sources/pods/validate';
import { DEFAULT_NAMESPACES } from '../../../charts/defaults';
import { show } from '../../../charts/input/show';
import { isObject } from '../values';
import { processing } from './processing';
import type { LoggingRule } from './rule';
import { knownTenants } from './tenants';

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
/** Sources that the DaemonSet reads unless they are off. */
const ON_BY_DEFAULT = ['journal', 'audit', 'cloudInit', 'pods'] as const;

const alloySources: LoggingRule = (_name, { alloy }) => {
  if (!isObject(alloy)) return [];
  const { pods, files, hubble, extraSources } = alloy;
  const isApi = isObject(pods) && pods.from === 'api';
  const isOn = (source: (typeof ON_BY_DEFAULT)[number]) => alloy[source] !== false && !(source === 'pods' && isApi);
  const hasItems = [files, extraSources].some((list) => Array.isArray(list) && list.length > 0);
  if (ON_BY_DEFAULT.some(isOn) || hasItems || (hubble !== undefined && hubble !== false)) return [];
  const others = ON_BY_DEFAULT.filter((source) => source !== 'pods').join(', ');
  const found = isApi
    ? `the DaemonSet reads nothing: ${others} are all false, and pods come from the API`
    : `reads nothing: ${ON_BY_DEFAULT.join(', ')} are all false`;
  return [{ path: 'alloy', found, fix: `leave one on` }];
};

/** Tenants that annotations of pods may name. */
const annotatedTenants: LoggingRule = (name, { alloy, tenants }) => {
  const field = isObject(alloy) ? (alloy.pods as AlloySources['pods']) : undefined;
  if (validatePods(PODS, field).length > 0) return [];
  return annotationProblems(field, knownTenants(name, tenants));
};

/** Lines of files go to tenants that exist. */
const fileTenants: LoggingRule = (name, { alloy, tenants }) => {
  if (!isObject(alloy) || alloy.files === undefined || FILES('files', alloy.files).length > 0) return [];
  return fileTenantProblems('alloy.files', alloy.files as readonly NodeFiles[], knownTenants(name, tenants));
};

/** Rules about Alloy. */
export const ALLOY_RULES: readonly LoggingRule[] = [
  namespaces,
  alloySources,
  processing,
  fileTenants,
  annotatedTenants,
];
