import { isPlaceholder } from '../read/configured';
import { isRecord, record } from '../../manifests/shape';
import { parseYaml } from '../../manifests/yaml/parse';
import { type Finding, type ManifestsRule, Severity } from '../rule';
import { inContainers } from './containers';
import { type Manifest, title } from '../../manifests/manifest';

/** Data of a Secret or a ConfigMap. */
interface Data {
  /** Its values; those of a Secret in base64. */
  readonly data?: object;

  /** Plain values of a Secret. */
  readonly stringData?: object;
}

/** Advice for a Secret, by its type. */
const MAKERS: Record<string, string> = {
  Opaque: 'create the Secret with kubectl or an operator such as External Secrets, and only refer to it here',
  'kubernetes.io/tls': 'let cert-manager or a load balancer keep the key, and only refer to the Secret here',
  'kubernetes.io/dockerconfigjson':
    'let the nodes pull with their role from Amazon ECR, or create the Secret with kubectl create secret docker-registry',
  'kubernetes.io/service-account-token':
    'remove it: pods get a token of their service account that expires, and kubectl create token makes others',
  'kubernetes.io/basic-auth': 'create the Secret with an operator such as External Secrets, and only refer to it here',
  'kubernetes.io/ssh-auth':
    'create the Secret with kubectl create secret generic --from-file, and only refer to it here',
  'bootstrap.kubernetes.io/token': 'remove it: kubeadm makes it, and EKS nodes need none',
};

/** Text of a value of a Secret. */
const textIn = (field: 'data' | 'stringData', value: string): string =>
  field === 'data' ? Buffer.from(value, 'base64').toString('utf8') : value;

/** Certificates alone, without a key. */
const CERTIFICATES = /^(\s*-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\s]+-----END CERTIFICATE-----)+\s*$/;

/** Configuration lines that have no secret although their key has such a word: a switch, a number, a place, a time. */
const HARMLESS_LINE =
  /^[ \t-]*(?:[\w.-]+:[ \t]*(?:true|false)[ \t]*|(?:num|max|min)_\w+:[^@\n]*|\w+_(?:enabled|file|path|prefix|dir|ttl|timeout|period|interval|size|limit):[^@\n]*)$/gm;

/** Words of a text that has a secret, or may have one. */
const SECRET_WORDS = /pass|secret|token|key|credential|auth|private|bearer|:\/\/[^/\s]*@/i;

/**
 * True for a text that everyone may read: certificates, or a configuration without a word for a secret. Charts of
 * Promtail and Loki keep their whole configuration in a Secret.
 */
function isPublic(text: string): boolean {
  if (CERTIFICATES.test(text)) return true;
  if (!text.includes('\n') || SECRET_WORDS.test(text.replace(HARMLESS_LINE, ''))) return false;
  const { documents, problem } = parseYaml(text);
  return problem === undefined && documents.length === 1 && isRecord(documents[0]);
}

/** Label of the Secrets of Argo CD, and keys by which they say where a repository is. */
const OF_ARGO = 'argocd.argoproj.io/secret-type';
const PLACE = /^(url|type|name|project|shallowClone|depth|insecure|enableLfs|enableOCI)$/;

/** True for an entry that says where Argo CD finds a repository, without a password in its address. */
const isPlace = (secret: Manifest, key: string, text: string): boolean =>
  /^repo(sitory|-creds)$/.test(String(record(record(secret.metadata as unknown)['labels'])[OF_ARGO])) &&
  PLACE.test(key) &&
  !/:\/\/[^/\s]*:[^/\s]*@/.test(text);

const secrets: ManifestsRule = {
  id: 'K8S-SECRET-1',
  severity: Severity.ERROR,
  title: 'no Secret in the manifests contains data, except for certificates and configurations without a secret',
  why: 'base64 is not encryption: anyone who can read the repository or a build output can read the password',
  evidence: 'https://kubernetes.io/docs/concepts/security/secrets-good-practices/',
  check: ({ manifests }) =>
    manifests.ofKind<Data>('Secret').flatMap((secret) =>
      (['data', 'stringData'] as const).flatMap((field) => {
        const keys = Object.entries(record(secret[field]))
          .filter(([key, value]) => {
            const text = textIn(field, String(value));
            return value && !isPlaceholder(String(value)) && !isPublic(text) && !isPlace(secret, key, text);
          })
          .map(([key]) => key);
        if (keys.length === 0) return [];
        return {
          path: `${title(secret)} ${field}`,
          found: `${keys.slice(0, 3).join(', ')} can be read by anyone who reads the manifests`,
          fix: MAKERS[String(secret['type'])] ?? MAKERS['Opaque'] ?? '',
        };
      }),
    ),
};

/** Names of secrets. `TOKEN_FILE`, `PASSWORD_PATH` and the like are not. */
const SECRET_NAME = /(^|[-_.])(password|passwd|secret|secret[-_]?access[-_]?key|secret[-_]?key|api[-_]?key|token)$/i;

/** Values that are not secrets: references to other variables, files, addresses, switches. */
const NO_SECRET = /^$|\$\(|^\/|^https?:|^(true|false|yes|no|on|off|none|null)$|^\d{1,3}$/i;

const plainSecrets: ManifestsRule = {
  id: 'K8S-SECRET-2',
  severity: Severity.ERROR,
  title: 'no environment variable or ConfigMap contains a password',
  why: 'anyone who may view pods or ConfigMaps can read it, which is nearly everyone with access to the cluster',
  evidence: 'https://kubernetes.io/docs/concepts/security/secrets-good-practices/',
  check: ({ manifests }) => {
    const variables = inContainers(manifests, ({ env = [] }, path) =>
      env.flatMap(({ name, value }) => plainSecret(`${path}.env[${name}].value`, name, value)),
    );
    const entries = manifests
      .ofKind<Data>('ConfigMap')
      .flatMap((map: Manifest & Data) =>
        Object.entries(record(map.data)).flatMap(([key, value]) =>
          plainSecret(`${title(map)} data.${key}`, key, value).map((one) => ({ ...one, fix: IN_A_SECRET })),
        ),
      );
    return [...variables, ...entries];
  },
};

const IN_A_SECRET = 'move it to a Secret that is created outside of the manifests, and refer to its key';

/** True for a variable that has the name of a Secret, which is its own: `LOKI_LOGIN_SECRET` is `loki-login`. */
const isNameOfSecret = (name: string, value: string): boolean =>
  value.includes('-') && name.toLowerCase().replaceAll('_', '-') === `${value}-secret`;

/** The finding does not show the value, because findings end up in logs. */
function plainSecret(path: string, name: unknown, value: unknown): Finding[] {
  if (typeof name !== 'string' || typeof value !== 'string') return [];
  if (!SECRET_NAME.test(name) || NO_SECRET.test(value) || isPlaceholder(value) || isNameOfSecret(name, value))
    return [];
  return [{ path, found: 'is a secret in plain text', fix: 'take it from a Secret with valueFrom.secretKeyRef' }];
}

/** Rules about secrets in manifests. */
export const SECRET_RULES: readonly ManifestsRule[] = [secrets, plainSecrets];
