import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Yaml } from 'cdk8s';
import { KubernetesSecretCredentials } from '../../charts/endpoint/credentials/kubernetes-secret';
import { ROTATION_STEPS, rotatedSecrets, type RotationStep } from '../../charts/endpoint/credentials/rotation';
import { credentialSecrets } from '../../charts/endpoint/credentials/secrets';
import { environmentCharts } from '../../lib/environment/environment';
import { InputError, show, problemFrom } from '../../charts/problems';
import { loadEnvironments } from '../load-environments';

/** What `eks-loki credentials` was told. */
export interface CredentialsOptions {
  /** Environment to make them for. */
  readonly name: string;

  /** File with the environments. */
  readonly file: string;

  /** Step of a change of passwords to make. @default none: first passwords are made */
  readonly rotate?: string;
}

/**
 * Prints the namespaces and, in each, the Secret with the passwords its pods need; with `rotate`, the Secrets after a
 * step of a change, from the gateway's Secret on standard input. Passwords go nowhere else: not to a file, not to a
 * template, not to a log.
 */
export async function credentials({ name, file, rotate }: CredentialsOptions): Promise<void> {
  const [environment] = await loadEnvironments(file, [name]);
  if (!environment) return;
  const { source } = environment.credentials;
  if (!(source instanceof KubernetesSecretCredentials)) {
    const path = `environments.${name}.credentials.from`;
    const where = `${show(source.kind)}, so AWS Secrets Manager makes the passwords and there is no Secret to make`;
    const found = `${where}`;
    const fix = `to make Secrets by hand, write { from: 'kubernetes-secret' }`;
    throw new InputError([{ path, found, fix }]);
  }
  const charts = environmentCharts(environment);
  const { secretName } = source;
  const of = {
    endpoint: charts.loki.endpoint,
    secretName,
    writerNamespaces: [charts.alloy.namespaceName],
    readerNamespaces: [charts.grafana.namespaceName],
  };
  const newPassword = () => randomBytes(24).toString('base64url');
  if (rotate === undefined) {
    const secrets = credentialSecrets({ ...of, writerPassword: newPassword(), readerPassword: newPassword() });
    process.stdout.write(Yaml.stringify(...(charts.namespaces.toJson() as object[]), ...secrets));
    return;
  }
  const step = stepOf(rotate);
  const { namespace } = of.endpoint;
  const data = readSecret(
    `kubectl -n ${namespace} get secret ${secretName} -o json | eks-loki credentials ${name}`,
    step,
  );
  try {
    process.stdout.write(Yaml.stringify(...rotatedSecrets({ step, data, of, newPassword })));
  } catch (error) {
    throw new InputError([problemFrom(`Secret ${namespace}/${secretName}`, (error as Error).message)]);
  }
}

function stepOf(rotate: string): RotationStep {
  const step = ROTATION_STEPS.find((one) => one === rotate);
  if (step) return step;
  throw new InputError([
    { path: '--rotate', found: `${show(rotate)} is not a step`, fix: `use one of ${ROTATION_STEPS.join(', ')}` },
  ]);
}

/** What is piped in is never said, whatever it is. */
function readSecret(command: string, step: RotationStep): Record<string, string> {
  try {
    const { kind, data } = JSON.parse(process.stdin.isTTY ? '' : readFileSync(0, 'utf8')) as Record<string, unknown>;
    if (kind === 'Secret' && typeof data === 'object' && data !== null) return data as Record<string, string>;
  } catch {
    // The same as another object.
  }
  const found = `not the gateway's Secret`;
  const fix = `pipe it in: ${command} --rotate ${step}`;
  throw new InputError([{ path: 'standard input', found, fix }]);
}
