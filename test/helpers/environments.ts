import environmentsProps from '../../bin/environments';
import cdkJson from '../../cdk.json';
import { type Environment, resolveEnvironment } from '../../lib/environment/environment';
import { LoggingApp } from '../../lib/app/logging-app';
import type { EnvironmentStage } from '../../lib/app/stacks/environment-stage';
import { FAST_APP } from './fast-app';
import { remembered } from './remembered';

/** Environments of the repository, by name. */
export const ENVIRONMENTS: Record<string, Environment> = Object.fromEntries(
  Object.entries(environmentsProps).map(([name, props]) => [name, resolveEnvironment(name, props)]),
);

/** Names of the environments of the repository. */
export const ENVIRONMENT_NAMES = Object.keys(ENVIRONMENTS);

/** Stage of an environment. */
export function stageOf(environment: Environment | string): EnvironmentStage {
  const resolved = typeof environment === 'string' ? ENVIRONMENTS[environment] : environment;
  if (!resolved) throw new Error(`no environment ${String(environment)}`);
  // With the context of cdk.json, templates are the same as in a deployment.
  const context = { ...cdkJson.context, ...FAST_APP.context };
  const [stage] = new LoggingApp({ environments: [resolved], app: { ...FAST_APP, context } }).stages;
  return stage as EnvironmentStage;
}

/** CloudFormation template of a stack, as plain data. */
export interface PlainTemplate {
  readonly Resources: Record<string, PlainResource>;
  readonly Outputs?: Record<string, { readonly Value: unknown }>;
}

/** Resource of a template. */
export interface PlainResource {
  readonly Type: string;
  readonly Properties: Record<string, unknown>;
  readonly DependsOn?: string[];
  readonly DeletionPolicy?: string;
  readonly UpdateReplacePolicy?: string;
}

/** Synthesized templates of an environment, by stack. */
export function templatesOf(stage: EnvironmentStage): Record<string, PlainTemplate> {
  const assembly = stage.synth();
  return Object.fromEntries(
    assembly.stacks.map((stack) => [
      (stack.hierarchicalId ?? stack.id).split('/').at(-1) as string,
      stack.template as PlainTemplate,
    ]),
  );
}

/** Templates of an environment of the repository, which are made once per process. */
export function templatesOfOurs(name: string): Record<string, PlainTemplate> {
  return remembered(`templates of ${name}`, () => templatesOf(stageOf(name)));
}

/** All resources of a type. */
export function resourcesOf(template: PlainTemplate, type: string): [string, PlainResource][] {
  return Object.entries(template.Resources).filter(([, resource]) => resource.Type === type);
}
