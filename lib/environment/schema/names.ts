import { DEFAULT_NAMESPACES } from '../../../charts/defaults';
import { NAMESPACE, OBJECT_NAME } from '../../../charts/input/forms';
import { unreservedNamespace } from '../../../charts/kubernetes/reserved-namespaces';
import { formed, text } from './fields';

/** Form of the name of an environment: it becomes part of bucket, role, stage and cluster names. */
export const environmentName = text(
  'prod',
  /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/,
  'is not a valid name',
  'begin with a letter and use lower-case letters, digits and single hyphens',
);

/** Name of a namespace. */
export const namespace = formed(NAMESPACE);

/** Name of a namespace for objects of ours. */
export const ownNamespace = (part: keyof typeof DEFAULT_NAMESPACES) =>
  formed(unreservedNamespace(DEFAULT_NAMESPACES[part]));

/** Name of another object in Kubernetes. */
export const objectNameLike = (example: string) => formed({ ...OBJECT_NAME, example });

/** Name of a Secret. */
export const objectName = formed(OBJECT_NAME);
