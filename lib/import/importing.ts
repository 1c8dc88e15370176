import { tenantFault } from '../../charts/endpoint/tenants';
import type { ChartDefaults } from './charts/defaults';
import { Draft } from './draft';
import type { FormerPromtail, FormerWorkload } from './plan/workloads';
import type { ChartNames, FormerRelease } from './release';
import type { Account } from './tree/account';
import { type Path, pathText } from './tree/path';

/** Name of an environment that nobody named. */
const DEFAULT_NAME = 'imported';

/** A difference that a user notices, though no key says it. */
export interface Effect {
  /** Subject: `retention`, `limits_config.ingestion_rate_mb`, `labels`. */
  readonly subject: string;

  /** Former value. */
  readonly was: string;

  /** Present value. */
  readonly is: string;
}

/** Shape in which the former Loki runs. */
export type FormerMode = 'monolithic' | 'simple-scalable' | 'distributed';

/** The former installation, as far as a plan has to know it. */
export interface Former {
  /** Release of its Loki. @default - unknown */
  release?: FormerRelease;

  /** Release of its agent. @default - unknown, or that of its Loki */
  agentRelease?: FormerRelease;

  /** Its shape. @default - unknown */
  mode?: FormerMode;

  /** Names of its Loki in its values. @default - follow from the release */
  names?: ChartNames;

  /** Names of Promtail in its values. @default - follow from the release */
  promtailNames?: ChartNames;

  /** DaemonSet of Promtail, as its objects show it. @default - unknown */
  promtail?: FormerPromtail;

  /** Its workloads, as its objects show them. @default - unknown */
  workloads?: readonly FormerWorkload[];

  /** Zones of its ingesters, each with a StatefulSet. @default - one StatefulSet has them all */
  ingesterZones?: readonly string[];

  /** File of the nodes in which its agent keeps positions that Alloy can read. @default - none */
  positions?: string;

  /** Numbers of its ingesters. @default - unknown */
  ingesters?: number;

  /** True if its ingesters keep their write-ahead log on volumes. @default - unknown */
  hasVolumes?: boolean;

  /** Stores of its data that are read: `s3`, or another word of Loki. */
  readonly stores: Set<string>;

  /** True if a bucket of its own is named. @default - unknown */
  hasBuckets?: boolean;

  /** Bucket that was made up for rules. @default - none was */
  madeUpBucket?: string;

  /** Reason why its data cannot be read here. */
  readonly unreadable: string[];

  /** True if its only period is that of a test, which its chart has. @default - unknown */
  hasTestSchema?: boolean;

  /** True if its last period is TSDB with v13. @default - unknown */
  takesMetadata?: boolean;

  /** Agents that send to it. */
  readonly agents: Set<string>;

  /** Sources that its agents read, as the library names them. */
  readonly sources: Set<string>;

  /** Host within the cluster that its agents send to. @default - none was found */
  host?: string;

  /** Labels that rules of its agents give to lines. */
  readonly labels: Set<string>;

  /** Charts that were read. */
  readonly charts: Set<string>;

  /** True if this library rendered its objects. @default false */
  isOwn?: boolean;

  /** True if it keeps tenants apart. @default - unknown */
  hasTenants?: boolean;

  /** True if its compactor deletes lines by their retention. @default - unknown */
  deletes?: boolean;

  /** Limits of everyone that it has of its own, by key. */
  readonly limits: Map<string, unknown>;

  /** Copies of each line, by its configuration. @default - those of its chart */
  copies?: number;

  /** Settings that its chart has where nobody says otherwise. @default - no chart, or none of Loki */
  defaults?: ChartDefaults;
}

/** An import in progress: the environment so far, and what is known of the former installation. */
export class Importing {
  /** The environment. */
  public readonly draft: Draft;

  /** Inputs, each with its keys. */
  public readonly accounts: Account[] = [];

  /** Differences that no key says. */
  public readonly effects: Effect[] = [];

  /** The former installation. */
  public readonly former: Former = {
    stores: new Set(),
    unreadable: [],
    agents: new Set(),
    sources: new Set(),
    labels: new Set(),
    charts: new Set(),
    limits: new Map(),
  };

  /** Tenants by where they were found, each in the order in which they were. */
  private readonly found = { agents: new Set<string>(), loki: new Set<string>(), stages: new Set<string>() };

  constructor(name: string | undefined) {
    this.draft = new Draft(name ?? DEFAULT_NAME);
    this.isNamed = name !== undefined;
  }

  private readonly isNamed: boolean;

  /** Names the environment as its objects do, unless the user named it. */
  public suggestName(name: string): void {
    if (!this.isNamed) this.draft.name = name;
  }

  /** Tenants, the first of which is that of lines without another one. */
  public get tenants(): readonly string[] {
    const { agents, loki, stages } = this.found;
    // A Loki without tenants keeps all lines as those of one, whatever agents say.
    const known = new Set([...(this.former.hasTenants === false ? [] : agents), ...loki, ...agents]);
    const isOfStages = known.size === 0 && stages.size > 0;
    return [...new Set([...(isOfStages ? [this.draft.name] : known), ...stages])];
  }

  /**
   * Adds a tenant: of Loki, that of an agent's lines, or one that stages give to some of them.
   *
   * @returns false if Loki takes no such name
   */
  public addTenant(name: string, from: 'agents' | 'loki' | 'stages' = 'loki'): boolean {
    // As a key of an object it is the prototype of all.
    if (tenantFault(name) || name === '__proto__') return false;
    this.found[from].add(name);
    return true;
  }

  /** Decisions that are open, with the field they are about. */
  public get decisions(): { readonly field: string; readonly text: string }[] {
    return this.draft.notes.flatMap(({ path, text, isOpen }) => (isOpen ? [{ field: pathText(path), text }] : []));
  }

  /** Says that somebody has to decide: in the report, and above the field. */
  public decide(field: Path, text: string): void {
    this.draft.decide(field, text);
  }
}
