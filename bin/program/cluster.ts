import { Argument } from 'commander';
import type { SmokeCommandOptions } from '../commands/smoke';
import type { DoctorOptions } from '../commands/doctor';
import { RECORDS_FOLDER, ROLL_TIMEOUT, SMOKE_TIMEOUT, VOLUMES_TIMEOUT, WAIT_TIMEOUT } from '../defaults';
import { type AddCommand, CONTEXT, JSON_OPTION, once } from './options';

const addWait: AddCommand = (program, file) => {
  program
    .command('wait')
    .description('wait until all workloads of an environment are ready in its cluster, and report what prevents it')
    .argument('<environment>', 'environment to wait for')
    .option('--timeout <duration>', 'time to wait', once('duration'), WAIT_TIMEOUT)
    .option(...CONTEXT, once('context'))
    .option(
      '--record <folder>',
      'folder of the record that is written once all are ready',
      once('folder'),
      RECORDS_FOLDER,
    )
    .option('--smoke', 'send a line and read it back once all workloads are ready, as eks-loki smoke does')
    .option(JSON_OPTION, 'print the outcome as JSON')
    .addHelpText('after', "\nExample:\n  $ npx cdk deploy 'dev/**' && eks-loki wait dev --timeout 10m")
    .action(
      async (
        name: string,
        options: { timeout: string; record: string; context?: string; smoke?: boolean; json?: boolean },
      ) => {
        const { wait } = await import('../commands/wait.js');
        await wait({ name, file: file(), ...options });
      },
    );
};

const addSmoke: AddCommand = (program, file) => {
  program
    .command('smoke')
    .description('send a line from a pod through agent, gateway and Loki, read it back, and report where it ended')
    .argument('<environment>', 'environment to try')
    .option('--namespace <name>', "namespace of the pod that writes the line (default: Loki's)", once('namespace'))
    .option('--tenant <name>', "tenant to read (default: that of the namespace's lines)", once('tenant'))
    .option('--door', 'read through the load balancer of expose instead of a port that kubectl opens')
    .option('--timeout <duration>', 'time for the whole path', once('duration'), SMOKE_TIMEOUT)
    .option(...CONTEXT, once('context'))
    .option(JSON_OPTION, 'print the outcome as JSON')
    .addHelpText('after', '\nExample:\n  $ eks-loki smoke prod --namespace shop --timeout 2m')
    .action(async (name: string, options: Omit<SmokeCommandOptions, 'name' | 'file'>) => {
      const { smoke } = await import('../commands/smoke.js');
      await smoke({ name, file: file(), ...options });
    });
};

const addDoctor: AddCommand = (program, file) => {
  program
    .command('doctor')
    .description(
      'walk the path of a line, and report its first broken part: evidence, cause and fix; nothing is changed',
    )
    .argument('[environment]', 'environment to look at; none with --namespace and --from')
    .option(
      '--namespace <name>',
      'namespace of a Loki that another chart made, such as the community chart',
      once('namespace'),
    )
    .option('--release <name>', 'release of Helm there (default: the only one)', once('release'))
    .option('--hop <names>', 'parts of the path to look at, such as agent,gateway (default: all)', once('part'))
    .option(
      '--bundle <file>',
      'write what was seen to a file, without passwords and lines, for somebody else',
      once('file'),
    )
    .option('--from <file>', 'read such a file instead of a cluster', once('file'))
    .option('--watch', 'repeat the report every 10 seconds')
    .option(...CONTEXT, once('context'))
    .option(JSON_OPTION, 'print the report as JSON')
    .addHelpText(
      'after',
      '\nExamples:\n  $ eks-loki doctor dev\n  $ eks-loki doctor dev --bundle dev.json\n  $ eks-loki doctor --from dev.json\n  $ eks-loki doctor --namespace monitoring',
    )
    .action(async (name: string | undefined, options: Omit<DoctorOptions, 'name' | 'file'>) => {
      const { doctor } = await import('../commands/doctor.js');
      await doctor({ name, file: file(), ...options });
    });
};

