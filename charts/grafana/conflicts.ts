import { CredentialsKind } from '../endpoint/credentials/source';
import { OBJECT_NAME } from '../input/forms';
import { noEffect } from '../input/no-effect';
import { type Problem, problemOfValue, show } from '../input/problems';
import { isStateless } from './deploy/config';
import { deployOf, type GrafanaDeployProps } from './deploy/props';
import { GRAFANA_SECRETS } from './deploy/secrets';
import type { DatasourceSettings } from './settings';

/** Paths of the fields of Grafana, which differ between environments and charts. */
export interface GrafanaPaths {
  /** Path of the settings of datasources. */
  readonly datasources: string;

  /** Path of the Grafana that is deployed. */
  readonly deploy: string;
}

/** Fields of Grafana, and the fields that they must agree with. Each is valid by itself. */
interface GrafanaFields {
  /** Settings of the datasources. @default - none */
  readonly datasources?: DatasourceSettings;

  /** A Grafana that is deployed. @default - none */
  readonly deploy?: boolean | Pick<GrafanaDeployProps, 'storage' | 'database' | 'login' | 'expose'>;

  /** Readers with a datasource of an organization of their own, by user name. @default - none */
  readonly organizations?: Readonly<Record<string, number>>;

  /** Workspace that metrics are written to. @default - none */
  readonly workspaceArn?: string;

  /** Host of the door to Loki. @default - there is no door */
  readonly lokiHost?: string;

  /** Kind of the credentials. @default - not known */
  readonly credentials?: string;

  /** Name of the Secret with the passwords of the gateway. @default - they are in none of that name */
  readonly secretName?: string;
}

/** Problems of combinations of Grafana's fields and of fields beside them. */
export function grafanaConflicts(given: GrafanaFields, paths: GrafanaPaths): Problem[] {
  const { datasources = {}, workspaceArn } = given;
  const deploy = deployOf(given.deploy as boolean | GrafanaDeployProps | undefined);
  const without: Problem[] =
    datasources.prometheus === true && workspaceArn === undefined
      ? [
          {
            path: `${paths.datasources}.prometheus`,
            found: 'true, and metrics are written to no workspace',
            fix: "write one such as { url: 'http://prometheus.monitoring:9090' }",
          },
        ]
      : [];
  if (deploy) return [...without, ...ofDeployed(deploy, given, paths), ...ofSecrets(deploy, given, paths)];
  const pods = typeof datasources.prometheus === 'object' ? datasources.prometheus.pods : undefined;
  const unused = pods && noEffect(`${paths.datasources}.prometheus.pods`, pods, 'no Grafana is deployed');
  return [...without, ...(unused ? [unused] : [])];
}

function ofDeployed(
  deploy: GrafanaDeployProps,
  { datasources = {}, organizations = {}, lokiHost }: GrafanaFields,
  paths: GrafanaPaths,
): Problem[] {
  const { as, traces } = datasources;
  return [
    ...(as === undefined || as === 'files'
      ? []
      : [
          {
            path: `${paths.datasources}.as`,
            found: `${show(as)} is for a Grafana of yours, and ${paths.deploy} makes one`,
            fix: 'leave one of the two out',
          },
        ]),
    ...(traces?.uid !== undefined && isStateless(deploy)
      ? [
          {
            path: `${paths.datasources}.traces.uid`,
            found: `${show(traces.uid)} is a datasource that a Grafana without storage does not have`,
            fix: 'write a url instead, or storage: true, and add the datasource in Grafana',
          },
        ]
      : []),
    ...Object.entries(organizations)
      .filter(([, organization]) => organization !== 1)
      .map(([reader, organization]) => ({
        path: `readers.${reader}.datasource.organization`,
        found: `${organization}, and a new Grafana has only organization 1, so it would not start`,
        fix: 'leave it out',
      })),
    ...(lokiHost !== undefined && deploy.expose?.host === lokiHost
      ? [
          {
            path: `${paths.deploy}.expose.host`,
            found: `${show(lokiHost)} is also the host of the door to Loki`,
            fix: 'use another name for one of the two',
          },
        ]
      : []),
  ];
}

/** Problems of names of Kubernetes Secrets, where the user makes them. */
function ofSecrets(
  deploy: GrafanaDeployProps,
  { credentials, secretName }: GrafanaFields,
  paths: GrafanaPaths,
): Problem[] {
  if (credentials !== CredentialsKind.KUBERNETES_SECRET) return [];
  const references = [
    { path: `${paths.deploy}.login.clientSecret.secret`, name: deploy.login?.clientSecret.secret },
    { path: `${paths.deploy}.database.password.secret`, name: deploy.database?.password.secret },
  ];
  return references.flatMap(({ path, name }): Problem[] => {
    if (name === undefined) return [];
    const fault = OBJECT_NAME.faultOf(name);
    if (fault) return [problemOfValue(path, name, fault)];
    if (name !== GRAFANA_SECRETS && name !== secretName) return [];
    return [{ path, found: `${show(name)} has the passwords that are generated`, fix: 'use a Secret of its own' }];
  });
}
