import { k8s } from 'cdk8s-plus-28';
import type { SecretFile } from '../../endpoint/credentials/source';
import { MANAGED_BY } from '../../kubernetes/objects';
import { GRAFANA_SECRETS } from './secrets';

/**
 * Secret with the generated passwords of a Grafana whose Secrets are made by hand. It is for `kubectl`, never for a
 * chart. It is immutable: with another key, Grafana could not read the data that it has stored.
 */
export function grafanaSecret(namespace: string, secrets: readonly SecretFile[], newPassword: () => string): object {
  const generated = secrets.filter(({ secret }) => secret === GRAFANA_SECRETS);
  return k8s.KubeSecret.manifest({
    metadata: { name: GRAFANA_SECRETS, namespace, labels: MANAGED_BY },
    immutable: true,
    type: 'Opaque',
    stringData: Object.fromEntries(generated.map(({ field }) => [field, newPassword()])),
  });
}
