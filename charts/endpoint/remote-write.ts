import { REMOTE_WRITE_URL } from '../input/prometheus-forms';
import type { Problem } from '../input/problems';
import { type PropValidators, text } from '../input/props';
import { BY_ARN, unsigned, WORKSPACE_ARN } from './workspace';

/** Receiver of samples: a URL, or a workspace of Amazon Managed Service for Prometheus. */
export interface RemoteWrite {
  /**
   * URL of its remote-write API, such as `http://prometheus.monitoring.svc.cluster.local:9090/api/v1/write`.
   *
   * @default - `workspaceArn` says where
   */
  readonly url?: string;

  /**
   * ARN of a workspace in the region and account of the environment. The pods that write to it have a role of their
   * own, which may write there and do nothing else.
   *
   * @default - `url` says where
   */
  readonly workspaceArn?: string;
}

/** Validators of both places. */
export const REMOTE_WRITE: PropValidators<RemoteWrite> = {
  url: text(unsigned(REMOTE_WRITE_URL, BY_ARN)),
  workspaceArn: text(WORKSPACE_ARN),
};

/** Problem of a receiver that names both places, or none. */
export function onePlace(path: string, { url, workspaceArn }: RemoteWrite): Problem[] {
  if ((url === undefined) !== (workspaceArn === undefined)) return [];
  const found = `has ${url === undefined ? 'neither url nor' : 'url and'} workspaceArn`;
  return [{ path, found, fix: 'write one of the two' }];
}