const addGrafana: AddCommand = (program, file) => {
  program
    .command('grafana')
    .description('bring datasources and dashboards to a Grafana elsewhere by its API, or write the dashboards to files')
    .argument('<environment>', 'environment of the datasources and dashboards')
    .option('--url <url>', 'URL of a Grafana, whose token is in GRAFANA_SERVICE_ACCOUNT_TOKEN', once('url'))
    .option('--output <folder>', 'folder to write the dashboards to, a file each', once('folder'))
    .option(...CONTEXT, once('context'))
    .addHelpText('after', '\nExample:\n  $ eks-loki grafana prod --output dashboards')
    .action(async (name: string, options: { url?: string; output?: string; context?: string }) => {
      const { grafana } = await import('../commands/grafana.js');
      await grafana({ name, file: file(), ...options });
    });
};

const addLogcli: AddCommand = (program, file) => {
  program
    .command('logcli')
    .description('print shell commands that set what logcli needs to query an environment: eval them')
    .argument('<environment>', 'environment to query')
    .option('--tenant <name>', 'tenant to query, or several of a reader, as a|b (default: the first)', once('tenant'))
    .option('--user <name>', 'reader that queries (default: reader)', once('user'))
    .option(
      '--port <number>',
      'local port of a tunnel of kubectl (default: the door of expose; without one 8080)',
      once('port'),
    )
    .addHelpText('after', '\nExample:\n  $ eval "$(eks-loki logcli dev)" && logcli query \'{namespace="shop"}\'')
    .action(async (name: string, options: { tenant?: string; user?: string; port?: string }) => {
      const { logcli } = await import('../commands/logcli.js');
      await logcli({ name, file: file(), ...options });
    });
};

const addRoll: AddCommand = (program, file) => {
  program
    .command('roll')
    .description('restart the ingesters of an environment with zones that run a former version, zone after zone')
    .argument('<environment>', 'environment whose ingesters to restart')
    .option('--timeout <duration>', 'time for each zone', once('duration'), ROLL_TIMEOUT)
    .option(...CONTEXT, once('context'))
    .option(JSON_OPTION, 'print the outcome as JSON')
    .addHelpText('after', "\nExample:\n  $ npx cdk deploy 'prod/**' && eks-loki wait prod && eks-loki roll prod")
    .action(async (name: string, options: { timeout: string; context?: string; json?: boolean }) => {
      const { roll } = await import('../commands/roll.js');
      await roll({ name, file: file(), ...options });
    });
};

const addMigrate: AddCommand = (program, file) => {
  program
    .command('migrate')
    .description(
      'report which step of a migration is next, and whether the cluster is ready for it; nothing is changed',
    )
    .addArgument(new Argument('<what>', 'what moves: ingesters to zones').choices(['zones']))
    .argument('<environment>', 'environment to look at')
    .option(...CONTEXT, once('context'))
    .option(JSON_OPTION, 'print the outcome as JSON')
    .addHelpText('after', '\nExample:\n  $ eks-loki migrate zones prod')
    .action(async (_what: string, name: string, options: { context?: string; json?: boolean }) => {
      const { migrate } = await import('../commands/migrate.js');
      await migrate({ name, file: file(), ...options });
    });
};

const addVolumes: AddCommand = (program, file) => {
  program
    .command('volumes')
    .description('grow the volumes of StatefulSets in the cluster to what an environment says, while their pods run')
    .argument('<environment>', 'environment whose volumes to grow')
    .option('--dry-run', 'print the steps, and change nothing')
    .option('--timeout <duration>', 'time for each StatefulSet', once('duration'), VOLUMES_TIMEOUT)
    .option(...CONTEXT, once('context'))
    .option(
      '--record <folder>',
      'folder of the records of what was deployed, in which the new sizes are written',
      once('folder'),
      RECORDS_FOLDER,
    )
    .option(JSON_OPTION, 'print the outcome as JSON')
    .addHelpText(
      'after',
      "\nExamples:\n  $ eks-loki volumes prod --dry-run\n  $ eks-loki volumes prod && npx cdk deploy 'prod/**'",
    )
    .action(
      async (
        name: string,
        options: { dryRun?: boolean; timeout: string; record: string; context?: string; json?: boolean },
      ) => {
        const { volumes } = await import('../commands/volumes.js');
        await volumes({ name, file: file(), ...options });
      },
    );
};

/** Commands that ask a cluster. Each loads what it needs when it runs. */
export const CLUSTER_COMMANDS: readonly AddCommand[] = [
  addWait,
  addSmoke,
  addDoctor,
  addGrafana,
  addLogcli,
  addRoll,
  addMigrate,
  addVolumes,
];
