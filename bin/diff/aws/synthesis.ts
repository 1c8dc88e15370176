import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RenderedCharts } from '../../../lib/checks/checked-charts';
import { cdkContext } from '../../cdk-context';
import { atEnd } from '../../ending';
import { type StackTemplate, templatesIn } from './templates';

/** With it, the CDK does not copy its assets, which have 58 MB; templates name them all the same. */
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
  const outdir = mkdtempSync(join(tmpdir(), 'eks-loki-diff-'));
  const remove = () => rmSync(outdir, { recursive: true, force: true });
  const forget = atEnd(remove);
  try {
    const app = new App({
      outdir,
      autoSynth: false,
      analyticsReporting: false,
      stackTraces: false,
      context: { ...cdkContext(), [NO_COPIES]: true },
    });
    const stage = new EnvironmentStage(app, { environment, charts });
    return templatesIn(stage.synth().directory);
  } finally {
    forget();
    remove();
  }
}
