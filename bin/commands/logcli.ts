import { show } from '../../charts/input/problems';
import { logcliCommands } from '../../lib/app/logcli-commands';
import { type Environment, environmentCharts } from '../../lib/environment/environment';
import { loadEnvironments } from '../loading/environments';
import { UsageError } from '../terminal/problems';

/** Arguments of `eks-loki logcli`. */
export interface LogcliOptions {
  /** Environment to query. */
  readonly name: string;

  /** File with the environments. */
  readonly file: string;

  /** Tenant to query, or several. */
  readonly tenant?: string;

  /** User that queries. */
  readonly user?: string;

  /** Local port of a tunnel of kubectl. */
  readonly port?: string;
}

/**
 * Prints commands of a shell after which logcli queries an environment.
 *
 * @throws InputError if the port, the user or the tenant is wrong
 */
export async function logcli({ name, file, port, ...choices }: LogcliOptions): Promise<void> {
  const local = port === undefined ? undefined : Number(port);
  if (local !== undefined && !(Number.isInteger(local) && local >= 1024 && local <= 65535)) {
    const fix = 'write a whole number from 1024 to 65535, such as 8080';
    throw new UsageError([{ path: '--port', found: `${show(port)} is not a port`, fix }]);
  }
  const [environment] = (await loadEnvironments(file, [name])) as [Environment];
  const { endpoint } = environmentCharts(environment).loki;
  console.log(logcliCommands(environment, endpoint, { ...choices, port: local }).join('\n'));
}
