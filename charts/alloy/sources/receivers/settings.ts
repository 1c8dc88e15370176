import { once, someTexts, switchOr, together } from '../../../input/combine';
import { EXAMPLE_CIDR, cidrFault } from '../../../input/cidr';
import { NAMESPACE, OBJECT_NAME, SECRET_KEY } from '../../../input/forms';
import { type Problem, show } from '../../../input/problems';
import { boolean, fields, type PropValidators, required, text, texts, type Validator } from '../../../input/props';
import { TENANT } from '../../../endpoint/tenants';

/** TLS of a receiver, from Secrets in Alloy's namespace, such as cert-manager makes them. */
export interface ReceiverTls {
  /** Secret with `tls.crt` and `tls.key` (type `kubernetes.io/tls`). */
  readonly secretName: string;

  /**
   * Secret whose `ca.crt` signed the certificates of clients: a client without such a certificate is refused. It may be
   * the same Secret.
   *
   * @default - clients need no certificate
   */
  readonly clientCaSecretName?: string;
}

/** Settings of a receiver: its clients, and the tenant of its lines. */
export interface ReceiverSettings {
  /** Namespaces whose pods reach the receiver. @default - none */
  readonly clientNamespaces?: readonly string[];

  /** Address ranges that reach the receiver, for clients that are not pods. @default - none */
  readonly clientRanges?: readonly string[];

  /** TLS: the receiver then refuses plain text. @default - plain text */
  readonly tls?: ReceiverTls;

  /** Tenant of all lines; senders cannot choose another. @default - the first tenant */
  readonly tenant?: string;
}

/** Receiver of Loki's push API. */
export interface PushSettings extends ReceiverSettings {
  /**
   * Tenants that senders choose among, by the header `X-Scope-OrgID`. Lines of any other tenant, or of none, are
   * dropped and counted. Not together with `tenant`.
   *
   * @default - senders do not choose: see `tenant`
   */
  readonly tenants?: readonly string[];
}

/** Receiver of OTLP. */
export interface OtlpSettings extends ReceiverSettings {
  /**
   * If true, lines go to this environment's Loki by its own OTLP endpoint, and senders get its answer. If false, they
   * go through the pipeline of all other lines: processing, destinations, Kafka.
   *
   * @default - true, unless an entry of `processing` or a destination is for them
   */
  readonly direct?: boolean;
}

/** Access key that Firehose sends, in a Secret in Alloy's namespace. */
export interface FirehoseAccessKey {
  /** The Secret. */
  readonly secretName: string;

  /** Its key with the access key. @default access-key */
  readonly key?: string;
}

/** Receiver of Amazon Data Firehose. */
export interface FirehoseSettings extends ReceiverSettings {
  /** Access key of the delivery stream: a request with another is refused. */
  readonly accessKey: FirehoseAccessKey;
}

const secretName = required(text(OBJECT_NAME), "'receiver-tls'");

/** Validators of what all receivers have. */
const RECEIVER: PropValidators<ReceiverSettings> = {
  clientNamespaces: once(texts(NAMESPACE)),
  clientRanges: once(texts({ example: EXAMPLE_CIDR, faultOf: cidrFault })),
  tls: fields<ReceiverTls>("{ secretName: 'receiver-tls' }", { secretName, clientCaSecretName: text(OBJECT_NAME) }),
  tenant: text(TENANT),
};

const EXAMPLE = "{ clientNamespaces: ['shop'] }";

/** Validator of the push API. */
export const PUSH: Validator = switchOr(
  together(fields<PushSettings>(EXAMPLE, { ...RECEIVER, tenants: someTexts(TENANT) }), tenantProblems),
  EXAMPLE,
);

/** Validator of OTLP. */
export const OTLP: Validator = switchOr(fields<OtlpSettings>(EXAMPLE, { ...RECEIVER, direct: boolean }), EXAMPLE);

/** Validator of syslog. */
export const RECEIVER_SWITCH: Validator = switchOr(fields<ReceiverSettings>(EXAMPLE, RECEIVER), EXAMPLE);

const EXAMPLE_KEY = "{ secretName: 'firehose' }";

/** Validator of Firehose, which has no receiver without an access key. */
export const FIREHOSE: Validator = fields<FirehoseSettings>(`{ accessKey: ${EXAMPLE_KEY} }`, {
  ...RECEIVER,
  accessKey: required(
    fields<FirehoseAccessKey>(EXAMPLE_KEY, {
      secretName: required(text(OBJECT_NAME), "'firehose'"),
      key: text({ ...SECRET_KEY, example: 'access-key' }),
    }),
    EXAMPLE_KEY,
  ),
});

function tenantProblems(path: string, { tenant, tenants }: PushSettings): Problem[] {
  if (tenant === undefined || tenants === undefined) return [];
  const found = `${show(tenant)}, and tenants lets senders choose`;
  return [{ path: `${path}.tenant`, found, fix: 'leave one of the two out' }];
}
