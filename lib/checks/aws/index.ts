import type { DeploymentRule, EnvironmentRule } from '../rule';
import { noObjectLock, publicAccessBlocked, retained, tlsOnly } from './buckets';
import { rangesKeepOut, someoneAdministers } from './cluster';
import {
  accessComesFirst,
  kubectlFits,
  resourcesFit,
  roomForManifests,
  roomForTemplates,
  templateFits,
} from './delivery';
import { keyAllowed } from './encryption';
import { roleAccount, roleArnForm, storeAccountHasRole, storeRoleIsOurs } from './identity';
import { expiryIsLate, nothingIsArchived, onlyChunksExpire } from './lifecycle';
import { podsFit } from './nodes';
import { bucketsAllowed, noWildcards } from './policy';
import { bucketsAgree, regionsAgree } from './store-config';
import { trustedAudience, trustedIssuer, trustedSubjects } from './trust';

/** Rules about what the environment says of AWS. */
export const AWS_ENVIRONMENT_RULES: readonly EnvironmentRule[] = [
  roleArnForm,
  roleAccount,
  storeAccountHasRole,
  storeRoleIsOurs,
  bucketsAgree,
  regionsAgree,
  someoneAdministers,
  rangesKeepOut,
  podsFit,
];

/** Rules about roles, buckets and stacks. */
export const AWS_RULES: readonly DeploymentRule[] = [
  trustedSubjects,
  trustedAudience,
  trustedIssuer,
  bucketsAllowed,
  noWildcards,
  expiryIsLate,
  onlyChunksExpire,
  nothingIsArchived,
  keyAllowed,
  publicAccessBlocked,
  tlsOnly,
  retained,
  noObjectLock,
  roomForManifests,
  templateFits,
  roomForTemplates,
  resourcesFit,
  kubectlFits,
  accessComesFirst,
];
