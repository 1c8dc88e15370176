import { DEFAULT_NAMESPACES } from '../../../charts/defaults';
import { reservedNamespaceFault } from '../../../charts/kubernetes/namespaces';
import { checked, text } from './fields';

/** Form of the name of an environment: it becomes part of bucket, role, stage and cluster names. */
export const environmentName = text(
  'prod',
  /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/,
  'is not a valid name',
  'begin with a letter and use lower-case letters, digits and single hyphens',
);

/** Form of the name of a namespace. */
const NAMESPACE = {
  form: /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/,
  wrong: 'is not a valid namespace name',
  fix: 'use at most 63 lower-case letters, digits and hyphens',
};

/** Name of a namespace. */
export const namespace = text('monitoring', NAMESPACE.form, NAMESPACE.wrong, NAMESPACE.fix);

/** Name of a namespace for objects of ours. */
export const ownNamespace = (part: keyof typeof DEFAULT_NAMESPACES) =>
  checked(DEFAULT_NAMESPACES[part], (name) =>
    NAMESPACE.form.test(name) ? reservedNamespaceFault(name, DEFAULT_NAMESPACES[part]) : NAMESPACE,
  );

/** Name of another object in Kubernetes. */
export const objectName = text(
  'loki-credentials',
  /^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$/,
  'is not a valid Kubernetes name',
  'use lower-case letters, digits, hyphens and dots',
);

/** Form of the name of a namespace, or of a pattern of such names. */
export const NAMESPACE_OR_PATTERN = /^[a-z0-9*]([a-z0-9*-]{0,61}[a-z0-9*])?$/;
