/** File with the environments, where no other is named. */
export const ENVIRONMENTS_FILE = 'bin/environments.ts';

/** Folder manifests are written to, where no other is named. */
export const MANIFESTS_FOLDER = 'k8s.out';
