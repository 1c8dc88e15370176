import { KUBERNETES_RULES } from '../../lib/checks/kubernetes';
import { Manifests } from '../../lib/manifests/manifests';
import { type Loose, rightManifests } from './manifests';
import type { Manifest } from '../../lib/manifests/manifest';

/** Findings of the rules about Kubernetes objects: `<id> <path>: <found>; <fix>`. */
export function findingsOf(objects: readonly unknown[], previous?: readonly unknown[]): string[] {
  const subject = {
    manifests: new Manifests(objects as readonly Manifest[]),
    previous: previous && new Manifests(previous as readonly Manifest[]),
  };
  return KUBERNETES_RULES.flatMap((rule) =>
    rule.check(subject).map(({ path, found, fix }) => `${rule.id} ${path}: ${found}; ${fix}`),
  );
}

/** Findings after one change to the right manifests, without the fixes. */
export function findingsAfter(change: (manifests: Loose) => unknown): string[] {
  const manifests = rightManifests();
  change(manifests);
  return findingsOf(Object.values(manifests)).map((line) => line.split('; ')[0] as string);
}
