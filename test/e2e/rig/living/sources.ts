import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { KubernetesObject } from '../../../helpers/charts';
import { resolvConf } from '../resolv-conf';
import type { Mount } from '../container';
import { amountOf, type PodValues } from '../env';
import { accountOf } from '../identity';
import type { FieldItem, PodSpec, ProjectedSource, Volume } from '../objects';
import { filesOf, type Passwords, type SecretFiles } from '../passwords';
import type { SandboxProps } from '../sandbox';
import type { Client } from './client';
import type { Store } from './store';

/** Where contents of pods come from. */
export interface Origins {
  readonly client: Client;
  readonly store: Store;

  /** Files that the Secrets Store CSI driver mounts. */
  readonly passwords: Passwords;

  /** Folder of the cluster. */
  readonly folder: string;

  /** Variables of every container. */
  readonly env: () => Readonly<Record<string, string>>;

  /** Files in every container. */
  readonly files: readonly Mount[];

  /** Root folder of a node's files. */
  readonly nodeFolder: (node: string) => string;

  /** Folder of the volume of a claim. @throws Error if it has none yet */
  readonly claimFolder: (namespace: string, claim: string) => string;
}

/** Files of projected tokens, fields, Secrets and passwords, and all that the containers of a pod share. @throws Error if something is missing */
export async function sandboxOf(pod: KubernetesObject, origins: Origins): Promise<SandboxProps> {
  const { store, folder } = origins;
  const { name, namespace = '' } = pod.metadata;
  const spec = pod['spec'] as PodSpec & { readonly nodeName: string };
  const { uid } = pod.metadata as unknown as { uid: string };
  const account = accountOf(store, namespace, spec.serviceAccountName);
  const own = join(folder, 'pods', uid);
  mkdirSync(own, { recursive: true });
  const fields = (address: string) => fieldsOf(pod, address);
  const data: PodValues['data'] = (kind, of) => dataOf(store.find(kind, of, namespace));
  const secrets: Record<string, SecretFiles> = {};
  for (const volume of spec.volumes ?? []) {
    if (volume.configMap) store.one('ConfigMap', volume.configMap.name, namespace);
    if (volume.persistentVolumeClaim) origins.claimFolder(namespace, volume.persistentVolumeClaim.claimName);
    secrets[volume.name] = volume.csi
      ? await origins.passwords.files(volume, account)
      : await filesOfVolume(volume, pod, origins);
  }
  const resolv = join(own, 'resolv.conf');
  writeFileSync(resolv, resolvConf(namespace));
  return {
    ...{ name, namespace, spec, folder: own, env: origins.env(), fields, data, ownProcesses: true },
    sources: {
      ...{ objects: store, secrets, bytes: {}, node: origins.nodeFolder(spec.nodeName) },
      claims: (claim) => origins.claimFolder(namespace, claim),
    },
    // The API server has the webhook of EKS, which adds to the pod itself.
    identity: { env: {}, files: [], skippedContainers: [] },
    files: [{ source: resolv, path: '/etc/resolv.conf', readOnly: true, file: true }, ...origins.files],
  };
}

/** Values of a ConfigMap or Secret as text; undefined if there is no object. */
function dataOf(object: KubernetesObject | undefined): Record<string, string> | undefined {
  const data = (object?.['data'] ?? {}) as Record<string, string>;
  if (object?.kind !== 'Secret') return object && data;
  return Object.fromEntries(Object.entries(data).map(([key, value]) => [key, Buffer.from(value, 'base64').toString()]));
}

async function filesOfVolume(volume: Volume, pod: KubernetesObject, origins: Origins): Promise<SecretFiles> {
  const { secret, downwardAPI, projected } = volume;
  const sources: readonly ProjectedSource[] = [
    ...(secret ? [{ secret: { name: secret.secretName, items: secret.items } }] : []),
    ...(downwardAPI ? [{ downwardAPI }] : []),
    ...(projected?.sources ?? []),
  ];
  const files: SecretFiles[] = [];
  for (const source of sources) files.push(await filesOfSource(source, pod, origins));
  return Object.assign({}, ...files) as SecretFiles;
}

async function filesOfSource(source: ProjectedSource, pod: KubernetesObject, origins: Origins): Promise<SecretFiles> {
  const { secret, downwardAPI, serviceAccountToken } = source;
  if (serviceAccountToken) {
    const { path, audience, expirationSeconds } = serviceAccountToken;
    return { [path]: { text: await tokenFor(pod, origins.client, audience, expirationSeconds) } };
  }
  if (secret) {
    const { namespace = '' } = pod.metadata;
    const found = dataOf(origins.store.one('Secret', secret.name, namespace));
    return filesOf(found ?? {}, secret.items, `Secret ${secret.name}`);
  }
  const items = (downwardAPI?.items ?? []) as readonly FieldItem[];
  return Object.fromEntries(items.map((item) => [item.path, { text: fieldText(item, pod) }]));
}

function fieldText({ fieldRef, resourceFieldRef }: FieldItem, pod: KubernetesObject): string {
  if (resourceFieldRef) return amountOf(resourceFieldRef, pod['spec'] as PodSpec);
  const path = fieldRef?.fieldPath ?? '';
  const found = fieldsOf(pod, '')[path];
  if (found === undefined) throw new Error(`${path} is not supported by the rig`);
  return found;
}

/** Fields of a pod that variables and files may have. */
function fieldsOf(pod: KubernetesObject, address: string): Record<string, string> {
  const { name, namespace = '', labels = {}, annotations = {} } = pod.metadata;
  const { uid } = pod.metadata as unknown as { uid: string };
  const { nodeName, serviceAccountName } = pod['spec'] as PodSpec & { readonly nodeName: string };
  const each = (of: Record<string, string>) => Object.entries(of).map(([key, value]) => [key, value] as const);
  const text = (of: Record<string, string>) => each(of).map(([key, value]) => `${key}=${JSON.stringify(value)}`);
  return {
    ...{ 'metadata.name': name, 'metadata.namespace': namespace, 'metadata.uid': uid },
    ...{ 'spec.nodeName': nodeName, 'spec.serviceAccountName': serviceAccountName },
    ...{ 'status.podIP': address, 'metadata.labels': text(labels).join('\n') },
    'metadata.annotations': text(annotations).join('\n'),
    ...Object.fromEntries(each(labels).map(([key, value]) => [`metadata.labels['${key}']`, value])),
    ...Object.fromEntries(each(annotations).map(([key, value]) => [`metadata.annotations['${key}']`, value])),
  };
}

/** Token of a pod's service account, by TokenRequest. */
async function tokenFor(
  pod: KubernetesObject,
  client: Client,
  audience?: string,
  expirationSeconds = 3600,
): Promise<string> {
  const { name, namespace } = pod.metadata;
  const { uid } = pod.metadata as unknown as { uid: string };
  const { serviceAccountName } = pod['spec'] as PodSpec;
  const path = `/api/v1/namespaces/${namespace}/serviceaccounts/${serviceAccountName}/token`;
  const boundObjectRef = { kind: 'Pod', apiVersion: 'v1', name, uid };
  const spec = { expirationSeconds, boundObjectRef, ...(audience === undefined ? {} : { audiences: [audience] }) };
  const request = { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', spec };
  const answer = await client.request('POST', path, request);
  return (answer['status'] as { token: string }).token;
}
