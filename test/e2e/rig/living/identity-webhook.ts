import { createServer, type Server } from 'node:https';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dirname } from 'node:path';
import { text } from 'node:stream/consumers';
import type { KubernetesObject } from '../../../helpers/charts';
import { AUDIENCE } from '../../aws/tokens';
import { Authority } from '../certificates';
import { accountOf, skippedContainers, TOKEN_PATH, variablesOf } from '../identity';
import { HOST } from '../network';
import type { Container, PodSpec } from '../objects';
import type { Client } from './client';

/** Its name, as EKS has it. */
const NAME = 'pod-identity-webhook';

/** Volume with the token. */
const VOLUME = 'aws-iam-token';

/** Request of the API server. */
interface Review {
  readonly request: { readonly uid: string; readonly namespace: string; readonly object: KubernetesObject };
}

/**
 * EKS's webhook (https://github.com/aws/amazon-eks-pod-identity-webhook): pods whose service account names a role get variables and a
 * token for AWS when they are made.
 */
export class IdentityWebhook {
  private readonly authority: Authority;
  private readonly server: Server;

  constructor(
    folder: string,
    private readonly client: Client,
    private readonly region: string,
  ) {
    this.authority = new Authority(folder, NAME);
    const own = this.authority.sign(NAME, `IP:${HOST.self}`);
    this.server = createServer(own, (request, response) => void this.answer(request, response));
  }

  /** Starts it. What it returns is its object in the cluster. */
  public async start(): Promise<object> {
    await new Promise<void>((resolve) => this.server.listen(0, HOST.self, resolve));
    const { port } = this.server.address() as AddressInfo;
    const pods = { apiGroups: [''], apiVersions: ['v1'], resources: ['pods'], operations: ['CREATE'] };
    const caBundle = Buffer.from(this.authority.cert).toString('base64');
    const webhook = {
      ...{ name: 'iam-for-pods.amazonaws.com', rules: [pods], sideEffects: 'None' },
      // EKS ignores failures after 10 s. This process may be slow, and pods without a role would be a fault of their own.
      ...{ failurePolicy: 'Fail', timeoutSeconds: 30 },
      clientConfig: { url: `https://${HOST.self}:${port}/mutate`, caBundle },
      admissionReviewVersions: ['v1'],
    };
    return {
      ...{ apiVersion: 'admissionregistration.k8s.io/v1', kind: 'MutatingWebhookConfiguration' },
      ...{ metadata: { name: NAME }, webhooks: [webhook] },
    };
  }

  /** Stops it. */
  public stop(): void {
    this.server.closeAllConnections();
    this.server.close();
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { uid, namespace, object } = (JSON.parse(await text(request)) as Review).request;
    const role = await this.roleOf(namespace, (object['spec'] as PodSpec).serviceAccountName);
    const patch = role === undefined ? [] : additions(object, variablesOf(role, this.region));
    const allowed = {
      ...{ uid, allowed: true, patchType: 'JSONPatch' },
      patch: Buffer.from(JSON.stringify(patch)).toString('base64'),
    };
    const review = { apiVersion: 'admission.k8s.io/v1', kind: 'AdmissionReview', response: allowed };
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(review));
  }

  private async roleOf(namespace: string, name: string): Promise<string | undefined> {
    const found = await this.client.attempt('GET', `/api/v1/namespaces/${namespace}/serviceaccounts/${name}`);
    return found && accountOf({ one: () => found }, namespace, name).role;
  }
}

/** Additions to a pod, as a JSON patch. */
function additions({ metadata, spec }: KubernetesObject, variables: Readonly<Record<string, string>>): object[] {
  const { volumes = [], containers, initContainers = [] } = spec as PodSpec;
  const skipped = skippedContainers(metadata.annotations ?? {});
  const mount = { name: VOLUME, mountPath: dirname(TOKEN_PATH), readOnly: true };
  const added = (container: Container): object => {
    if (skipped.includes(container.name)) return container;
    const env = [...(container.env ?? []), ...Object.entries(variables).map(([name, value]) => ({ name, value }))];
    return { ...container, env, volumeMounts: [...(container.volumeMounts ?? []), mount] };
  };
  const token = { serviceAccountToken: { audience: AUDIENCE, expirationSeconds: 86_400, path: 'token' } };
  const values = {
    volumes: [...volumes, { name: VOLUME, projected: { sources: [token] } }],
    containers: containers.map(added),
    ...(initContainers.length > 0 ? { initContainers: initContainers.map(added) } : {}),
  };
  return Object.entries(values).map(([field, value]) => ({ op: 'add', path: `/spec/${field}`, value }));
}
