import { text } from './fields';

/** Form of the name of an environment: it becomes part of bucket, role, stage and cluster names. */
export const environmentName = text(
  'prod',
  /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/,
  'is not a valid name',
  'begin with a letter and use lower-case letters, digits and single hyphens',
);

/** Name of a namespace. */
export const namespace = text(
  'loki',
  /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/,
  'is not a valid namespace name',
  'use at most 63 lower-case letters, digits and hyphens',
);

/** Labels of DNS with dots between them, as the names of most objects are. */
export const SUBDOMAIN = '[a-z0-9]([a-z0-9-]*[a-z0-9])?(?:\\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*';

/** Name of another object in Kubernetes. */
export const objectName = text(
  'loki-credentials',
  new RegExp(`^(?=.{1,253}$)${SUBDOMAIN}$`),
  'is not a valid Kubernetes name',
  'use lower-case letters, digits, hyphens and dots',
);

/** Form of the name of a namespace, or of a pattern of such names. */
export const NAMESPACE_OR_PATTERN = /^[a-z0-9*]([a-z0-9*-]{0,61}[a-z0-9*])?$/;
