import { join } from 'node:path';
import { App, type AppProps } from 'aws-cdk-lib';
import { InputError } from '../../../charts/input/problems';
import { runUserCode } from '../../../charts/input/user-code';
import { ACKNOWLEDGEMENT_RULE, checkTemplates, type RuleFinding, warningsOf } from '../../checks/check';
import { type CheckedCharts, refuseErrors } from '../../checks/checked-charts';
import type { TemplateResource } from '../../checks/read/templates/template';
import { NO_PLACES, TEMPLATES_SECONDS } from '../synthesis';
import { AWS_STACK_ID, AwsStack } from './stack';

/** A template of CloudFormation, as plain data. */
export interface AwsTemplate {
  /** Description of the stack. */
  readonly Description: string;

  /** Its resources, by logical id. */
  readonly Resources: Readonly<Record<string, TemplateResource>>;

  /** Its outputs, by name. @default - none */
  readonly Outputs?: Readonly<Record<string, { readonly Description?: string; readonly Value: unknown }>>;
}

/** The template of an environment, and warnings about it. */
export interface CheckedAwsTemplate {
  /** The template. */
  readonly template: AwsTemplate;

  /** Warnings about it. */
  readonly warnings: readonly RuleFinding[];
}

/** Properties of the CDK app: its folder, and the context with its feature flags. */
type SynthesisProps = AppProps & { readonly outdir: string };

/**
 * Template of all that AWS must have for the manifests of an environment.
 *
 * @throws InputError if the environment has no cluster that exists or needs nothing in AWS, or a rule finds an error
 */
export function awsTemplate(checked: CheckedCharts, props: SynthesisProps): CheckedAwsTemplate {
  const { environment, manifests } = checked;
  const path = `environments.${environment.name}`;
  const template = runUserCode(path, () => synthesized(checked, props), TEMPLATES_SECONDS);
  const { Resources: resources } = template;
  const bytes = Buffer.byteLength(JSON.stringify(template));
  const { findings } = checkTemplates({
    environment,
    manifests,
    templates: [{ stack: AWS_STACK_ID, resources, bytes }],
  });
  refuseErrors([{ environment, findings }]);
  // Acknowledgements name logical ids of a deploy by the CDK, which differ from those here.
  const known = [ACKNOWLEDGEMENT_RULE.id, ...(environment.props.acknowledge ?? []).map(({ rule }) => rule)];
  return { template, warnings: warningsOf(findings).filter(({ rule }) => !known.includes(rule.id)) };
}

function synthesized({ environment, charts }: CheckedCharts, props: SynthesisProps): AwsTemplate {
  const settings = { stackTraces: false, treeMetadata: false, autoSynth: false, analyticsReporting: false };
  const outdir = join(props.outdir, environment.name);
  const app = new App({ ...props, ...settings, outdir, context: { [NO_PLACES]: true, ...props.context } });
  const stack = new AwsStack(app, environment, charts);
  const made = app.synth().getStackArtifact(stack.artifactId).template as Partial<AwsTemplate>;
  if (made.Resources && Object.keys(made.Resources).length > 0) return made as AwsTemplate;
  const found = 'needs no resources in AWS besides those that exist';
  throw new InputError([{ path: `environments.${environment.name}`, found, fix: 'apply its manifests alone' }]);
}
