import { isInAws } from '../../../charts/endpoint/object-store';
import { urlConnection } from '../../../charts/endpoint/connection';
import { ACCESS_KEY_ENV } from '../../../charts/loki/workloads/store-access';
import { isRecord, isText } from '../../manifests/shape';
import { storePods } from '../read/loki/store-pods';
import { roleOf } from '../../manifests/service-accounts';
import { type Finding, type ManifestsRule, oncePerPath, Severity } from '../rule';
import { everyLoki } from './every-loki';
import { placesIn } from '../read/loki/places';
import { parsedUrl } from '../../../charts/input/url';

/** URL of an endpoint, which has no scheme in the configuration of the Thanos client. */
const urlOf = (endpoint: string): string => (/^https?:\/\//.test(endpoint) ? endpoint : `http://${endpoint}`);

/** True for a host of the cluster itself, or of this pod. */
function isInCluster(endpoint: string): boolean {
  const url = urlOf(endpoint);
  const hostname = parsedUrl(url)?.hostname;
  if (hostname === undefined) return true;
  // A name without a dot, or with the namespace alone, is one of the cluster.
  return urlConnection(url).namespace !== undefined || hostname.split('.').length <= 2 || hostname === '127.0.0.1';
}

const encryptedOutside: ManifestsRule = {
  id: 'LOKI-STORAGE-6',
  severity: Severity.WARNING,
  title: 'requests to a store outside the cluster are encrypted',
  why: 'lines travel as plain text, and everyone on the way can read them, or answer instead of the store',
  evidence: 'https://grafana.com/docs/loki/latest/configure/#thanos_object_store_config',
  check: everyLoki(({ path, config }) =>
    placesIn(config, '').flatMap(({ path: inside, value }): Finding[] => {
      if (!isRecord(value) || value['insecure'] !== true || !isText(value['endpoint'])) return [];
      const { endpoint } = value;
      if (isInCluster(endpoint)) return [];
      const fix = isInAws({ endpoint: { url: urlOf(endpoint) } })
        ? 'leave it out, since the buckets of AWS refuse plain HTTP'
        : 'leave it out, and give the store a certificate';
      return [{ path: `${path} ${inside}.insecure`, found: `true, and ${endpoint} is outside the cluster`, fix }];
    }),
  ),
};

const wholeKey: ManifestsRule = {
  id: 'LOKI-STORAGE-7',
  severity: Severity.ERROR,
  title: 'pods have both halves of an access key',
  why: 'the client ignores half a key and asks for a role instead, or sends requests that are refused',
  evidence: 'https://docs.aws.amazon.com/sdkref/latest/guide/feature-static-credentials.html',
  check: ({ manifests }) =>
    storePods(manifests).flatMap(({ workload }) =>
      workload.pod.containers.flatMap(({ name, env = [], envFrom = [] }): Finding[] => {
        const halves = Object.values(ACCESS_KEY_ENV);
        const given = halves.filter((half) => env.some((variable) => variable.name === half));
        if (given.length !== 1 || envFrom.length > 0) return [];
        const missing = halves.find((half) => !given.includes(half));
        const path = `${workload.title} ${workload.podPath}.containers[${name}].env`;
        return [{ path, found: `has ${given[0]} and not ${missing}`, fix: `add ${missing} from the same Secret` }];
      }),
    ),
};

const roleOrKey: ManifestsRule = {
  id: 'LOKI-STORAGE-8',
  severity: Severity.WARNING,
  title: 'pods have a role or an access key, not both',
  why: 'the client uses the key first: the role has no effect, and Loki has the permissions of the key',
  evidence: 'https://docs.aws.amazon.com/sdkref/latest/guide/standardized-credentials.html',
  check: ({ manifests }) =>
    oncePerPath(
      storePods(manifests).flatMap(({ workload, title, account }): Finding[] => {
        const role = account && roleOf(account);
        const hasKey = workload.pod.containers.some(({ env = [] }) =>
          Object.values(ACCESS_KEY_ENV).every((half) => env.some(({ name }) => name === half)),
        );
        if (role === undefined || !hasKey) return [];
        const path = `${title} metadata.annotations`;
        return [
          {
            path,
            found: `has the role ${role}, and ${workload.title} has an access key`,
            fix: 'remove one of the two',
          },
        ];
      }),
    ),
};

/** Rules about how Loki reaches its store. */
export const STORE_ACCESS_RULES: readonly ManifestsRule[] = [encryptedOutside, wholeKey, roleOrKey];
