import { type CertificateAuthority, certificateAuthority } from '../authority';
import { type PodsBehind, type UrlConnection, urlConnection } from '../connection';
import { podsBehind } from '../pods-behind';
import { s3HostRegion } from './aws-host';
import { together } from '../../input/combine';
import { OBJECT_NAME, SECRET_KEY, type TextForm, withPort } from '../../input/forms';
import { type Fault, type Problem, show } from '../../input/problems';
import { boolean, fields, type PropValidators, required, text } from '../../input/props';
import { parsedUrl, unreadUrlFault } from '../../input/url';

/** Certificates of authorities: a Secret or a ConfigMap in Loki's namespace, or their text. */
export interface StoreAuthority extends CertificateAuthority {
  /**
   * Name of the ConfigMap that holds them, such as trust-manager makes: pods start, and end again, until it exists.
   *
   * @default - they are in a Secret, or their text is in pem
   */
  readonly configMap?: string;
}

/** Access key of a store that is not S3 of AWS, in a Secret in Loki's namespace. */
export interface StoreAccessKey {
  /** Name of the Secret. Pods read it when they start. */
  readonly secret: string;

  /** Key of the id. @default access-key-id */
  readonly idKey?: string;

  /** Key of the secret half. @default secret-access-key */
  readonly secretKey?: string;
}

/** Address of the object store: a store with the API of S3, or another address of S3 itself, such as a VPC endpoint. */
export interface StoreEndpoint {
  /** Its URL without a path, such as `https://minio.storage.svc:9000`. */
  readonly url: string;

  /** If true, `http://` is intended: lines and signatures of requests travel unencrypted. @default false */
  readonly plainHttp?: boolean;

  /**
   * If true, the name of a bucket is in the path; if false, it is in the name of the host, such as
   * `chunks.minio.example.com`.
   *
   * @default - true; for addresses of AWS false
   */
  readonly pathStyle?: boolean;

  /** Authority of the server's certificate. @default - the public ones */
  readonly ca?: StoreAuthority;

  /** Access key. Without AWS there is no role, so a store needs one. @default - none, as S3 of AWS takes Loki's role */
  readonly accessKey?: StoreAccessKey;

  /**
   * Pods behind the URL, for the network policy, if they are in this cluster.
   *
   * @default - the namespace of a host such as minio.storage.svc; for another host any address, on the port of the URL
   */
  readonly pods?: PodsBehind;
}

/** Keys of the access key in its Secret. */
export const ACCESS_KEY_KEYS = { id: 'access-key-id', secret: 'secret-access-key' };

/**
 * Region that requests to a store are signed for: that of MinIO, SeaweedFS and most others, unless set up otherwise.
 */
export const DEFAULT_STORE_REGION = 'us-east-1';

/** True if an address is one of S3 of AWS. */
export const isAwsEndpoint = ({ url }: StoreEndpoint): boolean => s3HostRegion(url) !== undefined;

/** Connection to a store, for network policies. */
export const storeConnection = ({ url, pods }: StoreEndpoint): UrlConnection => urlConnection(url, pods);

const EXAMPLE_URL = 'https://minio.storage.svc:9000';

/** An address, as in code. */
const STORE_ENDPOINT_EXAMPLE = `{ url: '${EXAMPLE_URL}', accessKey: { secret: 'loki-s3' } }`;

const URL_FORM: TextForm = withPort({
  example: EXAMPLE_URL,
  faultOf: (url): Fault | undefined => {
    const fix = `write one such as '${EXAMPLE_URL}'`;
    const parsed = parsedUrl(url);
    if (!parsed || !/^https?:\/\//.test(url)) return { wrong: 'is not a URL', fix };
    const { username, password, pathname, search, hash, hostname } = parsed;
    if (hostname.includes('*')) {
      const named = url.replace('*', 'bucket');
      return { wrong: 'has a * in its host', fix: isAwsEndpoint({ url: named }) ? `write '${named}'` : fix };
    }
    if (username || password) {
      return { wrong: 'has an access key in it', fix: "write it in a Secret, and accessKey: { secret: '…' }" };
    }
    if (pathname !== '/' || search || hash || url.endsWith('/')) {
      return { wrong: 'has a path', fix: `write host and port alone: buckets have names of their own` };
    }
    return unreadUrlFault(url);
  },
});

const FIELDS: PropValidators<StoreEndpoint> = {
  url: required(text(URL_FORM), `'${EXAMPLE_URL}'`),
  plainHttp: boolean,
  pathStyle: boolean,
  ca: certificateAuthority<StoreAuthority>("{ secret: 'minio-ca' }", { configMap: text(OBJECT_NAME) }),
  accessKey: fields<StoreAccessKey>("{ secret: 'loki-s3' }", {
    secret: required(text(OBJECT_NAME), "'loki-s3'"),
    idKey: text({ ...SECRET_KEY, example: ACCESS_KEY_KEYS.id }),
    secretKey: text({ ...SECRET_KEY, example: ACCESS_KEY_KEYS.secret }),
  }),
  pods: podsBehind('storage', 9000),
};

/** Validator of an address, and of more fields. */
export const storeEndpoint = <T extends StoreEndpoint = StoreEndpoint>(
  more: Omit<PropValidators<T>, keyof StoreEndpoint>,
) =>
  together<T>(
    fields<T>(STORE_ENDPOINT_EXAMPLE, { ...FIELDS, ...more } as unknown as PropValidators<T>),
    contradictions,
  );

/** Problems of fields that exclude or need each other. */
function contradictions(path: string, endpoint: StoreEndpoint): Problem[] {
  const { url, plainHttp = false, pathStyle, ca, accessKey } = endpoint;
  const { idKey = ACCESS_KEY_KEYS.id, secretKey = ACCESS_KEY_KEYS.secret } = accessKey ?? {};
  const isPlain = url.startsWith('http:');
  const isAws = isAwsEndpoint(endpoint);
  const problems: (Problem | false)[] = [
    isPlain &&
      !plainHttp && {
        path: `${path}.url`,
        found: `${url} is unencrypted`,
        fix: isAws ? 'use https' : 'use https, or write plainHttp: true if that is meant',
      },
    isPlain &&
      plainHttp &&
      isAws && { path: `${path}.plainHttp`, found: 'true, and the buckets of AWS refuse plain HTTP', fix: 'use https' },
    !isPlain && plainHttp && { path: `${path}.plainHttp`, found: `true, and ${url} is encrypted`, fix: 'leave it out' },
    ca !== undefined &&
      isPlain && { path: `${path}.ca`, found: `is not used by ${url}`, fix: 'use https, or leave it out' },
    pathStyle === false &&
      /^https?:\/\/(?:\[|[\d.]+(?::|$))/.test(url) && {
        path: `${path}.pathStyle`,
        found: `false, and no name of a bucket can be before the address in ${url}`,
        fix: 'leave it out',
      },
    idKey === secretKey && {
      path: `${path}.accessKey`,
      found: `has ${show(idKey)} as idKey and as secretKey`,
      fix: 'write the two keys of the Secret',
    },
    !isAws &&
      accessKey === undefined && {
        path: `${path}.accessKey`,
        found: `missing, and ${url} knows no role of AWS`,
        fix: "write the name of its Secret in Loki's namespace, such as { secret: 'loki-s3' }",
      },
    isAws &&
      accessKey !== undefined && {
        path: `${path}.accessKey`,
        found: "is not used by S3 of AWS, where pods have Loki's role",
        fix: 'leave it out',
      },
  ];
  return problems.filter((problem) => problem !== false);
}
