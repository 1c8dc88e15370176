import { spawn } from 'node:child_process';

/** Environment variables of a stranger's machine: no AWS credentials, and no telemetry. */
function environment(): NodeJS.ProcessEnv {
  // npm's variables describe the script that runs this, and the commands below run in other folders.
  const own = Object.entries(process.env).filter(([name]) => !/^(AWS|CDK|npm)_/i.test(name));
  return {
    ...Object.fromEntries(own),
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_CONFIG_FILE: '/dev/null',
    AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
    CDK_VALIDATION: 'false', // Takes seconds to start; `.ci/run` runs it on the environments.
    CDK_DISABLE_CLI_TELEMETRY: 'true',
    npm_config_update_notifier: 'false',
  };
}

/**
 * Runs a command in a folder and returns its standard output.
 *
 * @throws Error if it fails, with all its output
 */
export async function run(folder: string, [program, ...args]: readonly string[]): Promise<string> {
  const child = spawn(program as string, args, { cwd: folder, env: environment(), stdio: ['ignore', 'pipe', 'pipe'] });
  let [stdout, stderr] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const status = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject).on('close', resolve);
  });
  if (status !== 0)
    throw new Error(`${[program, ...args].join(' ')}: exit code ${status}\n${stdout}${stderr}`.trimEnd());
  return stdout;
}
