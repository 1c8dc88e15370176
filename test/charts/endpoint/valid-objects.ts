import type { KubernetesObject } from '../../helpers/charts';
import { conventions } from '../../kubernetes/conventions';
import { findingsOf } from '../../kubernetes/findings';
import { validateManifests } from '../../kubernetes/validate';

/** Secrets that the user or a controller makes, by the kind of credentials. */
const SECRETS: Readonly<Record<string, readonly string[]>> = {
  'kubernetes-secret': ['Secret loki/loki-credentials', 'Secret alloy/loki-credentials'],
  'external-secrets': ['Secret loki/loki-credentials-gateway', 'Secret alloy/loki-credentials-alloy'],
};

/** Expects objects with credentials of a kind to be valid, without findings, and to refer to nothing that is missing. */
export function expectValid(objects: readonly KubernetesObject[], kind: string): void {
  expect(validateManifests(objects, '1.36')).toEqual([]);
  expect(findingsOf(objects)).toEqual([]);
  expect(conventions(objects, [...(SECRETS[kind] ?? []), 'StorageClass gp3'])).toEqual([]);
}
