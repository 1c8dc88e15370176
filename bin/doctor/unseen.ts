import type { HopName } from '../../lib/live/doctor/hops';
import type { Unseen } from '../../lib/live/doctor/snapshot';
import { inNamespace, namespaceNamed } from '../../lib/live/doctor/unseen';
import { missingPackage } from '../missing-package.cjs';
import type { KubectlResult } from '../wait/kubectl';
import { complaint } from '../wait/kubectl';

const FORBIDDEN = /cannot (\w+) resource "([^"]+)" in API group "([^"]*)"(?: in the namespace "([^"]+)")?/g;

/** Longest complaint that is kept. */
const MAX_WHY = 200;

const short = (text: string): string => (text.length > MAX_WHY ? `${text.slice(0, MAX_WHY - 1)}…` : text);

/** A permission: `list deployments.apps in namespace loki`. */
function permission(verb: string, resource: string, group: string, namespace: string | undefined): string {
  const where = namespace === undefined ? 'in the cluster' : `in namespace ${namespace}`;
  return `${verb} ${resource}${group === '' ? '' : `.${group}`} ${where}`;
}

/** Subject of a permission: `pods in namespace loki`, `nodes`. */
function whatOf(resource: string, namespace: string | undefined): string {
  if (namespace === undefined) return resource;
  return resource === 'namespaces' ? namespaceNamed(namespace) : inNamespace(resource, namespace);
}

/**
 * Objects that a kubectl command could not see: the permissions that its errors name, or else all that it asked for.
 *
 * @param asked what it asked for, if the error names no permission
 */
export function unseenOf(result: KubectlResult, hops: readonly HopName[], asked: readonly string[]): Unseen[] {
  if (result.status === 0) return [];
  const named = [...result.stderr.matchAll(FORBIDDEN)].map(([, verb = '', resource = '', group = '', namespace]) => ({
    hops: [...hops],
    what: whatOf(resource, namespace),
    why: 'forbidden',
    needs: permission(verb, resource, group, namespace),
  }));
  if (named.length > 0) return named;
  const why = short(complaint({ ...result, stdout: '' }, 'kubectl printed nothing'));
  return asked.map((what) => ({ hops: [...hops], what, why, needs: 'an answer of the API server' }));
}

/** Needs of a request to a port of a pod whose error names no permission. */
export const needsOfForward = (pod: string, namespace: string | undefined): string =>
  `create pods/portforward in namespace ${namespace}, and ${pod} that is ready`;

/**
 * Subject of a request that failed.
 *
 * @param needs what it needs, if the error names no permission
 */
export function unseenBecause(hops: readonly HopName[], what: string, error: unknown, needs: string): Unseen {
  const missing = missingPackage(error);
  if (missing) return { hops: [...hops], what, why: `package ${missing.path} ${missing.found}`, needs: missing.fix };
  const text = error instanceof Error ? error.message : String(error);
  // What follows is about the SDK.
  const why = text.split(' Deserialization error:')[0] ?? text;
  const [denied] = unseenOf({ status: 1, stdout: '', stderr: text }, hops, []);
  return { hops: [...hops], what, why: short(why.replace(/\s+/g, ' ').trim()), needs: denied?.needs ?? needs };
}

/** Each thing once. */
export function distinct(unseen: readonly Unseen[]): Unseen[] {
  const byWhat = new Map<string, Unseen>();
  for (const one of unseen) {
    const before = byWhat.get(one.what);
    byWhat.set(one.what, before ? { ...before, hops: [...new Set([...before.hops, ...one.hops])] } : one);
  }
  return [...byWhat.values()];
}
