import { ALLOY_SERVICE_ACCOUNT, DEFAULT_GIGABYTES_PER_DAY } from '../../../charts/defaults';
import { CANARY } from '../../../charts/canary/props';
import { KubernetesSecretCredentials } from '../../../charts/endpoint/credentials/kubernetes-secret';
import { SharedCredentials } from '../../../charts/endpoint/credentials/shared';
import { CredentialsKind } from '../../../charts/endpoint/credentials/source';
import { clientObjectName } from '../../../charts/endpoint/credentials/stored';
import { type IdentityKind, WorkloadIdentity } from '../../../charts/endpoint/identity';
import { collectorsProps } from '../collectors-props';
import type { EnvironmentCredentials, SharedSecret } from '../credentials';
import { clientRoleName, type NameParts, roleArn } from '../names';
import { parseQueryTimeout } from '../quantities';
import type { LoggingInput, ResolvedLogging } from '../resolved';
import { type RemoteLoki, remoteLokiOf } from './remote';
import { clientNamespaces } from './spokes';

/** Resolves a logging stack whose Loki is elsewhere: collectors, the canary and monitoring. */
export function resolveSpoke(input: LoggingInput): ResolvedLogging {
  const { clusterName, props, hub } = input;
  const parts = { ...input.parts, rolePath: props.rolePath };
  const remote = remoteLokiOf(parts.environment, props, hub);
  const credentials = resolveShared(parts, props, remote);
  const timeout = hub?.props.loki?.queryTimeout;
  return {
    name: parts.environment,
    account: parts.account,
    region: parts.region,
    clusterName,
    gigabytesPerDay: DEFAULT_GIGABYTES_PER_DAY,
    remote,
    credentials,
    spokeReaders: [],
    chartsProps: {
      ...collectorsProps(input, credentials),
      remoteLoki: {
        url: remote.url,
        tenants: [...remote.tenants],
        credentials: credentials.source,
        writer: remote.writer,
        reader: remote.reader,
        ca: remote.ca,
        pods: remote.pods,
        queryTimeout: timeout === undefined ? undefined : parseQueryTimeout(timeout).value,
        identityKind: props.identity as IdentityKind | undefined,
        // No StorageClass is created for Loki: volumes of collectors have the class of a new cluster, or an existing
        // one.
        storageClassName: input.storageClass.isDefault || input.hasStorageClass ? input.storageClass.name : undefined,
        networkPolicies: props.network?.policies,
        metricsNamespaces: props.network?.metricsNamespaces && [...props.network.metricsNamespaces],
        metricsPods: props.network?.metricsPods,
      },
      storageClass: input.storageClass.isDefault && !input.hasStorageClass ? input.storageClass : undefined,
    },
  };
}

/** Resolves the source of the passwords of a Loki elsewhere. */
function resolveShared(
  parts: NameParts,
  props: LoggingInput['props'],
  { from, secretArns, key, writer, reader }: RemoteLoki,
): EnvironmentCredentials {
  const { secretName, installDriver = true } = props.credentials ?? {};
  if (from === CredentialsKind.KUBERNETES_SECRET) {
    const source = new KubernetesSecretCredentials({ secretName });
    return { source, installsDriver: false, createsSecrets: false };
  }
  const isMounted = from === CredentialsKind.SECRETS_MANAGER;
  const namespaces = clientNamespaces(props);
  const identity = (client: 'alloy' | 'canary', namespace: string) =>
    new WorkloadIdentity({
      namespace,
      // The operator uses a token of its own service account, which Pod Identity does not accept.
      serviceAccountName: isMounted
        ? { alloy: ALLOY_SERVICE_ACCOUNT, canary: CANARY }[client]
        : clientObjectName(client),
      roleArn: roleArn(clientRoleName(client, parts), parts),
      ...(isMounted ? { kind: props.identity as IdentityKind | undefined } : {}),
    });
  const alloy = identity('alloy', namespaces.alloy);
  const canary = namespaces.canary === undefined ? undefined : identity('canary', namespaces.canary);
  const kind = isMounted ? CredentialsKind.SECRETS_MANAGER : CredentialsKind.EXTERNAL_SECRETS;
  const secret = (client: SharedSecret['client'], reads: WorkloadIdentity, user: string): SharedSecret[] => {
    const arn = secretArns[user];
    return arn === undefined ? [] : [{ client, identity: reads, arn, key }];
  };
  return {
    source: new SharedCredentials({ secretArns, alloy, canary, kind }),
    shared: [...secret('alloy', alloy, writer), ...(canary ? secret('canary', canary, reader) : [])],
    installsDriver: isMounted && installDriver,
    createsSecrets: false,
  };
}
