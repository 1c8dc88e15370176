import type { Manifests } from './manifests';
import { record, records, text } from './shape';
import { yamlValue } from './yaml/parse';
import type { Manifest } from './manifest';
import type { Volume } from './pods';

/** Driver of the Secrets Store CSI driver. */
const DRIVER = 'secrets-store.csi.k8s.io';

/** Name of the SecretProviderClass of a volume; undefined for any other volume. */
export function secretProviderClass({ csi }: Volume): string | undefined {
  const { driver, volumeAttributes } = record(csi);
  return driver === DRIVER ? text(record(volumeAttributes).secretProviderClass) : undefined;
}

/** SecretProviderClass: the fields that are read. */
export interface SecretMount {
  /** The object. */
  readonly manifest: Manifest;

  /** Provider of the secrets: `aws`, … */
  readonly provider?: string;

  /** True if pods authenticate with EKS Pod Identity instead of the role of their service account. */
  readonly usesPodIdentity: boolean;

  /** Names of its files. @default - unknown */
  readonly files?: readonly string[];
}

/** Reads a SecretProviderClass; undefined if it is not in the manifests. */
export function secretMount(
  manifests: Manifests,
  namespace: string | undefined,
  name: string,
): SecretMount | undefined {
  const manifest = manifests.find('SecretProviderClass', namespace, name);
  if (!manifest) return undefined;
  const { provider, parameters } = record(manifest['spec']);
  const { objects, usePodIdentity, pathTranslation } = record(parameters);
  const list = typeof objects === 'string' ? yamlValue(objects) : undefined;
  return {
    manifest,
    provider: text(provider),
    usesPodIdentity: /^t(rue)?$/i.test(text(usePodIdentity) ?? ''),
    files: provider === 'aws' && Array.isArray(list) && pathTranslation === undefined ? filesOf(list) : undefined,
  };
}

/** https://github.com/aws/secrets-store-csi-driver-provider-aws */
function filesOf(objects: readonly unknown[]): string[] {
  return records(objects).flatMap(({ objectName, objectAlias, jmesPath }) => [
    (text(objectAlias) ?? text(objectName) ?? '?').replaceAll('/', '_'),
    ...records(jmesPath).map((one) => (text(one.objectAlias) ?? '?').replaceAll('/', '_')),
  ]);
}
