import { InputError } from '../../charts/input/problems';
import { LokiNames } from '../../charts/loki/components';
import { lokiSeconds } from '../../charts/loki/config/retention';
import { DEFAULT_CLUSTER_DOMAIN } from '../../charts/defaults';
import { environmentCharts, type Environment } from '../../lib/environment/environment';
import { isLocal } from '../../lib/environment/local';
import { loadEnvironments } from '../loading/environments';
import { refuseElsewhere } from '../loading/own-loki';
import { readIngesters } from '../migrate/cluster';
import { metricsReader } from '../migrate/drained';
import { planMigration } from '../migrate/plan';
import { outcomeOf, outcomeText } from '../migrate/report';
import { ringReader } from '../roll/ring';
import { printJson } from '../terminal/stdout';
import { working } from '../terminal/terminal';
import { checkContext } from '../wait/context';
import { homeOf } from '../wait/home';
import { Kubectl } from '../wait/kubectl';

/** Arguments of `eks-loki migrate zones`. */
export interface MigrateOptions {
  /** Environment whose ingesters move. */
  readonly name: string;

  /** File with the environments. */
  readonly file: string;

  /** Context of the kubeconfig. @default - the current one */
  readonly context?: string;

  /** If true, the outcome is printed as JSON. */
  readonly json?: boolean;
}

/** Time for which queriers ask ingesters, if the configuration does not say (pkg/querier of Loki 3.7). */
const QUERY_INGESTERS_WITHIN = '3h';

/**
 * Looks at the ingesters of a cluster, and says which step of the migration to zones is next, and whether it may be deployed.
 * Nothing is changed. The exit code is 1 if the step may not be deployed yet.
 *
 * @throws InputError if the environment is local, its Loki is elsewhere, or kubectl does not reach its cluster
 */
export async function migrate({ name, file, context, json }: MigrateOptions): Promise<void> {
  const [environment] = (await loadEnvironments(file, [name])) as [Environment];
  if (isLocal(environment.props)) {
    const found = 'a local cluster has one ingester, and no zones';
    throw new InputError([{ path: `environments.${name}.cluster.local`, found, fix: 'name another environment' }]);
  }
  refuseElsewhere(environment, {
    lacks: 'it has no ingesters that move',
    command: (hub) => `npx eks-loki migrate zones ${hub}`,
  });
  const charts = environmentCharts(environment);
  const { loki } = charts;
  const { namespace } = loki.endpoint;
  const kubectl = new Kubectl(context);
  const where = { named: context !== undefined, ...homeOf(charts) };
  await working('connecting', () => checkContext(kubectl, environment, where));
  const within = lokiSeconds(loki.config.querier?.query_ingesters_within ?? QUERY_INGESTERS_WITHIN);
  const plan = await working('looking at the ingesters', async () =>
    planMigration(await readIngesters(kubectl, new LokiNames(namespace, DEFAULT_CLUSTER_DOMAIN)), {
      name,
      queryIngestersWithin: within ?? Infinity,
      ring: ringReader(kubectl),
      metrics: metricsReader(kubectl),
      now: Date.now(),
    }),
  );
  const outcome = outcomeOf(environment, file, plan);
  if (!outcome.mayStart && !outcome.done) process.exitCode = 1;
  if (json) printJson(outcome);
  else console.log(outcomeText(outcome));
}
