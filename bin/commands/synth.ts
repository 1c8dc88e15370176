import type { RuleFinding } from '../../lib/checks/check';
import { cdkContext } from '../cdk-context';
import { loadEnvironments } from '../load-environments';
import { previousManifests } from '../manifests/previous';
import { countObjects, writeManifests } from '../manifests/write';
import { afterSynth } from '../terminal/next-steps';
import { printWarnings } from '../terminal/report';
import { table, working } from '../terminal/terminal';
import type { RenderOptions } from './render';

/** Folder the CDK CLI looks for templates in (`--app cdk.out`). */
const TEMPLATES_FOLDER = 'cdk.out';

/** Writes CloudFormation templates of environments, and the Kubernetes manifests in them as files. */
export async function synth({ names, file, out, json }: RenderOptions): Promise<void> {
  const environments = await loadEnvironments(file, names);
  const warnings: { readonly of: string; readonly findings: readonly RuleFinding[] }[] = [];
  const stages = await working('synthesizing', async () => {
    const { LoggingApp } = await import('../../lib/app/logging-app.js');
    const app = new LoggingApp({
      environments,
      previous: (name, files) => previousManifests(out, name, files),
      onWarnings: ({ name }, findings) => warnings.push({ of: name, findings }),
      app: { outdir: TEMPLATES_FOLDER, context: cdkContext() },
    });
    app.synth();
    return app.stages;
  });
  printWarnings(warnings);
  const written = stages.map((stage) => {
    const files = stage.loggingStack.charts.manifests();
    return {
      environment: stage.stageName,
      stacks: stage.node.children.length,
      objects: countObjects(files),
      templates: TEMPLATES_FOLDER,
      manifests: writeManifests(out, stage.stageName, files),
    };
  });
  if (json) {
    console.log(JSON.stringify(written, null, 2));
    return;
  }
  const rows = written.map(({ environment, stacks, objects, templates, manifests }) => [
    environment,
    String(stacks),
    String(objects),
    templates,
    manifests,
  ]);
  console.log(table([['ENVIRONMENT', 'STACKS', 'OBJECTS', 'TEMPLATES', 'MANIFESTS'], ...rows]));
  console.log(`\n${afterSynth(environments, process.stdout)}`);
}
