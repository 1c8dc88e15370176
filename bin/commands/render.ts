import { checkCharts, refuseErrors } from '../../lib/checks/checked-charts';
import { manifestsBeforeRecords, recordsIn, writeRecord } from '../deployed/records';
import { loadEnvironments } from '../load-environments';
import { countObjects, writeManifests } from '../manifests/write';
import { afterRender } from '../terminal/next-steps';
import { printWarnings } from '../terminal/report';
import { table, working } from '../terminal/terminal';

/** Arguments of `eks-loki render`. */
export interface RenderOptions {
  /** Environments to render; all if empty. */
  readonly names: readonly string[];

  /** File with the environments. */
  readonly file: string;

  /** Folder to write to. */
  readonly out: string;

  /** Folder of the records of what was deployed. */
  readonly record: string;

  /** If true, the result is printed as JSON. */
  readonly json?: boolean;
}

/**
 * Writes the Kubernetes manifests. All environments are rendered and checked before anything is written, so invalid
 * input writes nothing.
 *
 * The fast path: nothing here may load aws-cdk-lib.
 */
export async function render({ names, file, out, record, json }: RenderOptions): Promise<void> {
  const { environments, checked } = await working('rendering', async () => {
    const environments = await loadEnvironments(file, names);
    return {
      environments,
      checked: checkCharts(environments, manifestsBeforeRecords(record, out), recordsIn(record)),
    };
  });
  refuseErrors(checked);
  printWarnings(checked.map(({ environment, findings }) => ({ of: environment.name, findings })));
  const written = checked.map(({ environment, files }) => ({
    environment: environment.name,
    objects: countObjects(files),
    folder: writeManifests(out, environment.name, files),
    files: files.map(({ name }) => name),
  }));
  for (const { environment, manifests } of checked) writeRecord(record, environment, manifests);
  if (json) {
    console.log(JSON.stringify(written, null, 2));
    return;
  }
  const rows = written.map(({ environment, objects, folder }) => [environment, String(objects), folder]);
  console.log(table([['ENVIRONMENT', 'OBJECTS', 'MANIFESTS'], ...rows]));
  console.log(`\n${afterRender(environments, written[0]?.folder ?? out, process.stdout)}`);
}
