import { deployCommand } from '../../lib/app/next-commands';
import { cdkContext } from '../cdk-context';
import { loadEnvironments } from '../load-environments';
import { countObjects, writeManifests } from '../manifests/write';
import { previousManifests } from '../manifests/previous';
import { table, working } from '../terminal/terminal';
import type { RenderOptions } from './render';

/** Folder the CDK CLI looks for templates in (`--app cdk.out`). */
const TEMPLATES_FOLDER = 'cdk.out';

/** Writes CloudFormation for all environments, and the same Kubernetes manifests as files. */
export async function synth({ names, file, out, json }: RenderOptions): Promise<void> {
  const environments = await loadEnvironments(file, names);
  const stages = await working('synthesizing', async () => {
    const { LoggingApp } = await import('../../lib/app/logging-app.js');
    const app = new LoggingApp({
      environments,
      previous: (name, files) => previousManifests(out, name, files),
      app: { outdir: TEMPLATES_FOLDER, context: cdkContext() },
    });
    app.synth();
    return app.stages;
  });
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
  console.log(
    table([
      ['ENVIRONMENT', 'STACKS', 'OBJECTS', 'TEMPLATES', 'MANIFESTS', 'NEXT'],
      ...written.map(({ environment, stacks, objects, templates, manifests }) => [
        environment,
        String(stacks),
        String(objects),
        templates,
        manifests,
        deployCommand(environment),
      ]),
    ]),
  );
}
