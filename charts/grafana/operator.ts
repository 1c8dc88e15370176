import type { GatewayUser, LokiEndpoint } from '../endpoint/endpoint';
import { InputError } from '../input/problems';
import { checksum, MANAGED_BY } from '../kubernetes/objects';
import { type DatasourceOf, withPassword } from './datasources';
import { DEFAULT_INSTANCES } from './settings';

/** Inputs of a resource of the Grafana operator. */
interface ResourceProps {
  readonly endpoint: LokiEndpoint;
  readonly namespace: string;

  /** Labels of the `Grafana` resources. @default - those of the operator's own examples */
  readonly instances?: Readonly<Record<string, string>>;
}

/** Form of the name of a Kubernetes object. */
const NAME = /^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/;

/** Name of the resource for a uid: valid in Kubernetes, and different for each uid. */
export function resourceName(uid: string): string {
  const name = uid.replaceAll('_', '.');
  return NAME.test(name) ? name : `loki-${checksum(uid).slice(0, 10)}`;
}

/**
 * A datasource as a resource of the Grafana operator, version 5
 * (https://grafana.github.io/grafana-operator/docs/datasources/). The operator reads the password from a Secret and
 * sends it to Grafana.
 *
 * @throws InputError if the passwords are not in a Kubernetes Secret
 */
export function datasourceResource({ fields, user }: DatasourceOf, props: ResourceProps): object {
  const { namespace, instances = DEFAULT_INSTANCES } = props;
  return {
    apiVersion: 'grafana.integreatly.org/v1beta1',
    kind: 'GrafanaDatasource',
    metadata: { name: resourceName(String(fields['uid'])), namespace, labels: MANAGED_BY },
    spec: {
      instanceSelector: { matchLabels: instances },
      datasource: withPassword(fields, user && `\${${user.passwordKey}}`),
      ...(user ? { valuesFrom: [passwordFrom(user, props)] } : {}),
    },
  };
}

function passwordFrom(user: GatewayUser, { endpoint, namespace }: ResourceProps): object {
  const { secret } = endpoint.credentials.volume(endpoint.grafanaClient(namespace));
  if (!secret?.secretName) {
    const found = "'operator' needs the passwords in a Kubernetes Secret, but they are mounted as files";
    throw new InputError([{ path: 'grafanaDatasources.as', found, fix: "use 'sidecar', or other credentials" }]);
  }
  return {
    targetPath: 'secureJsonData.basicAuthPassword',
    valueFrom: { secretKeyRef: { name: secret.secretName, key: user.passwordKey } },
  };
}
