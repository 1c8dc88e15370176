import { LOCAL_STORE, LOCAL_STORE_VOLUME } from '../../../../charts/local/store';
import { CREATED_STORAGE_CLASS, EXISTING_STORAGE_CLASS } from '../../../environment/environment';
import type { Manifest } from '../../../manifests/manifest';
import { ROLE_ANNOTATION } from '../../../manifests/service-accounts';
import { at, record, records, text } from '../../../manifests/shape';
import type { Importing } from '../../importing';
import { wholeGibOf } from '../../quantities';
import { roleAccount } from '../../role';

/** Port of the API server of a local cluster, which no EKS cluster has. */
const LOCAL_API_PORT = 6443;

/** Reads name, account, region and cluster. `named` is the name in other objects. */
export function readPlace(
  importing: Importing,
  objects: readonly Manifest[],
  config: unknown,
  named: string | undefined,
): void {
  const { draft } = importing;
  const chunks = text(at(config, 'storage_config.object_store.s3.bucket_name'));
  const [, own, owner] = /^loki-(.+)-chunks-(\d{12})-/.exec(chunks ?? '') ?? [];
  importing.suggestName(own ?? named ?? nameOfRole(objects) ?? draft.name);
  if (isLocal(objects, config)) {
    readLocal(importing, objects);
    return;
  }
  const account = owner ?? arnsOf(objects).flatMap((arn) => roleAccount(arn) ?? [])[0];
  if (account !== undefined) draft.set(['account'], account);
  importing.decide(
    ['account'],
    'no manifest shows what is in AWS alone: write tags, permissionsBoundary, removalPolicy, deployFrom, encryption of storage and credentials where they were set',
  );
  const path = arnsOf(objects).flatMap((arn) => /:role(\/(?:[^/]+\/)+)[^/]+$/.exec(arn)?.[1] ?? [])[0];
  if (path !== undefined) draft.set(['rolePath'], path);
  readCluster(importing, objects);
}

/** Region in which passwords are; undefined if they are not in AWS. */
export function regionOfPasswords(objects: readonly Manifest[]): string | undefined {
  return objects.flatMap((one) => {
    if (one.kind === 'SecretProviderClass') return text(at(one, 'spec.parameters.region')) ?? [];
    return one.kind === 'SecretStore' ? (text(at(one, 'spec.provider.aws.region')) ?? []) : [];
  })[0];
}

/** Roles of service accounts. */
const arnsOf = (objects: readonly Manifest[]): string[] =>
  objects
    .filter(({ kind }) => kind === 'ServiceAccount')
    .flatMap((one) => text(record(at(one, 'metadata.annotations'))[ROLE_ANNOTATION]) ?? []);

/** Name of the environment in the role of Alloy: that of a cluster whose Loki is elsewhere. */
export const nameOfRole = (objects: readonly Manifest[]): string | undefined =>
  arnsOf(objects).flatMap((arn) => /\/loki-([a-z0-9-]+)\.(?:alloy|canary)-/.exec(arn)?.[1] ?? [])[0];

/** True for a local cluster: its store, the port of its API server, or its single ingester shows it. */
function isLocal(objects: readonly Manifest[], config: unknown): boolean {
  if (objects.some(({ kind, metadata }) => kind === 'StatefulSet' && metadata.name === LOCAL_STORE)) return true;
  const policies = objects.filter(({ kind }) => kind === 'NetworkPolicy');
  if (policies.length > 0) {
    const ports = policies.flatMap((one) => records(at(one, 'spec.egress')).flatMap((rule) => records(rule['ports'])));
    return ports.some((port) => port['port'] === LOCAL_API_PORT);
  }
  const ingester = objects.find(({ kind, metadata }) => kind === 'StatefulSet' && metadata.name === 'loki-ingester');
  const isAlone = ingester !== undefined && at(ingester, 'spec.template.spec.affinity') === undefined;
  return isAlone && at(config, 'common.replication_factor') === 1;
}

function readLocal({ draft }: Importing, objects: readonly Manifest[]): void {
  draft.set(['cluster', 'local'], {});
  const store = objects.find(({ kind, metadata }) => kind === 'StatefulSet' && metadata.name === LOCAL_STORE);
  const size = wholeGibOf(text(at(claimOf(store), 'spec.resources.requests.storage')));
  if (size !== undefined && size !== LOCAL_STORE_VOLUME) draft.set(['cluster', 'local', 'storeVolume'], size);
  const used = storageClassOf(objects);
  if (used !== undefined) draft.set(['cluster', 'local', 'storageClass'], used);
}

const claimOf = (set: Manifest | undefined) => records(at(set, 'spec.volumeClaimTemplates'))[0];

/** StorageClass of the first volume. */
const storageClassOf = (objects: readonly Manifest[]): string | undefined =>
  text(
    at(
      objects.filter(({ kind }) => kind === 'StatefulSet').flatMap((set) => claimOf(set) ?? [])[0],
      'spec.storageClassName',
    ),
  );

/** A new cluster has a StorageClass of its own name; an existing one another, or that of its volumes. */
function readCluster(importing: Importing, objects: readonly Manifest[]): void {
  const { draft } = importing;
  const made = objects.filter(({ kind }) => kind === 'StorageClass').map(({ metadata }) => metadata.name);
  const isAuto = objects.some(
    (one) => one.kind === 'StorageClass' && one['provisioner'] === 'ebs.csi.eks.amazonaws.com',
  );
  if (made.includes(CREATED_STORAGE_CLASS)) {
    draft.set(['cluster', 'create'], isAuto ? { mode: 'auto' } : {});
    importing.decide(
      ['cluster', 'create'],
      'nodes, network and administrators of the cluster are in no manifest: write them',
    );
    return;
  }
  if (isAuto) draft.set(['cluster', 'existing', 'autoMode'], true);
  if (made.includes(EXISTING_STORAGE_CLASS)) return;
  const used = storageClassOf(objects);
  if (used !== undefined) draft.set(['cluster', 'existing', 'storageClass'], used);
}
