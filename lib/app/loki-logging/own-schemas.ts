import { boolean, text } from '../../environment/schema/fields';
import { trust } from '../../identity/schemas';
import { cluster, dependables, key, removalPolicy } from '../../environment/constructs/objects';
import { enumOf, needed, type PropSchemas } from '../../environment/constructs/validate';
import { LogEncryption } from '../../storage/log-storage';
import { storage } from '../../storage/schemas';
import type { LokiLoggingProps } from './props';

/** Properties that no environment has, or has in another form. */
type Own =
  | 'cluster'
  | 'autoMode'
  | 'encryption'
  | 'encryptionKey'
  | 'removalPolicy'
  | 'storage'
  | 'trust'
  | 'kubernetesReady'
  | 'record';

/** Schemas of those properties. */
export const OWN_SCHEMAS: PropSchemas<Pick<LokiLoggingProps, Own>> = {
  cluster,
  autoMode: boolean().optional(),
  encryption: enumOf(LogEncryption, 'LogEncryption').optional(),
  encryptionKey: key.optional(),
  removalPolicy: removalPolicy.optional(),
  storage: storage.optional(),
  trust: trust.optional(),
  kubernetesReady: dependables.optional(),
  record: needed(text('deployed/team.json', /^\P{Cc}+$/u, 'is not the name of a file')).optional(),
};

/** True if a cluster is given, even if something else is wrong. */
export const isCluster = (value: unknown): value is LokiLoggingProps['cluster'] => cluster.safeParse(value).success;
