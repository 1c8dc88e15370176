import { CANARY } from '../../../../charts/canary/props';
import { DEFAULT_SECRET_NAME } from '../../../../charts/endpoint/credentials/kubernetes-secret';
import { CREDENTIALS_VOLUME } from '../../../../charts/endpoint/credentials/source';
import type { Manifest } from '../../../manifests/manifest';
import { Manifests } from '../../../manifests/manifests';
import { asList, at, records, text } from '../../../manifests/shape';
import type { Importing } from '../../importing';

/** Reads the canary, the operator that rolls zones, and the Kubernetes Secret of the passwords. */
export function readOwnParts({ draft }: Importing, objects: readonly Manifest[]): void {
  const has = (kind: string, name?: string): boolean =>
    objects.some((one) => one.kind === kind && (name === undefined || one.metadata.name === name));
  const canary = new Manifests(objects).workloads.find(({ name }) => name === CANARY);
  if (canary) {
    const args = records(canary.pod.containers).flatMap((container) => asList(container['args']));
    const interval = args.flatMap((arg) => /^-interval=(\d+)ms$/.exec(String(arg))?.[1] ?? [])[0];
    const settings = {
      ...(canary.namespace === CANARY ? {} : { namespace: canary.namespace }),
      ...(interval === undefined || interval === '1000' ? {} : { intervalSeconds: Number(interval) / 1000 }),
    };
    draft.set(['canary'], Object.keys(settings).length > 0 ? settings : true);
  }
  if (has('Deployment', 'rollout-operator')) {
    const settings = {
      ...(has('CustomResourceDefinition') ? {} : { customResourceDefinition: false }),
      ...(has('ZoneAwarePodDisruptionBudget') ? { zoneBudget: true } : {}),
    };
    draft.set(['loki', 'rolloutOperator'], Object.keys(settings).length > 0 ? settings : true);
  }
  const secrets = new Manifests(objects).workloads
    .filter(({ name }) => name === 'loki-gateway')
    .flatMap(({ pod }) => records(pod.volumes))
    .filter((volume) => volume['name'] === CREDENTIALS_VOLUME)
    .flatMap((volume) => text(at(volume, 'secret.secretName')) ?? []);
  const isOwn = !has('ExternalSecret') && !has('SecretProviderClass');
  if (isOwn && secrets[0] !== undefined && secrets[0] !== DEFAULT_SECRET_NAME)
    draft.set(['credentials', 'secretName'], secrets[0]);
}
