import { CredentialsKind } from '../../../charts/endpoint/credentials/source';
import { type Problem, show } from '../../../charts/input/problems';
import { remoteConflicts, REMOTE_URL } from '../../../charts/logging/remote';
import { SIZED_COMPONENTS } from '../../../charts/loki/sizes/sizes';
import { parseArn } from '../aws/arn';
import { partitionOf } from '../aws/partition';
import { isSpoke } from '../hub/hub';
import type { SpokeProps } from '../hub/props';
import { SPOKE_FIELDS } from '../hub/validate';
import type { LoggingProps } from '../props';
import { isObject } from '../values';
import { noEffect } from '../../../charts/input/no-effect';
import type { LoggingRule } from './rule';

/** Fields that need a Loki in this cluster, by their path. */
const BESIDE_LOKI = [
  ...['volume', 'retention', 'readers', 'writers', 'storage', 'expose', 'grafana', 'terminationProtection'],
  ...['network.clientNamespaces', 'network.rulerEgress'],
  ...['credentials.createSecrets', 'credentials.createKey', 'credentials.kmsKeyArn'],
];

/** Fields of `alloy` that need the gateway of the same cluster. */
const BESIDE_GATEWAY = ['alloy.kafka', 'alloy.kafkaTopics'];

const SPOKE_KEYS = Object.keys(SPOKE_FIELDS);

/** Value at a path of one or two names. */
function valueAt(input: unknown, path: string): unknown {
  const [first = '', second] = path.split('.');
  const value = isObject(input) && Object.hasOwn(input, first) ? input[first] : undefined;
  return second === undefined ? value : valueAt(value, second);
}

/** Place of a spoke's Loki, in words. */
const placeOf = ({ of, url }: SpokeProps): string =>
  typeof of === 'string' ? `that of ${show(of)}` : `at ${String(url)}`;

/** Finds fields that have no effect if Loki is elsewhere. */
export const uselessInSpoke: LoggingRule = (name, input) => {
  if (!isSpoke(input)) return [];
  const loki: SpokeProps & Record<string, unknown> = { ...input.loki };
  // An environment that names itself is not a spoke: the name has a problem.
  if (loki.of === name) return [];
  const place = placeOf(loki);
  const there = typeof loki.of === 'string' ? `, or set it in ${loki.of}` : '';
  const useless = (path: string): Problem[] => {
    const value = valueAt(input, path);
    return value === undefined ? [] : [noEffect(path, value, `its Loki is ${place}`, `leave it out${there}`)];
  };
  const workloads: object = isObject(input.workloads) ? input.workloads : {};
  return [
    ...BESIDE_LOKI.flatMap(useless),
    ...Object.keys(loki)
      .filter((key) => !SPOKE_KEYS.includes(key))
      .flatMap((key) => useless(`loki.${key}`)),
    ...['loki', ...SIZED_COMPONENTS]
      .filter((part) => Object.hasOwn(workloads, part))
      .flatMap((part) => useless(`workloads.${part}`)),
    ...BESIDE_GATEWAY.flatMap((path): Problem[] => {
      if (valueAt(input, path) === undefined) return [];
      const found = `needs the gateway of its own cluster, and its Loki is ${place}`;
      return [{ path, found, fix: 'leave it out: collectors keep lines in files until they are taken' }];
    }),
  ];
};

/** Problems of the place of a Loki: it must be one, and other fields need it. */
const onePlace: LoggingRule = (_name, { loki }) => {
  if (!isObject(loki)) return [];
  const { of, url } = loki as SpokeProps;
  if (of !== undefined && url !== undefined) {
    const found = `${show(url)} is beside of: ${show(of)}, and lines go to one Loki`;
    return [{ path: 'loki.url', found, fix: 'leave out one of the two; alloy.destinations has more' }];
  }
  if (of !== undefined || url !== undefined) return [];
  return SPOKE_KEYS.filter((key) => valueAt(loki, key) !== undefined).map((key) => ({
    path: `loki.${key}`,
    found: `${show(valueAt(loki, key))} has no effect without of or url`,
    fix: "leave it out, or write of: 'prod' for a Loki elsewhere",
  }));
};

