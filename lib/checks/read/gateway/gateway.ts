import type { Manifests } from '../../../manifests/manifests';
import { MIB, parseBinarySize } from '../../../manifests/quantity';
import { filesOf, workloadsWith } from '../../../manifests/files';
import { keptByText } from '../kept';
import { type Directive, directivesNamed, parseNginxSeconds, parseNginx } from './nginx';
import { usersOf } from './users';
import { type Levels, passesTo, tenantsOf, type Tenants, type Upstream } from './variables';
import { type Manifest, title } from '../../../manifests/manifest';
import type { Workload } from '../../../manifests/workloads';

/** One `location` of a gateway, with what it inherits from the blocks around it. */
export interface GatewayLocation {
  /** Directive and arguments: `location = /loki/api/v1/push`. */
  readonly title: string;

  /** True if it requires a user and a password. */
  readonly password: boolean;

  /** Users it accepts. @default - unknown */
  readonly users?: readonly string[];

  /** Tenants it accepts. */
  readonly tenants: Tenants;

  /** Upstreams it passes requests to. */
  readonly passesTo: readonly Upstream[];

  /** Status with which it answers every request itself, if it passes none on. */
  readonly returns?: number;

  /** Seconds it waits for an answer. */
  readonly readTimeoutSeconds: number;

  /** Most bytes of a request. */
  readonly maxBodyBytes: number;

  /** Modifier that says how paths are compared: `=`, `^~`, `~`, `~*`, or '' for a prefix. */
  readonly modifier: string;

  /** The path, prefix or regular expression it is for. */
  readonly pattern: string;
}

/** An nginx in front of Loki: one `server` of its configuration. */
export interface Gateway {
  /** Path of its configuration: `ConfigMap loki/loki-gateway nginx.conf`. */
  readonly path: string;

  /** Its namespace. */
  readonly namespace: string | undefined;

  /** The ports it listens on. */
  readonly ports: readonly number[];

  /** True if clients connect with TLS. */
  readonly hasTls: boolean;

  /** The pods it runs in. */
  readonly workloads: readonly Workload[];

  /** Its locations. */
  readonly locations: readonly GatewayLocation[];
}

/** The gateways to Loki: nginx configurations in ConfigMaps that pass requests on. */
export function gateways(manifests: Manifests): readonly Gateway[] {
  return manifests.read(readGateways);
}

/**
 * The location nginx chooses for a path: the exact one; the longest prefix if it is `^~`; the first regular
 * expression; the longest prefix. Undefined if unknown.
 */
export function locationFor({ locations }: Gateway, path: string): GatewayLocation | undefined {
  const prefixes = locations.filter(
    ({ modifier, pattern }) => (modifier === '' || modifier === '^~') && path.startsWith(pattern),
  );
  const [prefix] = prefixes.toSorted((a, b) => b.pattern.length - a.pattern.length);
  const exact = locations.find(({ modifier, pattern }) => modifier === '=' && path === pattern);
  if (exact) return exact;
  if (prefix?.modifier === '^~') return prefix;
  for (const location of locations) {
    const isIt = isExpressionFor(location, path);
    if (isIt !== false) return isIt ? location : undefined;
  }
  return prefix;
}

const parsed = keptByText(parseNginx);

function readGateways(manifests: Manifests): Gateway[] {
  return manifests.ofKind('ConfigMap').flatMap((configMap) =>
    Object.entries(filesOf(configMap)).flatMap(([key, text]) => {
      if (!/\bproxy_pass\s/.test(text) || !/loki/i.test(text)) return [];
      return gatewaysOf(manifests, configMap, `${title(configMap)} ${key}`, parsed(text));
    }),
  );
}

function gatewaysOf(manifests: Manifests, configMap: Manifest, path: string, config: Directive[]): Gateway[] {
  const { namespace } = configMap.metadata;
  const workloads = workloadsWith(manifests, configMap);
  const http = directivesNamed(config, 'http')[0]?.block ?? config;
  return http
    .filter((directive) => directive.name === 'server' && directive.block)
    .map((server) => {
      const levels = [server.block ?? [], http];
      const locations = locationsOf(levels).map(([location, chain]) =>
        readLocation(location, chain, (file) => usersOf(manifests, configMap, workloads, file)),
      );
      return {
        path,
        namespace,
        workloads,
        ports: portsOf(server.block ?? []),
        hasTls: hasTls(server.block ?? []),
        locations,
      };
    })
    .filter(({ ports, locations }) => ports.length > 0 && locations.length > 0);
}

/** Ports that clients reach; only nginx itself uses those on the loopback address. */
function portsOf(server: readonly Directive[]): number[] {
  const listens = server.filter(({ name }) => name === 'listen').map(({ args }) => args[0] ?? '');
  const open = listens.filter((address) => !/^(127\.|\[::1\]|localhost|unix:)/.test(address));
  const ports = open.map((address) => Number(/(?:^|:)(\d+)$/.exec(address)?.[1] ?? 80));
  return listens.length === 0 ? [80] : [...new Set(ports)];
}

/** True if a port is for TLS. */
const hasTls = (server: readonly Directive[]): boolean =>
  server.some(({ name, args }) => name === 'listen' && args.includes('ssl'));

/** Every location with the blocks around it, from the inside out. */
function locationsOf(levels: Levels): [Directive, Levels][] {
  return (levels[0] ?? [])
    .filter((directive) => directive.name === 'location' && directive.block)
    .flatMap((location) => {
      const chain = [location.block ?? [], ...levels];
      return [[location, chain] as [Directive, typeof chain], ...locationsOf(chain)];
    });
}

function readLocation(
  { args }: Directive,
  chain: Levels,
  users: (file: string) => string[] | undefined,
): GatewayLocation {
  const own = chain[0] ?? [];
  // An inner directive replaces all outer ones with the same name.
  const effective = (name: string): readonly string[] | undefined =>
    chain.flatMap((level) => level.filter((directive) => directive.name === name).slice(-1))[0]?.args;
  const [realm] = effective('auth_basic') ?? [];
  const [file] = effective('auth_basic_user_file') ?? [];
  const password = realm !== undefined && realm !== 'off' && effective('satisfy')?.[0] !== 'any';
  const passes = own.filter(({ name }) => name === 'proxy_pass').map((pass) => pass.args[0] ?? '');
  const returns = Number(own.find(({ name }) => name === 'return')?.args[0]);
  // An included file may have the intended location.
  const isWhole = !chain.slice(0, -1).some((level) => level.some(({ name }) => name === 'include'));
  const [, modifier = '', pattern = ''] = /^(\^~|~\*|~|=|)\s*([^]*)$/.exec(args.join(' ')) ?? [];
  return {
    title: ['location', ...args].join(' '),
    password,
    users: password && file !== undefined ? users(file) : undefined,
    tenants: tenantsOf(chain),
    passesTo: passes.flatMap((pass) => passesTo(pass, chain)),
    returns: isWhole && passes.length === 0 && returns >= 400 ? returns : undefined,
    readTimeoutSeconds: parseNginxSeconds(effective('proxy_read_timeout') ?? []) ?? 60,
    maxBodyBytes: parseBinarySize(effective('client_max_body_size')?.[0] ?? '') ?? MIB,
    modifier,
    pattern,
  };
}

/** True if a regular expression matches a path; undefined if only nginx understands it. */
function isExpressionFor({ modifier, pattern }: GatewayLocation, path: string): boolean | undefined {
  if (!modifier.startsWith('~')) return false;
  try {
    return new RegExp(pattern, modifier === '~*' ? 'i' : '').test(path);
  } catch {
    return undefined;
  }
}
