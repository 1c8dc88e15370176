import { isRecord } from '../../lib/manifests/shape';
import type { KubernetesObject } from './charts';
import type { PlainTemplate } from './environments';
import { title } from '../../lib/manifests/manifest';

/**
 * Changes of an update in AWS and in the cluster, one per line: `Storage AWS::S3::Bucket ChunkBucket
 * LifecycleConfiguration`, `StatefulSet loki/loki-ingester spec.replicas`. Additions begin with `+`, removals with `-`.
 * Manifests are compared object by object.
 */
export function changesOf(before: Record<string, PlainTemplate>, after: Record<string, PlainTemplate>): string[] {
  return keys(before, after)
    .flatMap((stack) => changesOfStack(stack, before[stack], after[stack]))
    .sort();
}

function changesOfStack(stack: string, before?: PlainTemplate, after?: PlainTemplate): string[] {
  if (!before || !after) return [`${before ? '-' : '+'} ${stack}`];
  const resources = keys(before.Resources, after.Resources).flatMap((id) => {
    const [was, is] = [before.Resources[id], after.Resources[id]];
    if (!was || !is) return [`${was ? '-' : '+'} ${stack} ${(was ?? is)?.Type} ${id}`];
    const { Manifest: oldManifest, ...old } = was.Properties;
    const { Manifest: newManifest, ...present } = is.Properties;
    const properties = differences(
      { ...was, Properties: undefined, ...old },
      { ...is, Properties: undefined, ...present },
    );
    return [
      ...new Set(properties.map((path) => `${stack} ${is.Type} ${id} ${path.split('.')[0]}`)),
      ...changesOfObjects(oldManifest, newManifest),
    ];
  });
  return [...resources, ...differences(before.Outputs, after.Outputs).map((path) => `${stack} Outputs ${path}`)];
}

function changesOfObjects(before: unknown, after: unknown): string[] {
  const [was, is] = [byTitle(before), byTitle(after)];
  return keys(was, is).flatMap((name) => {
    if (!was[name] || !is[name]) return [`${was[name] ? '-' : '+'} ${name}`];
    return differences(was[name], is[name]).map((path) => `${name} ${path}`);
  });
}

function byTitle(manifest: unknown): Record<string, KubernetesObject> {
  if (typeof manifest !== 'string') return {};
  return Object.fromEntries((JSON.parse(manifest) as KubernetesObject[]).map((object) => [title(object), object]));
}

/** Paths of the smallest differing parts. Lists are compared item by item. */
function differences(before: unknown, after: unknown, path = ''): string[] {
  if (JSON.stringify(before) === JSON.stringify(after)) return [];
  const [was, is] = [before, after].map((value) => (Array.isArray(value) ? { ...(value as unknown[]) } : value));
  if (!isRecord(was) || !isRecord(is)) return [path];
  return keys(was, is).flatMap((key) => differences(was[key], is[key], path ? `${path}.${key}` : key));
}

const keys = (one: object, other: object): string[] => [...new Set([...Object.keys(one), ...Object.keys(other)])];
