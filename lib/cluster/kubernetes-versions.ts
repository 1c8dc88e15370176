/** Kubernetes versions of EKS this library is made for, oldest first: those with a kubectl layer to deliver with. */
export const KUBERNETES_VERSIONS = ['1.33', '1.34', '1.35'] as const;

/** The version of a cluster that names none: the newest. */
export const DEFAULT_KUBERNETES_VERSION: string = KUBERNETES_VERSIONS[KUBERNETES_VERSIONS.length - 1] as string;
