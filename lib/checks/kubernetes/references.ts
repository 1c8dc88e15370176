import type { Manifests } from '../../manifests/manifests';
import { record } from '../../manifests/shape';
import { type Finding, type ManifestsRule, Severity } from '../rule';
import { type Link, linksOf } from '../../manifests/links';
import { targetOf } from '../../manifests/lookup';
import { title } from '../../manifests/manifest';
import { useOneOf, useSimilar } from '../words';

const existing: ManifestsRule = {
  id: 'K8S-REFERENCE-1',
  severity: Severity.ERROR,
  title: 'every referenced ConfigMap and Service exists',
  why: 'a pod that refers to a missing ConfigMap never starts, and an Ingress to a missing Service has no backend',
  evidence: 'https://kubernetes.io/docs/concepts/configuration/configmap/',
  check: ({ manifests }) => lost(manifests, ['ConfigMap', 'Service']),
};

const owned: ManifestsRule = {
  id: 'K8S-REFERENCE-3',
  severity: Severity.WARNING,
  title: 'every referenced ServiceAccount, SecretProviderClass and volume claim exists',
  why: 'unless something else creates them, such as eksctl, the pods that refer to them are never created',
  evidence: 'https://kubernetes.io/docs/tasks/configure-pod-container/configure-service-account/',
  check: ({ manifests }) => lost(manifests, ['ServiceAccount', 'SecretProviderClass', 'PersistentVolumeClaim']),
};

const keys: ManifestsRule = {
  id: 'K8S-REFERENCE-2',
  severity: Severity.ERROR,
  title: 'every referenced key exists in its ConfigMap or Secret',
  why: 'a pod that refers to a missing key never starts, or finds an empty folder in place of its file',
  evidence: 'https://kubernetes.io/docs/tasks/configure-pod-container/configure-pod-configmap/',
  check: ({ manifests }) => linksOf(manifests).flatMap((link) => lostKeys(manifests, link)),
};

/**
 * Findings about missing objects. A missing Secret, class or namespace is not a finding: users, operators and the owner
 * of the cluster create them.
 */
function lost(manifests: Manifests, kinds: readonly string[]): Finding[] {
  return linksOf(manifests)
    .filter((link) => kinds.includes(link.kind) && !targetOf(manifests, link))
    .map(({ path, kind, namespace, name }) => ({
      path,
      found: `'${name}' is a ${kind} that does not exist in these manifests`,
      fix: useSimilar(name, manifests.index.someNames(kind, namespace), 'create it'),
    }));
}

/** Another program fills a Secret without data. */
function lostKeys(manifests: Manifests, link: Link): Finding[] {
  const target = targetOf(manifests, link);
  if (!target || target === 'made elsewhere') return [];
  const there = Object.keys({
    ...record(target['data']),
    ...record(target['stringData']),
    ...record(target['binaryData']),
  });
  if (target.kind === 'Secret' && there.length === 0) return [];
  return link.keys
    .filter(({ key }) => !there.includes(key))
    .map(({ key, path }) => ({
      path,
      found: `'${key}' is not a key of ${title(target)}`,
      fix: meant(key, there, 'add it'),
    }));
}

/** Advice to use a similar key if there is one, else one of the first. */
function meant(key: string, keys: readonly string[], otherwise: string): string {
  return useSimilar(key, keys, useOneOf(keys.slice(0, 5), otherwise));
}

/** Rules about references between objects. */
export const REFERENCE_RULES: readonly ManifestsRule[] = [existing, keys, owned];
