import { visible } from '../../charts/input/show';
import { dashboardsOf, grafanaContents } from '../../lib/app/grafana-elsewhere';
import { passwordPlace } from '../../lib/app/password-place';
import { type Environment, environmentCharts } from '../../lib/environment/environment';
import { GrafanaApi } from '../grafana/api';
import { loadEnvironments } from '../loading/environments';
import { replaceAll } from '../output/replace';
import { StagedFolder } from '../output/staged-folder';
import { type AwsRunner, readPassword } from '../smoke/password';
import { UsageError } from '../terminal/problems';
import { working } from '../terminal/terminal';
import { checkContext } from '../wait/context';
import { homeOf } from '../wait/home';
import { Kubectl } from '../wait/kubectl';

/** Arguments of `eks-loki grafana`. */
export interface GrafanaOptions {
  /** Environment whose datasources and dashboards they are. */
  readonly name: string;

  /** File with the environments. */
  readonly file: string;

  /** URL of the Grafana to write to. @default - none */
  readonly url?: string;

  /** Folder to write the dashboards to. @default - they are not written */
  readonly output?: string;

  /** Context of the kubeconfig, where passwords are in Kubernetes Secrets. @default - the current one */
  readonly context?: string;
}

/**
 * Sends datasources and dashboards of an environment to the API of a Grafana, or writes the dashboards as files to import.
 *
 * @param aws runs the AWS CLI, for tests
 * @throws InputError if the environment has neither, a password cannot be read, or Grafana refuses something
 */
export async function grafana({ name, file, url, output, context }: GrafanaOptions, aws?: AwsRunner): Promise<void> {
  if (url === undefined && output === undefined) {
    const fix = 'write --url with the address of a Grafana, or --output with a folder for the dashboards';
    throw new UsageError([{ path: 'eks-loki grafana', found: 'has nothing to do', fix }]);
  }
  const api = url === undefined ? undefined : new GrafanaApi(url);
  const [environment] = (await loadEnvironments(file, [name])) as [Environment];
  const charts = environmentCharts(environment);
  if (output !== undefined) {
    const all = dashboardsOf(environment, charts);
    writeDashboards(output, all);
    console.log(`${all.length} dashboards: ${visible(output)}`);
  }
  if (!api) return;
  const { datasources, dashboards, folder } = grafanaContents(environment, charts);
  const passwords = new Map<string, string>();
  const kubectl = new Kubectl(context);
  for (const { user } of datasources) {
    if (!user || passwords.has(user.username)) continue;
    const place = passwordPlace(environment, charts.endpoint, user);
    if (place.from === 'secret') {
      await checkContext(kubectl, environment, { named: context !== undefined, ...homeOf(charts) });
    }
    passwords.set(user.username, await working('reading passwords', () => readPassword(place, kubectl, aws)));
  }
  for (const one of datasources) {
    const outcome = await api.putDatasource(one, one.user && passwords.get(one.user.username));
    console.log(`${outcome} datasource ${one.uid}`);
  }
  if (dashboards.length > 0) await api.putFolder(folder);
  for (const one of dashboards) console.log(`${await api.putDashboard(one, folder)} dashboard ${one.uid}`);
}

/** Writes dashboards to a folder, in place of those of an earlier run. */
function writeDashboards(root: string, all: ReturnType<typeof dashboardsOf>): void {
  const fix = 'name another with --output';
  const staged = new StagedFolder({ root, fix, isOurs: () => false, replaces: (path) => path.endsWith('.json') });
  for (const { uid, json } of all) staged.write(`${uid}.json`, `${json}\n`);
  replaceAll([staged]);
}
