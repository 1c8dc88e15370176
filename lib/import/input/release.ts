import { gunzipSync } from 'node:zlib';
import { InputError } from '../../../charts/input/problems';
import { isRecord, record, text } from '../../manifests/shape';
import { type ChartName, chartNamed } from '../charts/keys';
import { MAX_BYTES } from './text';

/** A release of Helm 3 or 4, as its Secret or ConfigMap has it. */
export interface HelmRelease {
  /** Its name. */
  readonly name: string;

  /** Its namespace. */
  readonly namespace: string;

  /** Its chart, if it is one that is known. @default - another chart, which may have a known one in it */
  readonly chart?: ChartName;

  /** Name and version of its chart. */
  readonly chartName: string;

  /** Values that its user gave. */
  readonly values: Readonly<Record<string, unknown>>;

  /** Objects that it rendered, as YAML. */
  readonly manifest: string;
}

/** Largest release, unpacked: a Secret holds a megabyte, packed. */
const MAX_UNPACKED = 20 * MAX_BYTES;

/**
 * The newest release in Secrets of Helm, or in its ConfigMaps, which it writes with `HELM_DRIVER=configmap`.
 *
 * @throws InputError if they have none that can be read
 */
export function releaseOf(secrets: readonly Readonly<Record<string, unknown>>[], path: string): HelmRelease {
  const refuse = (found: string, fix: string) => new InputError([{ path, found, fix }]);
  const revision = (secret: Readonly<Record<string, unknown>>): number =>
    Number(record(record(secret['metadata'])['labels'])['version'] ?? 0);
  const deployed = secrets.filter((one) => record(record(one['metadata'])['labels'])['status'] === 'deployed');
  const [newest] = [...(deployed.length > 0 ? deployed : secrets)].sort((a, b) => revision(b) - revision(a));
  const data = text(record(newest?.['data'])['release']);
  const kind = newest?.['kind'] === 'ConfigMap' ? 'ConfigMap' : 'Secret';
  if (data === undefined)
    throw refuse(`its ${kind} has no key release`, 'name a release of Helm 3 or 4: helm list shows them');
  const fix = 'import the output of helm get values and helm get manifest instead';
  let release: unknown;
  try {
    // For a Secret, the API encodes what Helm has encoded already.
    const encoded = kind === 'Secret' ? Buffer.from(data, 'base64').toString('latin1') : data;
    const packed = Buffer.from(encoded, 'base64');
    release = JSON.parse(gunzipSync(packed, { maxOutputLength: MAX_UNPACKED }).toString('utf8'));
  } catch {
    throw refuse(`its ${kind} is not one of Helm 3 or 4, or too large`, fix);
  }
  if (!isRecord(release)) throw refuse(`its ${kind} is not one of Helm 3 or 4`, fix);
  const metadata = record(record(release['chart'])['metadata']);
  const chartName = text(metadata['name']) ?? '';
  const version = text(metadata['version']);
  const chart = chartNamed(chartName, version);
  return {
    name: text(release['name']) ?? '',
    namespace: text(release['namespace']) ?? '',
    chartName: `${chartName} ${version ?? ''}`.trim(),
    ...(chart ? { chart } : {}),
    values: record(release['config']),
    manifest: text(release['manifest']) ?? '',
  };
}
