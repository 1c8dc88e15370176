import { checkCharts, refuseErrors } from '../../lib/checks/checked-charts';
import { loadEnvironments } from '../load-environments';
import { countObjects, writeManifests } from '../manifests/write';
import { previousManifests } from '../manifests/previous';
import { sayWarnings } from '../terminal/report';
import { table } from '../terminal/terminal';

/** What `eks-loki render` was told. */
export interface RenderOptions {
  /** Environments to render; all if empty. */
  readonly names: readonly string[];

  /** File with the environments. */
  readonly file: string;

  /** Folder to write to. */
  readonly out: string;

  /** Whether to print JSON. */
  readonly json?: boolean;
}

/**
 * Writes the Kubernetes manifests. All environments are made and checked before anything is written, so bad
 * input leaves no trace.
 *
 * The fast path: nothing here may load aws-cdk-lib.
 */
export async function render({ names, file, out, json }: RenderOptions): Promise<void> {
  const environments = await loadEnvironments(file, names);
  const checked = checkCharts(environments, (name, files) => previousManifests(out, name, files));
  refuseErrors(checked);
  sayWarnings(checked.map(({ environment, ...result }) => ({ of: environment.name, ...result })));
  const written = checked.map(({ environment, files }) => ({
    environment: environment.name,
    objects: countObjects(files),
    folder: writeManifests(out, environment.name, files),
    files: files.map(({ name }) => name),
  }));
  if (json) {
    console.log(JSON.stringify(written, null, 2));
    return;
  }
  console.log(
    table([
      ['ENVIRONMENT', 'OBJECTS', 'MANIFESTS', 'NEXT'],
      ...written.map(({ environment, objects, folder }) => [
        environment,
        String(objects),
        folder,
        `kubectl apply --server-side -f ${folder}`,
      ]),
    ]),
  );
}
