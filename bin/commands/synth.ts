import { join } from 'node:path';
import type { RuleFinding } from '../../lib/checks/check';
import { type CheckedCharts, refuseErrors } from '../../lib/checks/checked-charts';
import { cdkContext } from '../cdk-context';
import { TEMPLATES_FOLDER } from '../defaults';
import { stageRecords } from '../deployed/records';
import { handleSignals } from '../ending';
import { checkedEach } from '../loading/checked-charts';
import { loadEnvironments } from '../loading/environments';
import { inTurns, synthesizeInTurns } from '../loading/turns';
import { recordText } from '../../lib/planner/deployed/record';
import { countObjects, folderOf, recoverManifests, stageManifests } from '../manifests/write';
import { differentFolders, kindAt } from '../output/paths';
import { replaceUnlessEnded } from '../output/replace';
import { StagedFolder } from '../output/staged-folder';
import { afterSynth } from '../terminal/next-steps';
import { printWarnings } from '../terminal/report';
import { printJson } from '../terminal/stdout';
import { table, working } from '../terminal/terminal';
import type { RenderOptions } from './render';

/** Prepares the folder of templates: CDK marks its folders with a file. */
function stageTemplates(): StagedFolder {
  const isCdk = kindAt(join(TEMPLATES_FOLDER, 'cdk.out')) === 'file';
  const fix = 'correct its permissions';
  return new StagedFolder({ root: TEMPLATES_FOLDER, fix, isOurs: () => isCdk, replaces: () => true });
}

/**
 * Writes CloudFormation templates of environments, and the Kubernetes manifests in them as files. If something is wrong,
 * those of an earlier run stay as they are.
 */
export async function synth({ names, file, out, record, json }: RenderOptions): Promise<void> {
  differentFolders({ templates: TEMPLATES_FOLDER, '--out': out, '--record': record });
  recoverManifests(out);
  const environments = await loadEnvironments(file, names);
  const templates = stageTemplates();
  const warnings: { readonly of: string; readonly findings: readonly RuleFinding[] }[] = [];
  const synthesized = working('synthesizing', async () => {
    const { LoggingApp } = await import('../../lib/app/logging-app.js');
    // While code of a user runs, Node gives up its handlers of SIGINT, and forgets a signal that arrived before.
    await handleSignals();
    const checked: CheckedCharts[] = [];
    await inTurns(checkedEach(environments, out, record), (one) => checked.push(one));
    refuseErrors(checked);
    const app = new LoggingApp({
      environments: [],
      onWarnings: ({ name }, findings) => warnings.push({ of: name, findings }),
      app: { outdir: templates.staged, autoSynth: false, context: cdkContext() },
    });
    await synthesizeInTurns(app, checked);
    app.synth();
    await handleSignals();
    templates.includeAll();
    const stacks = new Map(app.stages.map((stage) => [stage.node.id, stage.node.children.length]));
    const made = app.checked.map(({ environment, files, manifests }) => ({
      name: environment.name,
      stacks: stacks.get(environment.name) ?? 0,
      files,
      text: recordText(environment, manifests),
    }));
    return { made, manifests: stageManifests(out, made) };
  });
  const { made, manifests } = await synthesized.catch((error: unknown) => {
    templates.discard();
    throw error;
  });
  printWarnings(warnings);
  await replaceUnlessEnded([templates, manifests, ...stageRecords(record, made)]);
  const written = made.map(({ name, stacks, files }) => ({
    environment: name,
    stacks,
    objects: countObjects(files),
    templates: TEMPLATES_FOLDER,
    manifests: folderOf(out, name),
  }));
  if (json) {
    printJson(written);
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
  console.log(`\n${afterSynth(environments, written[0]?.manifests ?? out, process.stdout)}`);
}
