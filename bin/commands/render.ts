import { refuseErrors } from '../../lib/checks/checked-charts';
import { loadEnvironments } from '../load-environments';
import { limitedCharts } from '../limited-charts';
import { countObjects, folderOf, recoverManifests, stageManifests } from '../manifests/write';
import { replaceAll } from '../output/replace';
import { afterRender } from '../terminal/next-steps';
import { printWarnings } from '../terminal/report';
import { printJson } from '../terminal/stdout';
import { table, working } from '../terminal/terminal';

/** Arguments of `eks-loki render`. */
export interface RenderOptions {
  /** Environments to render; all if empty. */
  readonly names: readonly string[];

  /** File with the environments. */
  readonly file: string;

  /** Folder to write to. */
  readonly out: string;

  /** If true, the result is printed as JSON. */
  readonly json?: boolean;
}

/**
 * Writes the Kubernetes manifests. All environments are rendered and checked before anything is written, so invalid
 * input writes nothing.
 *
 * The fast path: nothing here may load aws-cdk-lib.
 */
export async function render({ names, file, out, json }: RenderOptions): Promise<void> {
  recoverManifests(out);
  const { environments, checked } = await working('rendering', async () => {
    const environments = await loadEnvironments(file, names);
    return { environments, checked: limitedCharts(environments, out) };
  });
  refuseErrors(checked);
  printWarnings(checked.map(({ environment, findings }) => ({ of: environment.name, findings })));
  replaceAll([
    stageManifests(
      out,
      checked.map(({ environment: { name }, files }) => ({ name, files })),
    ),
  ]);
  const written = checked.map(({ environment, files }) => ({
    environment: environment.name,
    objects: countObjects(files),
    folder: folderOf(out, environment.name),
    files: files.map(({ name }) => name),
  }));
  if (json) {
    printJson(written);
    return;
  }
  const rows = written.map(({ environment, objects, folder }) => [environment, String(objects), folder]);
  console.log(table([['ENVIRONMENT', 'OBJECTS', 'MANIFESTS'], ...rows]));
  console.log(`\n${afterRender(environments, written[0]?.folder ?? out, process.stdout)}`);
}
