import { fieldProblems } from '../../../charts/alloy/fields';
import { ownDoor } from '../../../charts/alloy/destinations/validate';
import { DEFAULT_NAMESPACES } from '../../../charts/defaults';
import { plainCopy } from '../../../charts/input/plain-copy';
import { show } from '../../../charts/input/show';
import { isSpoke } from '../hub/hub';
import { isObject } from '../values';
import { metadataNames } from './metadata-names';
import { ownStages } from './own-stages';
import type { LoggingRule } from './rule';
import { knownTenants } from './tenants';

const namespaces: LoggingRule = (_name, { loki, alloy }) => {
  if (isSpoke({ loki })) return [];
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

/** Fields of sources and of their lines, with one another and with the tenants. */
const together: LoggingRule = (name, { alloy, tenants }) => {
  if (!isObject(alloy)) return [];
  return fieldProblems(alloy as Readonly<Record<string, unknown>>, knownTenants(name, tenants));
};

/** A destination that is the door of this Loki has every line twice. */
const door: LoggingRule = (_name, { alloy, expose }) => {
  const host: unknown = isObject(expose) ? expose.host : undefined;
  if (!isObject(alloy) || typeof host !== 'string') return [];
  return ownDoor(plainCopy(alloy.destinations), host);
};

/** Rules about Alloy. */
export const ALLOY_RULES: readonly LoggingRule[] = [namespaces, alloySources, together, ownStages, metadataNames, door];
