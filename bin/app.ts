import { LoggingApp } from '../lib/app/logging-app';
import { ENVIRONMENTS_FILE } from './defaults';
import { loadEnvironments } from './load-environments';
import { fail } from './terminal/terminal';

/** The app the CDK CLI runs: `cdk ls`, `cdk diff`, `cdk deploy`. `-c environment=prod` is that one alone. */
async function main(): Promise<void> {
  const context = JSON.parse(process.env.CDK_CONTEXT_JSON ?? '{}') as { environment?: string; environments?: string };
  const environments = await loadEnvironments(
    context.environments ?? ENVIRONMENTS_FILE,
    context.environment?.split(',') ?? [],
  );
  // The CDK CLI says here whose credentials it found.
  new LoggingApp({ environments, credentialsAccount: process.env.CDK_DEFAULT_ACCOUNT }).synth();
}

main().catch(fail);
