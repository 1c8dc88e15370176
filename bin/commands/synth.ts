import type { RuleFinding } from '../../lib/checks/check';
import { cdkContext } from '../cdk-context';
import { manifestsBeforeRecords, recordsIn, writeRecord } from '../deployed/records';
import { loadEnvironments } from '../load-environments';
import { countObjects, writeManifests } from '../manifests/write';
import { afterSynth } from '../terminal/next-steps';
import { printWarnings } from '../terminal/report';
import { table, working } from '../terminal/terminal';
import type { RenderOptions } from './render';

/** Folder the CDK CLI looks for templates in (`--app cdk.out`). */
const TEMPLATES_FOLDER = 'cdk.out';

/** Writes CloudFormation templates of environments, and the Kubernetes manifests in them as files. */
export async function synth({ names, file, out, record, json }: RenderOptions): Promise<void> {
  const environments = await loadEnvironments(file, names);
  const warnings: { readonly of: string; readonly findings: readonly RuleFinding[] }[] = [];
  const app = await working('synthesizing', async () => {
    const { LoggingApp } = await import('../../lib/app/logging-app.js');
    const app = new LoggingApp({
      environments,
      previous: manifestsBeforeRecords(record, out),
      records: recordsIn(record),
      onWarnings: ({ name }, findings) => warnings.push({ of: name, findings }),
      app: { outdir: TEMPLATES_FOLDER, context: cdkContext() },
    });
    app.synth();
    for (const { environment, manifests } of app.checked) writeRecord(record, environment, manifests);
    return app;
  });
  printWarnings(warnings);
  const written = app.checked.map(({ environment: { name }, files }, index) => ({
    environment: name,
    stacks: app.stages[index]?.node.children.length ?? 0,
    objects: countObjects(files),
    templates: TEMPLATES_FOLDER,
    manifests: writeManifests(out, name, files),
  }));
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
