import { textForm } from '../input/forms';

/** Role of a user of the gateway: `writer` may push, `reader` may query, `admin` may ask for lines to be deleted. */
export type GatewayRole = 'writer' | 'reader' | 'admin';

/** Names of the users that every gateway has: `writer` is Alloy's, `reader` Grafana's. */
export type GatewayUserName = 'writer' | 'reader';

/** Datasource of a reader, in the Grafana whose datasources are made here. */
export interface ReaderDatasource {
  /** Id of the organization of Grafana that sees it. @default 1 */
  readonly organization?: number;
}

/** User of the gateway, and the place of its password. */
export interface GatewayUser {
  /** User name for HTTP basic authentication. */
  readonly username: string;

  /** Name of the password's file and of its key in a Kubernetes Secret. */
  readonly passwordKey: string;

  /** Role, which decides what the user may do. */
  readonly role: GatewayRole;

  /** Tenants to which its role applies. @default - all */
  readonly tenants?: readonly string[];

  /** Datasource of a reader. @default - none; `reader` has one for each tenant */
  readonly datasource?: ReaderDatasource;
}

/** Name of the key and file of a user's password. */
const passwordKeyOf = (username: string): string => `${username}-password`;

/** User with a role for all tenants. */
export const gatewayUser = (username: string, role: GatewayRole): GatewayUser => ({
  username,
  passwordKey: passwordKeyOf(username),
  role,
});

/** Form of the name of a user of a gateway. */
export const USER_FORM = textForm(
  'team-shop',
  /^[a-z]([a-z0-9-]{0,38}[a-z0-9])?$/,
  'is not a name of a user',
  "use up to 40 lower-case letters, digits and hyphens, such as 'team-shop'",
);
