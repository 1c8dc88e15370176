import { InputError, show } from '../../charts/input/problems';
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
 * Prints shell commands that set up logcli for an environment.
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
  const { remote } = environment;
  if (!remote) {
    const { endpoint } = environmentCharts(environment).loki;
    console.log(logcliCommands(environment, endpoint, { ...choices, port: local }).join('\n'));
    return;
  }
  if (remote.of === undefined) {
    const found = `its lines are at ${remote.url}, in tenant ${remote.tenants[0]}, which belongs to no environment of this file`;
    const fix = `set LOKI_ADDR=${remote.url}, LOKI_ORG_ID, and LOKI_USERNAME and LOKI_PASSWORD of a reader there`;
    throw new InputError([{ path: `environments.${name}.loki.url`, found, fix }]);
  }
  const [hub] = (await loadEnvironments(file, [remote.of])) as [Environment];
  const { endpoint } = environmentCharts(hub).loki;
  const tenant = choices.tenant ?? (choices.user === undefined ? remote.tenants[0] : undefined);
  console.log(logcliCommands(hub, endpoint, { ...choices, tenant, port: local }).join('\n'));
}
