import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { yamlOf } from '../../charts/kubernetes/yaml';
import { KubernetesSecretCredentials } from '../../charts/endpoint/credentials/kubernetes-secret';
import {
  ROTATION_STEPS,
  rotatedSecrets,
  type RotationStep,
  secretsWith,
} from '../../charts/endpoint/credentials/rotation';
import { grafanaSecret } from '../../charts/grafana/deploy/by-hand';
import { refuse } from '../../charts/input/props';
import { remoteSecrets } from '../../charts/endpoint/credentials/secrets';
import { localStoreKey } from '../../charts/local/key';
import type { LoggingCharts } from '../../charts/logging/charts';
import { hubSecretCommand } from '../../lib/app/next-commands';
import { type Environment, environmentCharts } from '../../lib/environment/environment';
import { InputError, show } from '../../charts/input/problems';
import { loadEnvironments } from '../loading/environments';
import { UsageError } from '../terminal/problems';

/** Arguments of `eks-loki credentials`. */
export interface CredentialsOptions {
  /** Environment to create passwords for. */
  readonly name: string;

  /** File with the environments. */
  readonly file: string;

  /** Step of a password change. @default - none: first passwords are created */
  readonly rotate?: string;

  /** If true, only the passwords of a Grafana that is deployed are created. @default false */
  readonly grafana?: boolean;
}

/**
 * Prints the namespaces and, in each, the Secret with the passwords that its pods need. With `rotate`, prints the Secrets
 * after a step of a password change, computed from the gateway's Secret on standard input. Passwords are written to standard
 * output only: to no file, no template and no log.
 *
 * @throws InputError if the passwords of the environment are not in Secrets created by hand, or the step does not follow
 * from the Secret
 */
export async function credentials({ name, file, rotate, grafana: onlyGrafana }: CredentialsOptions): Promise<void> {
  if (onlyGrafana && rotate !== undefined) {
    const found = 'its passwords are not rotated';
    throw new UsageError([{ path: '--grafana', found, fix: 'leave out --rotate, or --grafana' }]);
  }
  const [environment] = await loadEnvironments(file, [name]);
  if (!environment) return;
  const { source } = environment.credentials;
  if (!(source instanceof KubernetesSecretCredentials)) {
    const path = `environments.${name}.credentials.from`;
    const found = `${show(source.kind)}, so AWS Secrets Manager generates the passwords and no Secret is needed`;
    throw new InputError([{ path, found, fix: `to create Secrets by hand, write { from: 'kubernetes-secret' }` }]);
  }
  const charts = environmentCharts(environment);
  const { secretName } = source;
  if (environment.remote) {
    printSharedSecrets(environment, charts, { secretName, rotate });
    return;
  }
  const of = {
    endpoint: charts.endpoint,
    secretName,
    writerNamespaces: [charts.alloy.namespaceName],
    readerNamespaces: [charts.grafana.namespaceName, ...(charts.canary ? [charts.canary.namespaceName] : [])],
  };
  const newPassword = () => randomBytes(24).toString('base64url');
  const { deployed, namespaceName } = charts.grafana;
  const ofGrafana = deployed ? [grafanaSecret(namespaceName, deployed.secrets, newPassword)] : [];
  if (onlyGrafana) {
    const path = `environments.${name}.grafana.deploy`;
    refuse(deployed ? [] : [{ path, found: 'no Grafana is deployed', fix: 'leave out --grafana' }]);
    process.stdout.write(yamlOf(...ofGrafana));
    return;
  }
  if (rotate === undefined) {
    const current = Object.fromEntries(of.endpoint.allUsers.map(({ username }) => [username, newPassword()]));
    const secrets = [
      ...secretsWith(of, { current, other: {} }),
      ...(charts.localStore ? [localStoreKey(of.endpoint.namespace, newPassword())] : []),
      ...ofGrafana,
    ];
    process.stdout.write(yamlOf(...(charts.namespaces.toJson() as object[]), ...secrets));
    return;
  }
  const step = stepOf(rotate);
  const { namespace } = of.endpoint;
  const data = readSecret(
    `kubectl -n ${namespace} get secret ${secretName} -o json | eks-loki credentials ${name} --rotate ${step}`,
  );
  process.stdout.write(yamlOf(...rotatedSecrets({ step, data, of, newPassword })));
}

/**
 * Prints the namespaces of an environment whose Loki is elsewhere and, in each, the Secret with the password that its pods
 * need, from the Secret of the gateway there on standard input.
 *
 * @throws InputError if the Secret is another, or lacks a password
 */
function printSharedSecrets(
  { name, remote }: Environment,
  charts: LoggingCharts,
  { secretName, rotate }: { readonly secretName: string; readonly rotate?: string },
): void {
  if (rotate !== undefined) {
    const found = `${show(rotate)}, and the passwords are those of ${remote?.of ?? remote?.url}`;
    throw new UsageError([
      { path: '--rotate', found, fix: 'change them there, and run this without --rotate afterwards' },
    ]);
  }
  const { writer, reader } = charts.endpoint;
  const clients = [
    { namespace: charts.alloy.namespaceName, user: writer },
    ...(charts.canary ? [{ namespace: charts.canary.namespaceName, user: reader }] : []),
  ];
  const data = readSecret(`${hubSecretCommand(remote ?? {})} | eks-loki credentials ${name}`);
  const secrets = remoteSecrets(secretName, clients, data);
  process.stdout.write(yamlOf(...(charts.namespaces.toJson() as object[]), ...secrets));
}

function stepOf(rotate: string): RotationStep {
  const step = ROTATION_STEPS.find((one) => one === rotate);
  if (step) return step;
  throw new UsageError([
    { path: '--rotate', found: `${show(rotate)} is not a step`, fix: `use one of ${ROTATION_STEPS.join(', ')}` },
  ]);
}

/** Reads the Secret from standard input; a refusal never repeats what was read. */
function readSecret(command: string): Record<string, string> {
  try {
    const { kind, data } = JSON.parse(process.stdin.isTTY ? '' : readFileSync(0, 'utf8')) as Record<string, unknown>;
    if (kind === 'Secret' && typeof data === 'object' && data !== null) return data as Record<string, string>;
  } catch {
    // Refused below, like any other object.
  }
  const found = `not the gateway's Secret`;
  const fix = `pipe it in: ${command}`;
  throw new InputError([{ path: 'standard input', found, fix }]);
}
