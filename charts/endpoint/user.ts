/** Names of the gateway's users: `writer` may push, `reader` may query. */
export type GatewayUserName = 'writer' | 'reader';

/** User of the gateway, and the place of its password. */
export interface GatewayUser {
  /** User name for HTTP basic authentication. */
  readonly username: GatewayUserName;

  /** Name of the password's file and of its key in a Kubernetes Secret. */
  readonly passwordKey: string;
}
