import type { Environment } from '../environment/environment';
import type { Manifests } from '../manifests/manifests';
import type { Template } from './read/templates/template';

/** What a finding of a rule does. */
export enum Severity {
  /** Stops `synth`, `render` and `check`: it does not work, or loses logs, or lets somebody in. */
  ERROR = 'error',

  /** Is said, and can be acknowledged with a reason: there are setups in which it is meant. */
  WARNING = 'warning',
}

/** One thing a rule found. */
export interface Finding {
  /**
   * Where: a field of the environment (`environments.prod.retention`), of an object
   * (`StatefulSet loki/loki-ingester spec.replicas`) or of a template (`Storage/ChunkBucket LifecycleConfiguration`).
   */
  readonly path: string;

  /** What was found there and what is wrong with it, the value included, in lower case: `2 is fewer than …`. */
  readonly found: string;

  /** What to write instead: `use at least 3`. */
  readonly fix: string;
}

/** Items of which no two have the same key: the first of each. */
export function distinctBy<T>(items: readonly T[], keyOf: (item: T) => string): T[] {
  const seen = new Set<string>();
  return items.filter((item) => !seen.has(keyOf(item)) && seen.add(keyOf(item)));
}

/** The first finding of each path. Several workloads, routes or sources may lead to one place. */
export function oncePerPath(findings: readonly Finding[]): Finding[] {
  return distinctBy(findings, ({ path }) => path);
}

/** What a rule that only needs Kubernetes objects looks at: ours, or a folder of anybody's. */
export interface ManifestsSubject {
  /** Everything that is applied together. */
  readonly manifests: Manifests;

  /** What an earlier run left where these manifests will be written. @default - nothing is there */
  readonly previous?: Manifests;
}

/** What a rule looks at that compares objects with the environment they were made for. */
export interface EnvironmentSubject extends ManifestsSubject {
  /** The environment, resolved. */
  readonly environment: Environment;
}

/** What a rule looks at that compares the AWS side with the rest. */
export interface TemplatesSubject extends EnvironmentSubject {
  /** The CloudFormation templates of the environment, as they were synthesized. */
  readonly templates: readonly Template[];
}

/** One rule: a pure function with a name that stays. */
export interface Rule<S> {
  /** Stable id, never used again for something else: `LOKI-RETENTION-1`. */
  readonly id: string;

  /** What its findings do. */
  readonly severity: Severity;

  /** What holds where the rule is kept, as a sentence without a full stop. */
  readonly title: string;

  /** Why it hurts where it is not. */
  readonly why: string;

  /** Where that is known from: an issue, a page of documentation, a source file. */
  readonly evidence: string;

  /** Finds every place where it is not kept; says nothing of what the subject does not have. */
  readonly check: (subject: S) => Finding[];
}

/** A rule about Kubernetes objects alone. */
export type ManifestsRule = Rule<ManifestsSubject>;

/** A rule about the environment and its objects. */
export type EnvironmentRule = Rule<EnvironmentSubject>;

/** A rule about the environment, its objects and its templates. */
export type TemplatesRule = Rule<TemplatesSubject>;
