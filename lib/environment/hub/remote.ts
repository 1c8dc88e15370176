import type { CertificateAuthority } from '../../../charts/endpoint/authority';
import type { PodsBehind } from '../../../charts/endpoint/connection';
import { CredentialsKind } from '../../../charts/endpoint/credentials/source';
import { type CredentialsFrom } from '../credentials-props';
import type { LoggingProps } from '../props';
import { type Hub, hubCredentials, hubKey, hubSecret, hubSecretArn, hubTenants, hubUrl } from './hub';
import type { HubKey, HubSecret } from './key';

/** A Loki elsewhere, with every default filled in. */
export interface RemoteLoki {
  /** Name of its environment, or of its construct. @default - its environment is not known here */
  readonly of?: string;

  /** Base URL of its gateway. */
  readonly url: string;

  /** Tenants of lines. The first one gets all lines without a route. */
  readonly tenants: readonly string[];

  /** User that pushes. */
  readonly writer: string;

  /** User with which the canary reads. */
  readonly reader: string;

  /** Authority of its certificate. @default - the public ones */
  readonly ca?: CertificateAuthority;

  /** Pods behind the URL. @default - from the URL */
  readonly pods?: PodsBehind;

  /** Way in which passwords reach pods. */
  readonly from: CredentialsFrom;

  /** ARNs of the secrets in Secrets Manager, by user. Empty if the passwords are not there. */
  readonly secretArns: Readonly<Record<string, string>>;

  /** Key of these secrets. */
  readonly key: HubKey;

  /** Secret of the gateway with the passwords of all users. @default - its environment is not known here */
  readonly gatewaySecret?: HubSecret;
}

/** Tenants of a spoke: its own, or else those that it would have as a hub's, the first one. */
export const spokeTenants = (name: string, tenants: readonly string[] | undefined, hub: Hub | undefined): string[] =>
  tenants ? [...tenants] : hub ? hubTenants(hub).slice(0, 1) : [name];

/** Default source of the passwords of a spoke: that of the hub, or the ARN that the spoke names. */
export const spokeCredentials = ({ loki }: Pick<LoggingProps, 'loki'>, hub: Hub | undefined): CredentialsFrom =>
  hub && loki?.secretArn === undefined
    ? hubCredentials(hub)
    : loki?.secretArn === undefined
      ? CredentialsKind.KUBERNETES_SECRET
      : CredentialsKind.SECRETS_MANAGER;

/** A Loki elsewhere, from the fields of a spoke, which are valid. */
export function remoteLokiOf(name: string, props: LoggingProps, hub: Hub | undefined): RemoteLoki {
  const { loki = {}, credentials, tenants } = props;
  const { writer = 'writer', reader = 'reader', ca, pods, secretArn, readerSecretArn, kmsKeyArn } = loki;
  const from = credentials?.from ?? spokeCredentials(props, hub);
  const arnOf = (user: string, own: string | undefined): [string, string][] => {
    const arn = own ?? (hub && hubSecretArn(hub, user));
    return arn === undefined ? [] : [[user, arn]];
  };
  const inAws = from !== CredentialsKind.KUBERNETES_SECRET;
  return {
    ...(hub ? { of: hub.title, gatewaySecret: hubSecret(hub) } : {}),
    url: loki.url ?? (hub && hubUrl(hub)) ?? '',
    tenants: spokeTenants(name, tenants, hub),
    writer,
    reader,
    ca,
    pods,
    from,
    secretArns: inAws ? Object.fromEntries([...arnOf(reader, readerSecretArn), ...arnOf(writer, secretArn)]) : {},
    key: kmsKeyArn === undefined ? (hub ? hubKey(hub) : 'of-account') : { arn: kmsKeyArn },
  };
}
