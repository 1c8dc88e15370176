import { type ManifestsRule, Severity } from '../rule';
import { inContainers } from './containers';

/** A tag that is not `latest`, or a digest. The part before the last slash may be a registry with a port. */
const VERSIONED = /:(?!latest$)[^/:@]+$|@sha256:[0-9a-f]{64}$/;

const images: ManifestsRule = {
  id: 'K8S-IMAGE-1',
  severity: Severity.WARNING,
  title: 'every image names a version',
  why: 'a restarted pod may run another version than the others, and the earlier version is unknown',
  evidence: 'https://kubernetes.io/docs/concepts/containers/images/',
  check: ({ manifests }) =>
    inContainers(manifests, ({ image }, path) =>
      !image || VERSIONED.test(image)
        ? []
        : [{ path: `${path}.image`, found: `'${image}' names no version`, fix: 'write the tag of a version' }],
    ),
};

/** Rules about images. */
export const IMAGE_RULES: readonly ManifestsRule[] = [images];
