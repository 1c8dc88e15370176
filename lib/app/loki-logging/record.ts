import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { attachCustomSynthesis, CfnResource, Lazy, Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { InputError, problemOfValue } from '../../../charts/input/problems';
import { messageOf } from '../../../charts/input/show';
import type { CreatedCluster } from '../../cluster/facts';
import { factsOf } from '../../planner/deployed/facts';
import {
  type DeployedRecord,
  MANIFEST_TYPE,
  NOT_A_RECORD,
  parseRecord,
  recordKey,
  recordOfTemplate,
  recordText,
} from '../../planner/deployed/record';
import type { Environment } from '../../environment/environment';
import type { ResolvedLogging } from '../../environment/resolve';
import type { Manifests } from '../../manifests/manifests';
import { replaceFile } from '../replace-file';
import { propertyPath } from './paths';
import type { LokiLoggingProps } from './props';

/** Parts of a `LokiLogging` that are recorded. */
export interface Recorded {
  /** The resolved properties. */
  readonly resolved: ResolvedLogging;

  /** Encryption of the buckets. */
  readonly encryption: 's3' | 'kms';

  /** Issuer of the cluster. */
  readonly issuer: string;

  /** The cluster, if this library creates it. @default - it exists, or others create it */
  readonly created?: CreatedCluster;
}

/** A `LokiLogging` in the form of an environment, with the fields that rules about changes read. */
export function recordedEnvironment({ resolved, encryption, issuer, created }: Recorded): Environment {
  const { account, region, clusterName: name } = resolved;
  const cluster = created ? { create: created.props } : { existing: { name, oidcIssuer: issuer } };
  return { ...resolved, terminationProtection: false, props: { account, region, storage: { encryption }, cluster } };
}

/** Translates the path of a changed fact of an environment into the path of a property. */
export function changedPath(
  scope: Construct,
  environment: Environment,
  props: Pick<LokiLoggingProps, 'storage'>,
  created?: CreatedCluster,
) {
  const own = scope.node.path;
  return (path: string): string => {
    const field = path.slice(`environments.${environment.name}.`.length);
    if (field === 'account' || field === 'region') return `${Stack.of(scope).node.path}.env.${field}`;
    if (field === 'storage.encryption') return `${own}.encryption`;
    if (/^cluster\.\w+\.name$/.test(field)) return `${own}.cluster`;
    const ofCluster = /^cluster\.create\.(\w+)$/.exec(field)?.[1];
    return ofCluster && created
      ? `${created.path}.${ofCluster === 'vpcId' ? 'vpc' : ofCluster}`
      : `${own}.${propertyPath(field, props)}`;
  };
}

/**
 * Record in a file: one that was written here, or the template of the deployed stack; undefined if there is no file.
 *
 * @throws InputError if the file is something else, or cannot be read
 */
export function readRecord(scope: Construct, file: string | undefined): DeployedRecord | undefined {
  if (file === undefined || !existsSync(file)) return undefined;
  const path = `${scope.node.path}.record`;
  const text = onDisk(path, file, 'be read', () => readFileSync(file, 'utf8'));
  const record = parseRecord(text, file) ?? recordOfTemplate(text, `remove ${file}`, pathInStack(scope));
  if (record) return record;
  throw new InputError([problemOfValue(path, file, { wrong: `is ${NOT_A_RECORD.found}`, fix: NOT_A_RECORD.fix })]);
}

/** Puts the facts into the template, and has the record written to the file when the app is synthesized. */
export function keepRecord(
  scope: Construct,
  file: string | undefined,
  environment: Environment,
  manifests: Manifests,
): void {
  const { templateOptions } = Stack.of(scope);
  const { metadata = {} } = templateOptions;
  const construct = pathInStack(scope);
  const facts = { ...factsOf(environment), construct, resources: Lazy.any({ produce: () => deliveryIds(scope) }) };
  templateOptions.metadata = { ...metadata, [recordKey(Object.keys(metadata), construct)]: facts };
  if (file === undefined) return;
  const text = recordText(environment, manifests);
  attachCustomSynthesis(scope, { onSynthesize: () => writeRecord(`${scope.node.path}.record`, file, text) });
}

/** Path of a construct within its stack: a stack may have several of its kind, each with a cluster of its own. */
function pathInStack(scope: Construct): string {
  const { scopes } = scope.node;
  return scopes
    .slice(scopes.indexOf(Stack.of(scope)) + 1)
    .map(({ node }) => node.id)
    .join('/');
}

/** Logical ids of the resources that deliver the objects of a construct. */
function deliveryIds(scope: Construct): string[] {
  const stack = Stack.of(scope);
  return scope.node
    .findAll()
    .filter(CfnResource.isCfnResource)
    .filter((resource) => resource.cfnResourceType === MANIFEST_TYPE && resource.stack === stack)
    .map(({ logicalId }) => String(stack.resolve(logicalId)));
}

function writeRecord(path: string, file: string, text: string): void {
  onDisk(path, file, 'be written', () => {
    mkdirSync(dirname(file), { recursive: true });
    replaceFile(file, text);
  });
}

function onDisk<T>(path: string, file: string, what: string, run: () => T): T {
  try {
    return run();
  } catch (error) {
    const wrong = `cannot ${what}: ${messageOf(error)}`;
    throw new InputError([problemOfValue(path, file, { wrong, fix: 'correct its permissions, or name another file' })]);
  }
}
