/** File with the environments, where no other is named. */
export const ENVIRONMENTS_FILE = 'bin/environments.ts';

/** Folder manifests are written to, where no other is named. */
export const MANIFESTS_FOLDER = 'k8s.out';

/**
 * How long to wait for a rollout: as long as the slowest orderly one takes. Three ingesters start anew one after the
 * other, each with 5 minutes to write what it holds to S3, and a minute to come back.
 */
export const WAIT_TIMEOUT = '20m';
