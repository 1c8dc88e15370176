import { type Manifest, title } from '../../manifests/manifest';
import { record } from '../../manifests/shape';
import { type ManifestsRule, Severity } from '../rule';

/** Bytes that the API server accepts in the data of a ConfigMap or a Secret. */
const MAX_DATA_BYTES = 1024 * 1024;

const dataFits: ManifestsRule = {
  id: 'K8S-SIZE-1',
  severity: Severity.ERROR,
  title: 'no ConfigMap or Secret has more than 1 MiB of data',
  why: 'the API server rejects it, and pods that mount it keep the former one, or do not start',
  evidence: 'https://kubernetes.io/docs/concepts/configuration/configmap/#motivation',
  check: ({ manifests }) =>
    manifests.ofKind('ConfigMap', 'Secret').flatMap((object) => {
      const bytes = dataBytes(object);
      if (bytes <= MAX_DATA_BYTES) return [];
      const found = `${bytes} bytes is more than the ${MAX_DATA_BYTES} that the API server accepts`;
      return [{ path: `${title(object)} data`, found, fix: 'split it into several objects' }];
    }),
};

/** Bytes of the data, as the API server counts them: decoded, and without keys. */
function dataBytes({ kind, data, binaryData, stringData }: Manifest): number {
  const sum = (texts: unknown, encoding: 'utf8' | 'base64') =>
    Object.values(record(texts)).reduce<number>((bytes, text) => bytes + Buffer.byteLength(String(text), encoding), 0);
  return sum(data, kind === 'Secret' ? 'base64' : 'utf8') + sum(binaryData, 'base64') + sum(stringData, 'utf8');
}

/** Rules about sizes of objects. */
export const SIZE_RULES: readonly ManifestsRule[] = [dataFits];
