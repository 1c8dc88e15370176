import { fields } from '../input/props';
import { CA_KEY, type CertificateAuthority, certificateAuthority } from './authority';
import type { PodsBehind } from './connection';
import { podsBehind } from './pods-behind';

/** Connection to a gateway outside the cluster. */
export interface OutsideGateway {
  /**
   * Authority of the gateway's certificate: its text, or a Secret in the namespace of each client.
   *
   * @default - the public ones
   */
  readonly ca?: CertificateAuthority;

  /**
   * Pods behind the URL, for network policies, if they are in this cluster after all.
   *
   * @default - the namespace of a host such as loki-gateway.logs.svc; for another host any address, on the port of the URL
   */
  readonly pods?: PodsBehind;
}

/** Validator of an authority of a gateway. */
export const gatewayAuthority = certificateAuthority<CertificateAuthority>("{ secret: 'loki-ca' }", {});

/** Validator of the pods of a gateway. */
export const gatewayPods = podsBehind('logs', 8080);

/** Validator of the connection. */
export const outsideGateway = fields<OutsideGateway>("{ ca: { secret: 'loki-ca' } }", {
  ca: gatewayAuthority,
  pods: gatewayPods,
});

/** A Secret with the authority of a gateway, and its place in pods. */
export interface AuthorityMount {
  /** Name of the volume. */
  readonly name: string;

  /** Folder. */
  readonly path: string;

  /** Name of the Secret. */
  readonly secretName: string;

  /** Keys, which are the names of the files. */
  readonly keys: readonly [string];
}

/** Secret with the authority of a gateway; undefined without one. */
export function authorityMount({ ca }: OutsideGateway = {}): AuthorityMount | undefined {
  if (ca?.secret === undefined) return undefined;
  return { name: 'loki-ca', path: '/etc/loki/ca', secretName: ca.secret, keys: [ca.key ?? CA_KEY] };
}
