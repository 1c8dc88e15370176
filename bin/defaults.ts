export { MANIFESTS_FOLDER } from '../lib/app/manifests-folder';

/** File with the environments, unless another is named. */
export const ENVIRONMENTS_FILE = 'bin/environments.ts';

/** File that an import writes, unless another is named. */
export const IMPORTED_FILE = 'environments.ts';

/** Folder the CDK CLI looks for templates in (`--app cdk.out`). */
export const TEMPLATES_FOLDER = 'cdk.out';

/** Folder that the resources of AWS are written to, unless another is named. */
export const AWS_FOLDER = 'aws.out';

/** Folder of the records of what was deployed, for the user to commit. */
export const RECORDS_FOLDER = 'deployed';

/** Name instead of that folder to compare with nothing. */
export const NO_RECORDS = 'none';

/**
 * Time to wait for a rollout: as long as the slowest normal one takes. Three ingesters restart one after the other, each
 * with 5 minutes to flush its chunks to S3 and a minute to become ready.
 */
export const WAIT_TIMEOUT = '20m';

/** Time for the ingesters of a zone, which restart together: 5 minutes to flush, the replay of their logs, and a reserve. */
export const ROLL_TIMEOUT = '20m';

/** Time for the volumes of one StatefulSet: EBS resizes them within minutes, and the node then grows their file systems. */
export const VOLUMES_TIMEOUT = '20m';

/** Time that a line may take from its pod to the reader. */
export const SMOKE_TIMEOUT = '3m';
