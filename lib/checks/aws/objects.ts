import { MAX_OBJECT_BYTES } from '../../delivery/limits';
import { title } from '../../manifests/manifest';
import { jsonBytesAbove } from '../../manifests/size';
import { type EnvironmentRule, Severity } from '../rule';

const objectsFit: EnvironmentRule = {
  id: 'DELIVERY-OBJECT-1',
  severity: Severity.ERROR,
  title: 'no object is larger than the 256 KiB that kubectl apply takes',
  why: 'kubectl apply stores the object in one of its annotations, and the API server rejects it there',
  evidence: 'https://kubernetes.io/docs/concepts/overview/working-with-objects/annotations/',
  check: ({ manifests }) =>
    manifests.objects.flatMap((object) => {
      const bytes = jsonBytesAbove(object, MAX_OBJECT_BYTES);
      if (bytes === undefined) return [];
      const found = `${bytes} bytes is more than the ${MAX_OBJECT_BYTES} that kubectl apply takes`;
      return [{ path: title(object), found, fix: 'make it smaller, or split it into several objects' }];
    }),
};

/** Rules about the objects that a deploy delivers. */
export const OBJECT_RULES: readonly EnvironmentRule[] = [objectsFit];