const address: LoggingRule = (_name, { loki }) => {
  const { of, url, ca, pods }: SpokeProps = isObject(loki) ? loki : {};
  if (of !== undefined) {
    return pods === undefined ? [] : [noEffect('loki.pods', pods, 'the URL is that of the hub')];
  }
  const isUrl = typeof url === 'string' && !REMOTE_URL.faultOf(url);
  const arePods = pods === undefined || (isObject(pods) && typeof pods['namespace'] === 'string');
  return isUrl && arePods ? remoteConflicts('loki', { url, ca, pods }) : [];
};

/** Problems of the canary's users, and of the secrets of both users. */
const passwords: LoggingRule = (_name, input) => {
  if (!isSpoke(input)) return [];
  const loki: SpokeProps = input.loki ?? {};
  const { writer = 'writer', reader = 'reader' } = loki;
  const from = isObject(input.credentials) ? input.credentials.from : undefined;
  const inAws = from !== undefined && from !== CredentialsKind.KUBERNETES_SECRET;
  const hasCanary = input.canary === true || isObject(input.canary);
  const unused = (key: keyof SpokeProps, why: string): Problem[] =>
    loki[key] === undefined ? [] : [noEffect(`loki.${key}`, loki[key], why)];
  const missing = (key: keyof SpokeProps, whose: string): Problem[] => {
    const found = `missing, and credentials are from ${show(from)}`;
    const fix = `write the ARN of the secret with the password of ${whose}, or credentials: { from: 'kubernetes-secret' }`;
    return loki[key] === undefined && loki.of === undefined ? [{ path: `loki.${key}`, found, fix }] : [];
  };
  const noCanary = hasCanary
    ? []
    : (['reader', 'readerSecretArn'] as const).flatMap((key) => unused(key, 'only a canary reads'));
  if (!inAws) {
    const why = "credentials are from 'kubernetes-secret'";
    return [
      ...noCanary,
      ...(['secretArn', 'readerSecretArn', 'kmsKeyArn'] as const).flatMap((key) => unused(key, why)),
    ];
  }
  return [
    ...noCanary,
    ...missing('secretArn', writer),
    ...(hasCanary ? (writer === reader ? oneSecret(loki, writer) : missing('readerSecretArn', reader)) : []),
    ...secretPlaces(loki, input),
  ];
};

/** Problem of two passwords for one user that both pushes and reads. */
function oneSecret({ secretArn, readerSecretArn }: SpokeProps, user: string): Problem[] {
  if (readerSecretArn === undefined || readerSecretArn === secretArn) return [];
  const found = `${show(readerSecretArn)} differs from secretArn, and both secrets are of ${show(user)}`;
  return [{ path: 'loki.readerSecretArn', found, fix: 'leave it out, or write another user as reader' }];
}

/** Problems of secrets that roles of this account cannot read. */
function secretPlaces(loki: SpokeProps, { account, region }: Pick<LoggingProps, 'account' | 'region'>): Problem[] {
  return (['secretArn', 'readerSecretArn'] as const).flatMap((key): Problem[] => {
    const secret = parseArn(loki[key]);
    if (!secret || typeof region !== 'string') return [];
    const path = `loki.${key}`;
    const partition = partitionOf(region);
    if (secret.partition !== partition) {
      const found = `${show(loki[key])} is in partition ${secret.partition}, and roles of ${region} are in ${partition}`;
      return [{ path, found, fix: "write credentials: { from: 'kubernetes-secret' }, and bring the password there" }];
    }
    const own = parseArn(loki.kmsKeyArn);
    if (own && own.region !== secret.region) {
      const found = `${show(loki.kmsKeyArn)} is in region ${own.region}, and the secret is in ${secret.region}`;
      return [{ path: 'loki.kmsKeyArn', found, fix: `name the key of the secret, in ${secret.region}` }];
    }
    if (loki.kmsKeyArn !== undefined || loki.of !== undefined || account === undefined || secret.account === account)
      return [];
    const found = `missing, and ${show(loki[key])} is of account ${secret.account}, whose key for Secrets Manager cannot be shared`;
    return [{ path: 'loki.kmsKeyArn', found, fix: 'write the ARN of the KMS key that encrypts the secret' }];
  });
}

/** Rules about a single environment whose Loki is elsewhere. */
export const SPOKE_RULES: readonly LoggingRule[] = [onePlace, address, passwords];
