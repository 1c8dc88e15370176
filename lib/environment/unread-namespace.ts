import { covers } from '../../charts/input/patterns';
import { type Problem, show } from '../../charts/input/problems';
import { isObject } from './values';

/**
 * Problems of a namespace whose pods no agent reads. `other` is the advice to name another one. Invalid values are
 * ignored.
 */
export function unreadNamespace(path: string, pods: unknown, namespace: string, other: string): Problem[] {
  if (pods === false) {
    return [{ path, found: 'false, so no agent reads the output of pods', fix: 'write true, or leave it out' }];
  }
  const namespaces = isObject(pods) && isObject(pods['namespaces']) ? pods['namespaces'] : {};
  const matches = (patterns: readonly unknown[]) =>
    patterns.some((pattern) => typeof pattern === 'string' && covers(pattern, namespace));
  const [include, exclude] = [namespaces['include'], namespaces['exclude']].map((list) =>
    Array.isArray(list) ? (list as unknown[]) : [],
  ) as [unknown[], unknown[]];
  if (!matches(exclude) && (include.length === 0 || matches(include))) return [];
  const found = `leaves out the namespace ${show(namespace)}`;
  return [{ path: `${path}.namespaces`, found, fix: `name one that is read: ${other}` }];
}
