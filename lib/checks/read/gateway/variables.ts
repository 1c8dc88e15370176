import type { Directive } from './nginx';

/** The blocks around a directive, from the inside out. */
export type Levels = readonly (readonly Directive[])[];

/** Tenants that a location accepts. */
export interface Tenants {
  /** Their names. nginx ignores their case. @default - any */
  readonly names?: readonly string[];

  /** True if the location sets the tenant itself, so that clients need none. */
  readonly sets: boolean;

  /** Texts that the location accepts as tenants of a user. @default - those of everyone */
  readonly ofUser?: (user: string) => UserTenants | undefined;
}

/** Tenants of one user. */
export interface UserTenants {
  /** Their names. @default - any */
  readonly names?: readonly string[];

  /** True if the user may name several in one request, such as `a|b`. */
  readonly several: boolean;
}

/** A host that requests are passed to. */
export interface Upstream {
  /** Its name. */
  readonly host: string;

  /** Its port. */
  readonly port: number;
}

/** Keywords of nginx in a `map`. */
const MAP_WORDS = ['default', 'hostnames', 'include', 'volatile'];

/** Tenants that a location accepts, from the header it sends and the `map` behind that header. */
export function tenantsOf(levels: Levels): Tenants {
  // Headers of an outer level apply only if the inner levels set none.
  const headers = levels.map((level) => level.filter(({ name }) => name === 'proxy_set_header'));
  const value = headers.find((some) => some.length > 0)?.find(({ args }) => args[0]?.toLowerCase() === 'x-scope-orgid')
    ?.args[1];
  if (value === undefined || value === '' || isTenantHeader(value)) return { sets: false };

  const map = mapOf(value, levels);
  if (map && plain(map.args[0]) === '$remote_user') return tenantsByUser(map, levels);
  if (!map || !isTenantHeader(map.args[0])) return { sets: true };
  return tenantsInMap(map);
}

/** Tenants in a map of the header. */
function tenantsInMap(map: Directive): Tenants {
  const entries = map.block ?? [];
  const otherwise = otherwiseOf(map);
  if (otherwise !== '') return { sets: !isTenantHeader(otherwise) };
  const names = entries.filter(({ name, args }) => !MAP_WORDS.includes(name) && args[0] !== '');
  const listed = !entries.some(({ name }) => name.startsWith('~') || (name !== 'default' && MAP_WORDS.includes(name)));
  return { names: listed ? names.map(({ name }) => name.replace(/^\\/, '')) : undefined, sets: false };
}

const otherwiseOf = ({ block = [] }: Directive): string =>
  block.findLast(({ name }) => name === 'default')?.args[0] ?? '';

/**
 * Tenants of a map of users: the variable of a user is a map of the header, or one of user and header together, as
 * `shop:apps`.
 */
function tenantsByUser(users: Directive, levels: Levels): Tenants {
  const maps = (users.block ?? []).flatMap(({ args }) => mapOf(args[0] ?? '', levels) ?? []);
  // The names of users are then the tenants.
  if (maps.length === 0) return { sets: true };
  const common = maps.find((map) => isTenantHeader(map.args[0]));
  const names = common && tenantsInMap(common).names;
  const ofUser = (user: string): UserTenants | undefined => {
    const own = (users.block ?? []).find(({ name }) => name === user)?.args[0] ?? otherwiseOf(users);
    const map = mapOf(own, levels);
    if (!map) return undefined;
    if (isTenantHeader(map.args[0])) return { names: map === common ? names : tenantsInMap(map).names, several: false };
    const entries = (map.block ?? []).map(({ name }) => name);
    return {
      names: entries.filter((name) => name.startsWith(`${user}:`)).map((name) => name.slice(user.length + 1)),
      several: entries.some((name) => name.startsWith(`~^${user}:`)),
    };
  };
  // Each of many datasources asks for its user.
  const known = new Map<string, UserTenants | undefined>();
  return {
    names,
    sets: false,
    ofUser: (user) => {
      if (!known.has(user)) known.set(user, ofUser(user));
      return known.get(user);
    },
  };
}

/** Hosts that a `proxy_pass` can lead to, except nginx itself. */
export function passesTo(pass: string, levels: Levels): Upstream[] {
  return expand(pass, levels, 4).flatMap((url) => {
    const [, scheme, host, port] = /^(https?):\/\/([\w.-]+)(?::(\d+))?(?:[/?]|$)/.exec(url) ?? [];
    if (!host || /^(127\.|localhost$)/.test(host)) return [];
    const group = firstOf(levels, ({ name, args }) => name === 'upstream' && args[0] === host);
    if (!group) return [{ host, port: Number(port ?? (scheme === 'https' ? 443 : 80)) }];
    const servers = (group.block ?? []).filter(({ name }) => name === 'server').map(({ args }) => args[0] ?? '');
    return servers.flatMap((server) => passesTo(`http://${server}`, []));
  });
}

/** Texts with variables replaced: by every value of a `map`, by that of `set`, by '' for those of nginx. */
function expand(text: string, levels: Levels, depth: number): string[] {
  const [variable] = /\$(\w+|\{\w+\})/.exec(text) ?? [];
  if (variable === undefined || depth === 0) return [text];
  return valuesOf(variable, levels).flatMap((value) =>
    expand(
      text.replace(variable, () => value),
      levels,
      depth - 1,
    ),
  );
}

function valuesOf(variable: string, levels: Levels): string[] {
  const map = mapOf(variable, levels);
  if (map) return [...new Set((map.block ?? []).flatMap(({ args }) => args[0] ?? []))];
  const name = plain(variable);
  const set = firstOf(levels, (directive) => directive.name === 'set' && plain(directive.args[0]) === name);
  return [set?.args[1] ?? ''];
}

/** First directive of the levels, from the inside out, that meets a condition. */
function firstOf(levels: Levels, is: (directive: Directive) => boolean): Directive | undefined {
  for (const level of levels) {
    const found = level.find(is);
    if (found) return found;
  }
  return undefined;
}

function mapOf(variable: string, levels: Levels): Directive | undefined {
  const name = plain(variable);
  return firstOf(levels, (directive) => directive.name === 'map' && plain(directive.args[1]) === name);
}

/** `$tenant` for `${tenant}`, too. */
function plain(variable: string | undefined): string | undefined {
  return variable?.replace(/[{}]/g, '');
}

function isTenantHeader(value: string | undefined): boolean {
  return plain(value)?.toLowerCase() === '$http_x_scope_orgid';
}
