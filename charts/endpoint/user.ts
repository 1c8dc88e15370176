/** Names of the gateway's users: who may push, and who may query. */
export type GatewayUserName = 'writer' | 'reader';

/** One user of the gateway and where its password is. */
export interface GatewayUser {
  /** User name for HTTP basic authentication. */
  readonly username: GatewayUserName;

  /** Name of the file with the password, and of its key in a Kubernetes Secret. */
  readonly passwordKey: string;
}
