import type { GrafanaDeploySettings } from '../../../../charts/grafana/deploy/props';
import { type KubernetesObject, makeCharts, objectOf } from '../../../helpers/charts';

export type Loki = Parameters<typeof makeCharts>[0];
export type Rest = Parameters<typeof makeCharts>[1];

export const WORKSPACE = 'arn:aws:aps:eu-west-1:111122223333:workspace/ws-0a1b2c3d-0000-4000-8000-00000000000a';
export const DOOR = {
  host: 'grafana.example.com',
  certificateArn: 'arn:aws:acm:eu-west-1:111122223333:certificate/1234abcd-12ab-34cd-56ef-1234567890ab',
  vpcCidrs: ['10.20.0.0/16'],
};
export const LOGIN = {
  clientId: 'grafana',
  clientSecret: { secret: 'login', field: 'clientSecret' },
  authUrl: 'https://id.example.com/authorize',
  tokenUrl: 'https://id.example.com/token',
  userUrl: 'http://keycloak.keycloak.svc:8080/userinfo',
};
export const DATABASE = { type: 'postgres' as const, host: 'db.example.com:5432', password: { secret: 'db' } };

/** Charts with a Grafana. */
export const charts = (deploy: boolean | GrafanaDeploySettings, loki: Loki = {}, rest: Rest = {}) =>
  makeCharts({ storageClassName: 'gp3', ...loki }, { grafanaDeploy: deploy, ...rest });
/** Template of its pods. */
export const podOf = (made: ReturnType<typeof makeCharts>, kind = 'Deployment') =>
  objectOf(made, kind, 'grafana').spec.template as KubernetesObject;
/** Its network policy. */
export const policyOf = (made: ReturnType<typeof makeCharts>) => objectOf(made, 'NetworkPolicy', 'grafana').spec;
