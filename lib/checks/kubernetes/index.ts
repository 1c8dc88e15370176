import type { ManifestsRule } from '../rule';

/** Rules about Kubernetes objects of any kind. */
export const KUBERNETES_RULES: readonly ManifestsRule[] = [];
