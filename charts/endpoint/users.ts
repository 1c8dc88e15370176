import { keyed, someTexts, switchOr } from '../input/combine';
import type { Problem } from '../input/problems';
import { fields, isReadable, number, type PropValidators, required } from '../input/props';
import { readOf } from '../input/plain-copy';
import { isPlain, short, show, showAll } from '../input/show';
import { TENANT, unknownTenant } from './tenants';
import { type GatewayRole, type GatewayUser, gatewayUser, type ReaderDatasource, USER_FORM } from './user';

/** Reader of some tenants, besides Grafana's own user. */
export interface ReaderProps {
  /** Tenants that it may query, one at a time or several at once, as `platform|apps`. */
  readonly tenants: readonly string[];

  /**
   * Datasource for all of its tenants, in the Grafana whose datasources are made here: true, or an object with the
   * organization of Grafana that sees it. Grafana then gets the password of the reader.
   *
   * @default - none
   */
  readonly datasource?: boolean | ReaderDatasource;
}

/** Writer of some tenants, besides Alloy. */
export interface WriterProps {
  /** Tenants that it may push to. */
  readonly tenants: readonly string[];
}

/** Delete requests for lines of some tenants. */
export interface DeletesProps {
  /** Tenants whose lines may be deleted. @default - all */
  readonly tenants?: readonly string[];
}

/** Users of the gateway besides `writer` and `reader`. */
export interface GatewayUsers {
  /**
   * Readers by user name: each sees only its tenants. Each has a password of its own, from the same source as that of
   * `reader`.
   *
   * @default - only `reader`, who sees every tenant
   */
  readonly readers?: Readonly<Record<string, ReaderProps>>;

  /**
   * Writers by user name: each pushes only to its tenants.
   *
   * @default - only `writer`, who pushes to every tenant
   */
  readonly writers?: Readonly<Record<string, WriterProps>>;

  /**
   * If true, or an object with tenants, the user `admin` may send delete requests through the gateway, and has a password
   * of its own.
   *
   * @default false
   */
  readonly deletes?: boolean | DeletesProps;
}

/** Name of the user of delete requests. */
const ADMIN = 'admin';

/** Maximum number of users besides `writer` and `reader`: the roles that read the passwords list each user. */
const MAX_USERS = 50;

/** Names of users that gateways have anyway. */
const TAKEN = ['writer', 'reader', ADMIN];

/** Name of a user of the gateway. */
const USER_NAME = {
  example: USER_FORM.example,
  faultOf: (name: string) =>
    TAKEN.includes(name)
      ? { wrong: 'is a user that the gateway has', fix: 'choose another name' }
      : USER_FORM.faultOf(name),
};

const tenants = required(someTexts(TENANT, "name at least one, such as 'apps'"), "['apps']");
const reader = fields<ReaderProps>("{ tenants: ['apps'] }", {
  tenants,
  datasource: switchOr(
    fields<ReaderDatasource>('{ organization: 2 }', { organization: number({ example: '2', least: 1 }) }),
    '{ organization: 2 }',
  ),
});

/** Validators of the users. Conditions on tenants and names are in `userProblems`. */
export const USERS: PropValidators<GatewayUsers> = {
  readers: keyed(USER_NAME, reader, "'team-shop': { tenants: ['apps'] }"),
  writers: keyed(USER_NAME, fields<WriterProps>("{ tenants: ['apps'] }", { tenants }), "ci: { tenants: ['apps'] }"),
  deletes: switchOr(
    fields<DeletesProps>("{ tenants: ['apps'] }", { tenants: someTexts(TENANT) }),
    "{ tenants: ['apps'] }",
  ),
};

/** User as written in the input, valid or not, and its path. */
interface Written {
  readonly name: string;
  readonly path: string;
  readonly tenants: unknown;
}

const written = (users: unknown, root: string): Written[] =>
  isReadable(users)
    ? Object.keys(users).map((name) => {
        const user = readOf(users, name);
        const path = `${root}.${short(name)}`;
        return { name, path, tenants: isPlain(user) ? user['tenants'] : undefined };
      })
    : [];

/**
 * Problems of users: tenants that do not exist, names that a reader and a writer share, and too many users. Values
 * whose own form is wrong are ignored. `deletesPath` is the path of delete requests.
 */
export function userProblems(
  { readers, writers, deletes }: { readonly [K in keyof GatewayUsers]?: unknown },
  known: readonly string[],
  deletesPath = 'deletes',
): Problem[] {
  const all = [...written(readers, 'readers'), ...written(writers, 'writers')];
  const admin = isPlain(deletes) ? [{ name: ADMIN, path: deletesPath, tenants: deletes['tenants'] }] : [];
  const twice = all.flatMap(({ name, path }, index): Problem[] =>
    all.findIndex((other) => other.name === name) < index
      ? [{ path, found: `${show(name)} is also a reader, and they would share a password`, fix: 'rename one' }]
      : [],
  );
  const tooMany =
    all.length > MAX_USERS
      ? [
          {
            path: 'readers',
            found: `${all.length} readers and writers, but a gateway accepts at most ${MAX_USERS}`,
            fix: 'let teams share one',
          },
        ]
      : [];
  const wrongTenants = [...all, ...admin].flatMap(({ path, tenants: named }) =>
    Array.isArray(named)
      ? named.flatMap((tenant: unknown, index) =>
          typeof tenant === 'string' && !TENANT.faultOf(tenant)
            ? unknownTenant(`${path}.tenants[${index}]`, tenant, known)
            : [],
        )
      : [],
  );
  return [...twice, ...tooMany, ...wrongTenants];
}

/**
 * Problem of a configuration of Loki without queries of several tenants, which the datasource of a reader sends. `path` is that of the
 * configuration.
 */
export function severalTenantsProblems(readers: unknown, config: unknown, path: string): Problem[] {
  const querier = isPlain(config) ? config['querier'] : undefined;
  if (!isPlain(querier) || querier['multi_tenant_queries_enabled'] !== false || !isPlain(readers)) return [];
  const several = Object.entries(readers).find(
    ([, reader]) =>
      isPlain(reader) &&
      Boolean(reader['datasource']) &&
      Array.isArray(reader['tenants']) &&
      reader['tenants'].length > 1,
  );
  if (!several) return [];
  const [name, reader] = several;
  const found = `false, and the datasource of the reader ${short(name)} asks ${showAll((reader as ReaderProps).tenants)} at once`;
  return [{ path: `${path}.querier.multi_tenant_queries_enabled`, found, fix: 'leave it out' }];
}

/** The users, in the order of their fields. */
export function gatewayUsers({ readers = {}, writers = {}, deletes = false }: GatewayUsers): GatewayUser[] {
  const user = (role: GatewayRole, username: string, own: Partial<GatewayUser>): GatewayUser => ({
    ...gatewayUser(username, role),
    ...own,
  });
  return [
    ...Object.entries(writers).map(([name, one]) => user('writer', name, { tenants: one.tenants })),
    ...Object.entries(readers).map(([name, one]) => {
      const datasource = one.datasource === true ? {} : one.datasource || undefined;
      return user('reader', name, { tenants: one.tenants, ...(datasource ? { datasource } : {}) });
    }),
    ...(deletes === false ? [] : [user('admin', ADMIN, deletes === true ? {} : deletes)]),
  ];
}
