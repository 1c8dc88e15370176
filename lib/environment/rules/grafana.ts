import { DEFAULT_SECRET_NAME } from '../../../charts/endpoint/credentials/kubernetes-secret';
import { grafanaConflicts } from '../../../charts/grafana/conflicts';
import { deploy as deployForm } from '../../../charts/grafana/deploy/validate';
import { DATASOURCE_SETTINGS } from '../../../charts/grafana/settings';
import { type Problem, show } from '../../../charts/input/problems';
import { DEFAULT_CREDENTIALS } from '../credentials';
import type { CredentialsProps } from '../credentials-props';
import type { GrafanaProps } from '../props';
import { isObject } from '../values';
import { noEffect } from '../../../charts/input/no-effect';
import { workspaceProblems } from './place';
import type { LoggingRule } from './rule';

/** The operator reads passwords from Secrets, and sends datasources to the main organization of its Grafana. */
const operator: LoggingRule = (_name, { grafana, credentials, readers }) => {
  const { as, instances, deploy } = isObject(grafana) ? grafana : {};
  // Both are one problem.
  if (as === 'operator' && (deploy ?? false) !== false) return [];
  if (as !== 'operator') {
    const found = `${show(instances)} is for grafana.as 'operator'`;
    return instances === undefined ? [] : [{ path: 'grafana.instances', found, fix: 'leave it out' }];
  }
  const from = (isObject(credentials) ? credentials.from : undefined) ?? DEFAULT_CREDENTIALS;
  const files: Problem[] =
    from === 'secrets-manager'
      ? [
          {
            path: 'grafana.as',
            found:
              "'operator' reads passwords from Kubernetes Secrets, and credentials are from 'secrets-manager', which mounts files",
            fix: "write credentials: { from: 'external-secrets' }, or as: 'sidecar'",
          },
        ]
      : [];
  const elsewhere = Object.entries(isObject(readers) ? readers : {}).flatMap(([name, reader]): Problem[] => {
    const datasource = isObject(reader) ? reader.datasource : undefined;
    if (!isObject(datasource) || datasource.organization === undefined) return [];
    const path = `readers.${name}.datasource.organization`;
    return [noEffect(path, datasource.organization, 'the operator sends datasources to one organization')];
  });
  return [...files, ...elsewhere];
};

const alertmanager: LoggingRule = (_name, { grafana, loki }) => {
  const wanted = isObject(grafana) && grafana.alertmanager === true;
  if (!wanted || (isObject(loki) && loki.alertmanagerUrl !== undefined)) return [];
  const found = 'true, and the ruler has no Alertmanager';
  return [
    {
      path: 'grafana.alertmanager',
      found,
      fix: "write loki.alertmanagerUrl, such as 'http://alertmanager.monitoring:9093'",
    },
  ];
};

/** A workspace in another region has another address, and one in another account requires another role. */
const workspace: LoggingRule = (_name, input) => {
  const prometheus = isObject(input.grafana) ? input.grafana.prometheus : undefined;
  return isObject(prometheus)
    ? workspaceProblems('grafana.prometheus.workspaceArn', prometheus.workspaceArn, input)
    : [];
};

const together: LoggingRule = (_name, { grafana, monitoring, expose, credentials, readers }) => {
  if (!isObject(grafana) || !isSound(grafana)) return [];
  const { as, traces, prometheus, deploy }: GrafanaProps = grafana;
  const write = isObject(monitoring) ? monitoring.remoteWrite : undefined;
  const arn = isObject(write) ? write.workspaceArn : undefined;
  const { from = DEFAULT_CREDENTIALS, secretName = DEFAULT_SECRET_NAME }: CredentialsProps = isObject(credentials)
    ? credentials
    : {};
  const organizations = Object.entries(isObject(readers) ? readers : {}).flatMap(([name, reader]) => {
    const datasource = isObject(reader) ? reader.datasource : undefined;
    const organization: unknown = isObject(datasource) ? datasource.organization : undefined;
    return typeof organization === 'number' ? [[name, organization]] : [];
  });
  const host: unknown = isObject(expose) ? expose.host : undefined;
  return grafanaConflicts(
    {
      datasources: { as, traces, prometheus },
      deploy,
      organizations: Object.fromEntries(organizations) as Record<string, number>,
      workspaceArn: typeof arn === 'string' ? arn : undefined,
      lokiHost: typeof host === 'string' ? host : undefined,
      credentials: from,
      secretName,
    },
    { datasources: 'grafana', deploy: 'grafana.deploy' },
  );
};

/** True if the fields that belong together have their own forms. */
const isSound = ({ as, traces, prometheus, deploy }: GrafanaProps): boolean =>
  [
    DATASOURCE_SETTINGS.as('', as),
    DATASOURCE_SETTINGS.traces('', traces),
    DATASOURCE_SETTINGS.prometheus('', prometheus),
    deployForm('', deploy),
  ].every((problems) => problems.length === 0);

/** Rules about Grafana and its datasources. */
export const GRAFANA_RULES: readonly LoggingRule[] = [operator, alertmanager, workspace, together];
