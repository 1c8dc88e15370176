import type * as z from 'zod';
import { must, text } from './fields';

/** Form of the name of an environment: it becomes part of bucket, role, stage and cluster names. */
export const environmentName = text(
  'prod',
  /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/,
  'is not a valid name',
  'begin with a letter and use lower-case letters, digits and single hyphens',
);

/** Schema of a text whose port, if it has one, exists. */
export const withPort = <T extends z.ZodType<string, string>>(schema: T): T =>
  must(
    schema,
    (value) => {
      const port = /^(?:https?:\/\/)?[^/]*:(\d+)(?:\/|$)/.exec(value)?.[1];
      return port === undefined || (Number(port) > 0 && Number(port) <= 65_535);
    },
    { wrong: 'has a port that does not exist', fix: 'use one from 1 to 65535' },
  );

/** Name of a namespace. */
export const namespace = text(
  'loki',
  /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/,
  'is not a valid namespace name',
  'use at most 63 lower-case letters, digits and hyphens',
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
