import { execFile } from 'node:child_process';
import { askCaller } from '../../lib/environment/account';
import { parseArn } from '../../lib/environment/aws/arn';
import type { ExistingClusterProps } from '../../lib/environment/props';

/** Time that a request of the AWS CLI may take, in milliseconds. */
const TIMEOUT = 20_000;

/** Facts from AWS, if the credentials allow it. None of them is required. */
export interface Aws {
  /** Account and region, and the role or user behind the credentials. */
  caller(): Promise<{ readonly account?: string; readonly region?: string; readonly arn?: string }>;

  /** Names of the EKS clusters of a region. */
  clusters(region: string): Promise<readonly string[]>;

  /** An existing cluster; undefined if it cannot be read. */
  cluster(name: string, region: string): Promise<ExistingClusterProps | undefined>;

  /** ARN of the role or user that an ARN of STS stands for; undefined if it is unknown. */
  principal(callerArn: string): Promise<string | undefined>;
}

/** Runs a command of the AWS CLI and returns its JSON; undefined if it fails or there is no CLI. */
export type AwsCli = (...args: string[]) => Promise<unknown>;

const runCli: AwsCli = (...args) =>
  new Promise((resolve) => {
    execFile('aws', [...args, '--output', 'json', '--no-cli-pager'], { timeout: TIMEOUT }, (error, stdout) => {
      if (error) return resolve(undefined);
      try {
        resolve(JSON.parse(stdout));
      } catch {
        resolve(undefined);
      }
    });
  });

/** Fields of the output of `aws eks describe-cluster` that are read. */
interface Described {
  readonly cluster?: {
    readonly name?: string;
    readonly version?: string;
    readonly identity?: { readonly oidc?: { readonly issuer?: string } };
    readonly computeConfig?: { readonly enabled?: boolean };
    readonly resourcesVpcConfig?: {
      readonly vpcId?: string;
      readonly subnetIds?: readonly string[];
      readonly clusterSecurityGroupId?: string;
      readonly endpointPublicAccess?: boolean;
    };
  };
}

/** Asks STS with the SDK, and EKS and IAM with the AWS CLI, which the next steps need in any case. */
export function awsOf(cli: AwsCli = runCli, ask: typeof askCaller = askCaller): Aws {
  return {
    caller: ask,
    async clusters(region) {
      const listed = (await cli('eks', 'list-clusters', '--region', region)) as { clusters?: unknown } | undefined;
      return Array.isArray(listed?.clusters) ? listed.clusters.filter((name) => typeof name === 'string').sort() : [];
    },
    async cluster(name, region) {
      const described = (await cli('eks', 'describe-cluster', '--region', region, '--name', name)) as
        Described | undefined;
      const oidcIssuer = described?.cluster?.identity?.oidc?.issuer;
      if (!described?.cluster || oidcIssuer === undefined) return undefined;
      const { version, computeConfig, resourcesVpcConfig: network } = described.cluster;
      const oidcProviderArn = await providerOf(oidcIssuer, cli);
      return {
        name,
        oidcIssuer,
        ...(oidcProviderArn === undefined ? {} : { oidcProviderArn }),
        ...(version === undefined ? {} : { version }),
        ...(computeConfig?.enabled ? { autoMode: true } : {}),
        ...(network?.endpointPublicAccess === false
          ? {
              vpcId: network.vpcId,
              privateSubnetIds: network.subnetIds,
              securityGroupId: network.clusterSecurityGroupId,
            }
          : {}),
      };
    },
    async principal(callerArn) {
      const { partition, service, account, resource } = parseArn(callerArn) ?? {};
      if (service === 'iam' && resource?.startsWith('user/')) return callerArn;
      const [, role] = /^assumed-role\/([^/]+)\//.exec(service === 'sts' ? (resource ?? '') : '') ?? [];
      if (role === undefined) return undefined;
      const found = (await cli('iam', 'get-role', '--role-name', role)) as { Role?: { Arn?: unknown } } | undefined;
      if (typeof found?.Role?.Arn === 'string') return found.Role.Arn;
      // Roles of IAM Identity Center have a path, which STS leaves out.
      return role.startsWith('AWSReservedSSO_') ? undefined : `arn:${partition}:iam::${account}:role/${role}`;
    },
  };
}

/** The account's OIDC provider for an issuer: AWS allows one. */
async function providerOf(issuer: string, cli: AwsCli): Promise<string | undefined> {
  const listed = (await cli('iam', 'list-open-id-connect-providers')) as
    { OpenIDConnectProviderList?: readonly { readonly Arn?: string }[] } | undefined;
  const end = `:oidc-provider/${issuer.replace('https://', '')}`;
  return listed?.OpenIDConnectProviderList?.find(({ Arn }) => Arn?.endsWith(end))?.Arn;
}
