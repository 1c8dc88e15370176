import { randomBytes } from 'node:crypto';
import { Yaml } from 'cdk8s';
import { environmentCharts } from '../../lib/environment';
import { credentialSecrets } from '../../charts/credentials';
import { loadEnvironments } from '../load-environments';

/** What `eks-loki credentials` was told. */
export interface CredentialsOptions {
  /** Environment to make them for. */
  readonly name: string;

  /** File with the environments. */
  readonly file: string;
}

/**
 * Prints the namespaces and, in each, the Secret with the passwords its pods need. The passwords are new each time and
 * go nowhere else: not to a file, not to a template, not to a log.
 */
export async function credentials({ name, file }: CredentialsOptions): Promise<void> {
  const [environment] = await loadEnvironments(file, [name]);
  if (!environment) return;
  const charts = environmentCharts(environment);
  const password = () => randomBytes(24).toString('base64url');
  const secrets = credentialSecrets({
    endpoint: charts.loki.endpoint,
    writerNamespaces: [charts.alloy.namespaceName],
    readerNamespaces: [charts.grafana.namespaceName],
    writerPassword: password(),
    readerPassword: password(),
  });
  process.stdout.write(Yaml.stringify(...(charts.namespaces.toJson() as object[]), ...secrets));
}
