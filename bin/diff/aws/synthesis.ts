import type { RenderedCharts } from '../../../lib/checks/checked-charts';
import { cdkContext } from '../../cdk-context';
import { inTemporaryFolder } from '../../output/temporary';
import { type StackTemplate, templatesIn } from './templates';

/** Context key with which the CDK does not copy assets (58 MB); templates still name them. */
const NO_COPIES = 'aws:cdk:disable-asset-staging';

/** Templates of an environment, made in a folder that is removed again. aws-cdk-lib is loaded only here. */
export async function synthesizedTemplates({
  environment,
  charts,
}: Pick<RenderedCharts, 'environment' | 'charts'>): Promise<StackTemplate[]> {
  const [{ App }, { EnvironmentStage }] = await Promise.all([
    import('aws-cdk-lib'),
    import('../../../lib/app/stacks/environment-stage.js'),
  ]);
  return inTemporaryFolder('eks-loki-diff-', (outdir) => {
    const app = new App({
      outdir,
      autoSynth: false,
      analyticsReporting: false,
      stackTraces: false,
      context: { ...cdkContext(), [NO_COPIES]: true },
    });
    const stage = new EnvironmentStage(app, { environment, charts });
    return templatesIn(stage.synth().directory);
  });
}
