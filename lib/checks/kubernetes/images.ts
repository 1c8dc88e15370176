import { type ManifestsRule, Severity } from '../rule';
import { counted } from '../../../charts/input/counted';
import { inContainers } from './containers';

/** A tag that is not `latest`, or a digest. The part before the last slash may be a registry with a port. */
const VERSIONED = /:(?!latest$)[^/:@]+$|@sha256:[0-9a-f]{64}$/;

const images: ManifestsRule = {
  id: 'K8S-IMAGE-1',
  severity: Severity.WARNING,
  title: 'every image names a version',
  why: 'a restarted pod may run another version than the others, and the earlier version is unknown',
  evidence: 'https://kubernetes.io/docs/concepts/containers/images/',
  check: ({ manifests }) => {
    const places = new Map<string, string[]>();
    inContainers(manifests, ({ image }, path) => {
      if (image && !VERSIONED.test(image)) places.set(image, [...(places.get(image) ?? []), `${path}.image`]);
      return [];
    });
    // One image setting of a user may apply to many containers.
    return [...places].map(([image, [path = '', ...others]]) => {
      const elsewhere = others.length === 0 ? '' : `, here and in ${counted(others.length, 'other container')}`;
      return { path, found: `'${image}' names no version${elsewhere}`, fix: 'write the tag of a version' };
    });
  },
};

/** Rules about images. */
export const IMAGE_RULES: readonly ManifestsRule[] = [images];
