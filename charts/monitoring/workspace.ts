import { textForm } from '../input/forms';

/** A workspace of Amazon Managed Service for Prometheus. */
export interface Workspace {
  /** Its ARN. */
  readonly arn: string;

  /** Its region. */
  readonly region: string;

  /** URL of its remote write. */
  readonly url: string;

  /** URL of its queries, without the path of the API. */
  readonly queryUrl: string;
}

const PATTERN = /^arn:aws(-cn|-us-gov)?:aps:([a-z]{2}(?:-[a-z]+)+-\d):\d{12}:workspace\/(ws-[0-9a-f-]{36})$/;

/** ARN of a workspace. */
export const WORKSPACE_ARN = textForm(
  'arn:aws:aps:us-east-1:111122223333:workspace/ws-0a1b2c3d-0000-4000-8000-00000000000a',
  PATTERN,
  'is not the ARN of a workspace of Amazon Managed Service for Prometheus',
  "find it with 'aws amp list-workspaces'",
);

/** The workspace that an ARN names; undefined if a URL says where. */
export function workspaceOf({ workspaceArn }: { readonly workspaceArn?: string }): Workspace | undefined {
  const [arn, partition, region = '', id = ''] = PATTERN.exec(workspaceArn ?? '') ?? [];
  if (arn === undefined) return undefined;
  const domain = partition === '-cn' ? 'amazonaws.com.cn' : 'amazonaws.com';
  const queryUrl = `https://aps-workspaces.${region}.${domain}/workspaces/${id}`;
  return { arn, region, url: `${queryUrl}/api/v1/remote_write`, queryUrl };
}
