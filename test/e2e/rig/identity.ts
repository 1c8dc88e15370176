import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { tokenOf } from '../aws/tokens';
import type { Mount } from './container';
import type { Objects } from './objects';

/** Issuer of the tokens of the cluster in a region, without `https://`. */
export function issuerIn(region: string): string {
  return `oidc.eks.${region}.amazonaws.com/id/RIG`;
}

/** File of the token in containers. */
export const TOKEN_PATH = '/var/run/secrets/eks.amazonaws.com/serviceaccount/token';

/** Annotation of a service account with its role. */
const ROLE = 'eks.amazonaws.com/role-arn';

/** Service account and the role in its annotation. */
export interface Account {
  readonly namespace: string;
  readonly name: string;
  readonly role?: string;
}

/** Variables and token file that pods with a role get, in all containers but the skipped ones. */
export interface PodIdentity {
  readonly env: Readonly<Record<string, string>>;
  readonly files: readonly Mount[];
  readonly skippedContainers: readonly string[];
}

/** Token of a service account, as the kubelet requests it. */
export function tokenOfAccount({ namespace, name }: Account, region: string): string {
  return tokenOf(`system:serviceaccount:${namespace}:${name}`, issuerIn(region));
}

/** Service account from the rendered objects. */
export function accountOf(objects: Pick<Objects, 'one'>, namespace: string, name: string): Account {
  const { metadata } = objects.one('ServiceAccount', name, namespace);
  return { namespace, name, role: metadata.annotations?.[ROLE] };
}

/** Variables of containers with a role. */
export const variablesOf = (role: string, region: string): Record<string, string> => ({
  AWS_ROLE_ARN: role,
  AWS_WEB_IDENTITY_TOKEN_FILE: TOKEN_PATH,
  AWS_REGION: region,
  AWS_DEFAULT_REGION: region,
  AWS_STS_REGIONAL_ENDPOINTS: 'regional',
});

/** Containers of a pod that get none of it. */
export const skippedContainers = (annotations: Readonly<Record<string, string>>): string[] =>
  (annotations['eks.amazonaws.com/skip-containers'] ?? '').split(',');

/** Additions of EKS's webhook (https://github.com/aws/amazon-eks-pod-identity-webhook) to a pod. The token is by default the rig's own. */
export function podIdentity(
  account: Account,
  annotations: Readonly<Record<string, string>>,
  { region, folder, token }: { readonly region: string; readonly folder: string; readonly token?: string },
): PodIdentity {
  if (!account.role) return { env: {}, files: [], skippedContainers: [] };
  const source = join(folder, `token.${account.namespace}.${account.name}`);
  writeFileSync(source, token ?? tokenOfAccount(account, region));
  return {
    env: variablesOf(account.role, region),
    files: [{ source, path: TOKEN_PATH, readOnly: true, file: true }],
    skippedContainers: skippedContainers(annotations),
  };
}
