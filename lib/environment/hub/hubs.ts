import type { Problem } from '../../../charts/input/problems';
import { isLocal } from '../local';
import type { EnvironmentProps, LoggingProps } from '../props';
import { madeVpcCidrs } from '../rules/expose';
import { hubProblems, unknownHub } from '../rules/hub';
import { ENVIRONMENT_SCHEMA } from '../schema/environment';
import { meantKeys, schemaProblems } from '../schema/issues';
import { isObject } from '../values';
import { type Hub, isHubSecret, isSpoke } from './hub';
import { spokeCredentials, spokeTenants } from './remote';
import { spokeReaders, type SpokeReader } from './spokes';

/** Input of a spoke with the defaults that follow from its hub. */
export function withHubDefaults<T extends LoggingProps>(name: string, props: T, hub: Hub | undefined): T {
  if (!isSpoke(props)) return props;
  const credentials = isObject(props.credentials) ? props.credentials : {};
  return {
    ...props,
    tenants: props.tenants ?? spokeTenants(name, undefined, hub),
    credentials: { ...credentials, from: credentials.from ?? spokeCredentials(props, hub) },
  };
}

/** Environments of a file, valid or not, as hubs and spokes of one another. */
export class Hubs {
  private readonly environments: Readonly<Record<string, unknown>>;
  private readonly faults = new Map<string, readonly string[]>();

  constructor(environments: Readonly<Record<string, unknown>>) {
    this.environments = environments;
  }

  /** Hub that an environment names; undefined if it names none that exists. */
  public hubOf({ loki }: Pick<LoggingProps, 'loki'>): Hub | undefined {
    const of = isObject(loki) ? loki.of : undefined;
    const props = typeof of === 'string' ? this.named(of) : undefined;
    if (!props || typeof of !== 'string') return undefined;
    return {
      title: of,
      pathOf: (field) => `environments.${of}.${field}`,
      parts: { environment: of, account: props.account, region: props.region },
      props,
      madeCidrs: madeVpcCidrs(props.cluster),
      isLocal: isLocal(props),
      faults: this.faultsOf(of, props),
      root: this.rootOf(of),
    };
  }

  /** Input of an environment with the defaults that follow from its hub. */
  public withDefaults(name: string, props: EnvironmentProps): EnvironmentProps {
    return withHubDefaults(name, props, this.hubOf(props));
  }

  /** Problems of an environment with its hub. Its defaults are filled in, and `faults` are paths of fields that are not valid. */
  public problems(name: string, props: EnvironmentProps, faults: readonly string[]): Problem[] {
    const of = isObject(props.loki) ? props.loki.of : undefined;
    const unknown = unknownHub(name, of, Object.keys(this.environments));
    const hub = this.hubOf(props);
    if (unknown.length > 0 || !hub) return unknown;
    return hubProblems({ hub, input: props, madeCidrs: madeVpcCidrs(props.cluster), isLocal: isLocal(props), faults });
  }

  /** Environments whose Loki is that of a hub. */
  public spokesOf(hub: string): [name: string, props: EnvironmentProps][] {
    return Object.keys(this.environments).flatMap((name): [string, EnvironmentProps][] => {
      const props = this.named(name);
      return props && isObject(props.loki) && props.loki.of === hub ? [[name, props]] : [];
    });
  }

  /** Roles of other accounts that read passwords of a hub. Accounts and regions are filled in. */
  public readersOf(hub: string): SpokeReader[] {
    const own = this.named(hub)?.account;
    return this.spokesOf(hub).flatMap(([environment, written]) => {
      const props = this.withDefaults(environment, written);
      const { account, region } = props;
      const of = this.hubOf(props);
      if (!of || account === undefined || region === undefined || account === own) return [];
      const { secretArn, readerSecretArn, writer = 'writer' } = props.loki ?? {};
      return spokeReaders({ environment, account, region }, props, props.credentials?.from ?? '').filter(({ user }) =>
        isHubSecret(of, user, user === writer ? secretArn : readerSecretArn),
      );
    });
  }

  /** Fields of an environment that are not valid, or are misspelt. Its spokes share them. */
  private faultsOf(name: string, props: EnvironmentProps): readonly string[] {
    const known = this.faults.get(name);
    if (known) return known;
    const found = [
      ...schemaProblems(ENVIRONMENT_SCHEMA, props).map(({ path }) => path),
      ...meantKeys(ENVIRONMENT_SCHEMA, props),
    ];
    this.faults.set(name, found);
    return found;
  }

  /** Name of the environment at the end of a chain; undefined if there is no chain, or it has no end. */
  private rootOf(first: string): string | undefined {
    const seen = new Set<string>();
    let name = first;
    while (!seen.has(name)) {
      seen.add(name);
      const props = this.named(name);
      if (!props) return undefined;
      const of = isObject(props.loki) ? props.loki.of : undefined;
      if (typeof of !== 'string') return name === first || isSpoke(props) ? undefined : name;
      name = of;
    }
    return undefined;
  }

  private named(name: string): EnvironmentProps | undefined {
    const props = Object.hasOwn(this.environments, name) ? this.environments[name] : undefined;
    return isObject(props) ? (props as unknown as EnvironmentProps) : undefined;
  }
}
