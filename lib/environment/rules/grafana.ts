import type { Problem } from '../../../charts/input/problems';
import { show } from '../../../charts/input/problems';
import { DEFAULT_CREDENTIALS } from '../credentials';
import { isObject } from '../values';
import type { LoggingRule } from './rule';

/** The operator reads passwords from Secrets, and sends datasources to the main organization of its Grafana. */
const operator: LoggingRule = (_name, { grafana, credentials, readers }) => {
  const { as, instances } = isObject(grafana) ? grafana : {};
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
    const found = `${show(datasource.organization)} has no effect, since the operator sends datasources to one organization`;
    return [{ path: `readers.${name}.datasource.organization`, found, fix: 'leave it out' }];
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
      fix: "write loki: { alertmanagerUrl: 'http://alertmanager.monitoring:9093' }",
    },
  ];
};

/** Rules about Grafana's datasources. */
export const GRAFANA_RULES: readonly LoggingRule[] = [operator, alertmanager];
