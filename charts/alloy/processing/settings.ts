/** Language whose programs begin a block of lines in a known form. */
export type MultilineName = 'java' | 'python' | 'go' | 'node' | 'dotnet';

/** Level of a line. */
export type LogLevel = 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal';

/** Kind of secrets with a known form. */
export type RedactionName =
  'aws-keys' | 'authorization' | 'private-keys' | 'card-numbers' | 'emails' | 'jwt' | 'secrets';

/** Lines that an entry of `processing` is for. Patterns have `*` for any characters, or none. */
export interface AlloySelection {
  /**
   * Names of sources, as their fields: `journal`, `cloudInit`, `files_<name>` for one of `files`; your own too; `*` for
   * all.
   *
   * @default ['pods']
   */
  readonly sources?: readonly string[];

  /** Names and patterns of namespaces, as in routes: `team-a-*`. @default - all */
  readonly namespaces?: readonly string[];

  /** Namespaces that it does not select. @default - none */
  readonly exceptNamespaces?: readonly string[];

  /** Names and patterns of pods: `cart-*`. @default - all */
  readonly pods?: readonly string[];

  /** Names and patterns of applications: the label `app`. @default - all */
  readonly apps?: readonly string[];

  /** Names and patterns of containers. @default - all */
  readonly containers?: readonly string[];

  /** Values and patterns of other labels: `{ unit: ['kubelet.service'] }`. @default - any */
  readonly match?: Readonly<Record<string, readonly string[]>>;
}

/** Joining of the lines of a block, such as a stack trace, into one. */
export interface AlloyMultiline {
  /** Regular expression of the first line of a block. */
  readonly firstLine: string;

  /** Maximum number of lines of a block; further lines begin another block. @default 500 */
  readonly maxLines?: number;

  /** Longest wait for the next line of a block: `1s`. @default 1s */
  readonly maxWait?: string;
}

/** Regular expression of lines that are dropped, and the reason that their counter has. */
export interface AlloyDropMatch {
  /** The regular expression. */
  readonly regex: string;

  /** Reason in the counter: `healthz`. @default matching */
  readonly reason?: string;
}

/** Lines that are dropped. Each condition is enough; each has its reason in `loki_process_dropped_lines_total`. */
export interface AlloyDrop {
  /** Levels whose lines are dropped. Reason: `level`. @default - none */
  readonly levels?: readonly LogLevel[];

  /** Regular expressions of lines that are dropped. Reason: `matching`, or its own. @default - none */
  readonly matching?: readonly (string | AlloyDropMatch)[];

  /** Size above which a line is dropped: `64KiB`. Reason: `too_long`. @default - none */
  readonly longerThan?: string;

  /** Age above which a line is dropped: `24h`. Reason: `too_old`. @default - none */
  readonly olderThan?: string;
}

/** Limit of the lines that are sent. Lines above it are dropped, and counted by the value of the label. */
export interface AlloyRateLimit {
  /** Lines a second, for each value of the label, in each pod of Alloy. */
  readonly linesPerSecond: number;

  /** Lines that may come at once. @default - those of ten seconds */
  readonly burst?: number;

  /** Label that has a limit for each of its values. @default namespace */
  readonly by?: string;
}

/** A regular expression whose matches are replaced. */
export interface AlloyRedaction {
  /** The regular expression. If it has groups, they are replaced, and the rest of the match stays. */
  readonly regex: string;

  /** Text in their place. @default - the word redacted, in angle brackets */
  readonly replacement?: string;
}

/** Level of a line. */
export interface AlloyLevel {
  /** Field that has the level. @default - the usual names of the format */
  readonly field?: string;

  /** If true, it is a label, otherwise structured metadata. @default false */
  readonly label?: boolean;
}

/** Value of a label that is that of a field. */
export interface AlloyLabelField {
  /** Name of the field. */
  readonly field: string;
}

/** Time of a line, from one of its fields. A line without such a time keeps that of its arrival. */
export interface AlloyTimestamp {
  /** Name of the field. */
  readonly field: string;

  /** `Unix`, `UnixMs`, `UnixUs`, `UnixNs`, a name or a layout of Go's `time` package. @default RFC3339Nano */
  readonly format?: string;

  /** Place of times without an offset from UTC: `Europe/Berlin`. It also says what abbreviations such as CET are. @default UTC */
  readonly location?: string;
}

/**
 * Processing of chosen lines. The order of the fields has no effect: the library puts the stages in the correct order.
 */
export interface AlloyProcessing extends AlloySelection {
  /**
   * Joins lines into blocks, by the form of a block's first line: that of a language (java, python, go, node, dotnet), or your own.
   *
   * @default - each line stays alone
   */
  readonly multiline?: MultilineName | AlloyMultiline;

  /** Form of the lines. @default text */
  readonly format?: 'json' | 'logfmt' | 'klog' | 'text';

  /** Fields to read, by the name they get: paths in JSON (`http.status`), keys in logfmt. @default - none */
  readonly fields?: Readonly<Record<string, string>>;

  /** Regular expression whose named groups are fields too. @default - none */
  readonly regex?: string;

  /** Treatment of lines that are not of the format `json` or `logfmt`. Reason: `malformed`. @default keep */
  readonly malformed?: 'keep' | 'drop';

  /** Level of each line: trace, debug, info, warn, error or fatal. @default false */
  readonly level?: boolean | AlloyLevel;

  /** Lines that are dropped. @default - none */
  readonly drop?: AlloyDrop;

  /** Share of the lines that is sent: `0.1`. @default 1 */
  readonly sample?: number;

  /** Limit of the lines that are sent. @default - no limit */
  readonly rateLimit?: AlloyRateLimit;

  /**
   * Secrets that are replaced: named ones (aws-keys, authorization, private-keys, card-numbers, emails, jwt, secrets),
   * and your own.
   *
   * @default - none
   */
  readonly redact?: readonly (RedactionName | AlloyRedaction)[];

  /** Time of each line. @default - that of its arrival, or of the container runtime */
  readonly timestamp?: AlloyTimestamp;

  /** Fields that become structured metadata. @default - none */
  readonly structuredMetadata?: readonly string[];

  /** Labels: a value, or a field that has it. @default - none */
  readonly labels?: Readonly<Record<string, string | AlloyLabelField>>;

  /** Tenant of the lines: one of the environment's. @default - that of the routes */
  readonly tenant?: string;

  /** Stages of your own, in Alloy's language. @default - none */
  readonly stages?: string;

  /**
   * Place of your own stages: `first`, before all others; `parsed`, once fields, level and time are known; `last`,
   * after all others.
   *
   * @default parsed
   */
  readonly stagesAt?: 'first' | 'parsed' | 'last';
}
