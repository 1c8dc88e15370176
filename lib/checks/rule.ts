import type { DeployedRecord } from '../planner/deployed/record';
import type { Environment } from '../environment/environment';
import type { Manifests } from '../manifests/manifests';
import type { Template } from './read/templates/template';

/** Severity of a rule's findings. */
export enum Severity {
  /** Stops `synth`, `render` and `check`: the setup does not work, loses logs, or is insecure. */
  ERROR = 'error',

  /** Is printed, and can be acknowledged with a reason: some setups want it that way. */
  WARNING = 'warning',
}

/** A finding of a rule. */
export interface Finding {
  /**
   * Path: a field of the environment (`environments.prod.retention`), of an object
   * (`StatefulSet loki/loki-ingester spec.replicas`) or of a template (`Storage/ChunkBucket LifecycleConfiguration`).
   */
  readonly path: string;

  /** Value found there and what is wrong with it, in lower case: `2 is fewer than …`. */
  readonly found: string;

  /** Instruction to fix it: `use at least 3`. */
  readonly fix: string;
}

/** First item of each key. */
export function distinctBy<T>(items: readonly T[], keyOf: (item: T) => string): T[] {
  const seen = new Set<string>();
  return items.filter((item) => !seen.has(keyOf(item)) && seen.add(keyOf(item)));
}

/** The first finding of each path. Several workloads, routes or sources may lead to one place. */
export function oncePerPath(findings: readonly Finding[]): Finding[] {
  return distinctBy(findings, ({ path }) => path);
}

/** Subject of rules about Kubernetes objects: ours, or any folder of manifests. */
export interface ManifestsSubject {
  /** Objects that are applied together. */
  readonly manifests: Manifests;

  /** Manifests that an earlier run wrote to the same place. @default - none */
  readonly previous?: Manifests;
}

/** Subject of rules about an environment and its objects. */
export interface EnvironmentSubject extends ManifestsSubject {
  /** The environment, resolved. */
  readonly environment: Environment;

  /** Record of what was deployed. @default - unknown */
  readonly deployed?: DeployedRecord;
}

/** Subject of rules about CloudFormation templates. */
export interface TemplatesSubject extends EnvironmentSubject {
  /** The CloudFormation templates of the environment, as they were synthesized. */
  readonly templates: readonly Template[];
}

/** One rule: a pure function with a name that stays. */
export interface Rule<S> {
  /** Stable id, never used again for something else: `LOKI-RETENTION-1`. */
  readonly id: string;

  /** Severity of its findings. */
  readonly severity: Severity;

  /** Statement that holds if the rule is kept, without a full stop. */
  readonly title: string;

  /** Consequence of breaking the rule. */
  readonly why: string;

  /** URL of the evidence: an issue, a page of documentation, a source file. */
  readonly evidence: string;

  /** Finds every violation. Missing objects are not findings. */
  readonly check: (subject: S) => Finding[];
}

/** A rule about Kubernetes objects alone. */
export type ManifestsRule = Rule<ManifestsSubject>;

/** A rule about the environment and its objects. */
export type EnvironmentRule = Rule<EnvironmentSubject>;

/** A rule about the environment, its objects and its templates. */
export type TemplatesRule = Rule<TemplatesSubject>;
