import type { RemoteWriteProps } from './props';

/** A workspace of Amazon Managed Service for Prometheus. */
export interface Workspace {
  /** Its ARN. */
  readonly arn: string;

  /** Its region. */
  readonly region: string;

  /** URL of its remote write. */
  readonly url: string;
}

/** ARN of a workspace. */
export const WORKSPACE_ARN =
  /^arn:aws(-cn|-us-gov)?:aps:([a-z]{2}(?:-[a-z]+)+-\d):\d{12}:workspace\/(ws-[0-9a-f-]{36})$/;

/** The workspace that is written to; undefined if a URL says where. */
export function workspaceOf({ workspaceArn }: RemoteWriteProps): Workspace | undefined {
  const [arn, partition, region = '', id = ''] = WORKSPACE_ARN.exec(workspaceArn ?? '') ?? [];
  if (arn === undefined) return undefined;
  const domain = partition === '-cn' ? 'amazonaws.com.cn' : 'amazonaws.com';
  return { arn, region, url: `https://aps-workspaces.${region}.${domain}/workspaces/${id}/api/v1/remote_write` };
}
