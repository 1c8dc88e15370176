import {
  DEFAULT_GIGABYTES_PER_DAY,
  DEFAULT_NAMESPACES,
  DEFAULT_QUERY_TIMEOUT,
  DEFAULT_RETENTION,
} from '../../charts/defaults';
import type { IdentityKind, WorkloadIdentity } from '../../charts/endpoint/identity';
import { isInAws } from '../../charts/endpoint/object-store';
import { gatewayUsers } from '../../charts/endpoint/users';
import { deployOf } from '../../charts/grafana/deploy/props';
import { generatedSecrets } from '../../charts/grafana/deploy/secrets';
import { configWithStreams, limitsOfTenants } from '../../charts/loki/typed-limits';
import { collectorsProps } from './collectors-props';
import { resolveCredentials } from './credentials';
import { exposureOf } from './door';
import { grafanaFields } from './grafana';
import { isSpoke } from './hub/hub';
import { resolveSpoke } from './hub/resolve-spoke';
import { clientNamespaces } from './hub/spokes';
import { lokiIdentity, rulerIdentity } from './loki-identity';
import type { LoggingInput, ResolvedLogging } from './resolved';
import { rulesWithFiles } from './rules-as-code/files';
import { resolveStore } from './store';

export type { LoggingInput, ResolvedLogging } from './resolved';

/** Identities that read and write the buckets. */
export function storeIdentities({ identity, chartsProps }: ResolvedLogging): WorkloadIdentity[] {
  return [identity, chartsProps.loki?.rulerIdentity].filter((one) => one !== undefined);
}

/** ARNs of the roles that read and write the buckets. */
export function storeRoleArns(resolved: ResolvedLogging): string[] {
  return storeIdentities(resolved).flatMap(({ roleArn }) => roleArn ?? []);
}

/** Resolves a logging stack: defaults, names, and the properties of the charts. */
export function resolveLogging(input: LoggingInput): ResolvedLogging {
  return isSpoke(input.props) ? resolveSpoke(input) : resolveWithLoki(input);
}

function resolveWithLoki(input: LoggingInput): ResolvedLogging {
  const { clusterName, props, gigabytesPerDay = DEFAULT_GIGABYTES_PER_DAY } = input;
  const parts = { ...input.parts, rolePath: props.rolePath };
  const objectStore = resolveStore(parts, props.storage, input.objectStore);
  const ofLoki = { namespace: props.loki?.namespace, kind: props.identity as IdentityKind | undefined };
  const identity = lokiIdentity(parts, { ...ofLoki, hasRole: isInAws(objectStore) });
  const isSigned = props.loki?.ruler?.remoteWrite?.workspaceArn !== undefined;
  const users = { readers: props.readers, writers: props.writers, deletes: props.loki?.deletes };
  const clients = clientNamespaces(props);
  const grafana = deployOf(props.grafana?.deploy);
  const credentials = resolveCredentials({
    parts,
    credentials: props.credentials,
    identityKind: ofLoki.kind,
    lokiNamespace: identity.namespace,
    alloyNamespace: clients.alloy,
    grafanaNamespace: props.grafana?.namespace ?? DEFAULT_NAMESPACES.grafana,
    grafanaServiceAccount: props.grafana?.serviceAccount,
    canaryNamespace: clients.canary,
    users: gatewayUsers(users).map(({ username }) => username),
    grafanaSecrets: grafana && generatedSecrets(grafana),
  });
  return {
    name: parts.environment,
    account: parts.account,
    region: parts.region,
    clusterName,
    gigabytesPerDay,
    identity,
    objectStore,
    credentials,
    spokeReaders: input.spokeReaders ?? [],
    chartsProps: {
      ...collectorsProps(input, credentials),
      loki: {
        identity,
        store: objectStore,
        tenants: [...(props.tenants ?? [parts.environment])],
        gigabytesPerDay,
        retention: input.retention ?? DEFAULT_RETENTION,
        queryTimeout: input.queryTimeout ?? DEFAULT_QUERY_TIMEOUT,
        credentials: credentials.source,
        storageClassName: input.storageClass.name,
        sizes: props.loki?.sizes,
        ingesterZones: props.loki?.ingesterZones,
        rolloutOperator: props.loki?.rolloutOperator,
        autoscaling: props.loki?.autoscaling,
        config: configWithStreams(props.loki ?? {}, props.loki?.config),
        tenantLimits: limitsOfTenants(props.loki ?? {}, props.loki?.tenantLimits),
        rules: props.loki?.rules && rulesWithFiles(props.loki.rules),
        ruler: props.loki?.ruler,
        rulerIdentity: isSigned ? rulerIdentity(parts, ofLoki) : undefined,
        otlpIndexLabels: props.loki?.otlpIndexLabels,
        chunkEncoding: props.loki?.chunkEncoding,
        schema: props.loki?.schema,
        alertmanagerUrl: props.loki?.alertmanagerUrl,
        ...users,
        networkPolicies: props.network?.policies,
        metricsNamespaces: props.network?.metricsNamespaces,
        metricsPods: props.network?.metricsPods,
        rulerEgress: props.network?.rulerEgress,
        zones: input.zones,
        fixedNodes: input.fixedNodes,
        clientNamespaces: props.network?.clientNamespaces,
        expose: props.expose && exposureOf(props.expose, input),
      },
      ...grafanaFields(props, grafana, input, credentials),
      storageClass: input.hasStorageClass ? undefined : input.storageClass,
    },
  };
}
