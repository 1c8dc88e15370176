import { type CheckedCharts, refuseErrors } from '../../lib/checks/checked-charts';
import { type NeededSecret, neededSecrets } from '../../lib/manifests/needed-secrets';
import { recordText } from '../../lib/planner/deployed/record';
import { type RecordedEnvironment, stageRecords } from '../deployed/records';
import { loadEnvironments } from '../loading/environments';
import { checkedEach } from '../loading/checked-charts';
import { countObjects, type EnvironmentFiles, folderOf, recoverManifests, stageEach } from '../manifests/write';
import { differentFolders } from '../output/paths';
import { replaceUnlessEnded } from '../output/replace';
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

  /** Folder of the records of what was deployed. */
  readonly record: string;

  /** If true, the result is printed as JSON. */
  readonly json?: boolean;
}

/** Result for one environment. */
interface Rendered {
  readonly environment: string;
  readonly objects: number;
  readonly folder: string;
  readonly files: readonly string[];
}

/**
 * Writes the Kubernetes manifests. All environments are rendered and checked before an earlier run's are replaced, so
 * invalid input writes nothing. Only texts of one environment are in memory at a time.
 *
 * The fast path: nothing here may load aws-cdk-lib.
 */
export async function render({ names, file, out, record, json }: RenderOptions): Promise<void> {
  differentFolders({ '--out': out, '--record': record });
  recoverManifests(out);
  const rendered: Rendered[] = [];
  const checked: Pick<CheckedCharts, 'environment' | 'findings'>[] = [];
  const records: RecordedEnvironment[] = [];
  let secrets: readonly NeededSecret[] = [];
  const { environments, staged } = await working('rendering', async () => {
    const environments = await loadEnvironments(file, names);
    function* all(): Iterable<EnvironmentFiles> {
      for (const { environment, files, findings, manifests } of checkedEach(environments, out, record)) {
        const { name } = environment;
        checked.push({ environment, findings });
        records.push({ name, text: recordText(environment, manifests) });
        if (rendered.length === 0) secrets = neededSecrets(manifests);
        const objects = countObjects(files);
        rendered.push({ environment: name, objects, folder: folderOf(out, name), files: files.map((one) => one.name) });
        yield { name, files };
      }
      refuseErrors(checked);
    }
    return { environments, staged: await stageEach(out, all()) };
  });
  printWarnings(checked.map(({ environment, findings }) => ({ of: environment.name, findings })));
  await replaceUnlessEnded([staged, ...stageRecords(record, records)]);
  if (json) {
    printJson(rendered);
    return;
  }
  const rows = rendered.map(({ environment, objects, folder }) => [environment, String(objects), folder]);
  console.log(table([['ENVIRONMENT', 'OBJECTS', 'MANIFESTS'], ...rows]));
  console.log(`\n${afterRender(environments, { folder: rendered[0]?.folder ?? out, secrets }, process.stdout)}`);
}
