import type { Draft } from '../../draft';

/** A remote-write URL as the field has it: a workspace of Amazon Managed Service for Prometheus by its ARN. */
export function remoteWriteOf(draft: Draft, url: string | undefined): { url?: string; workspaceArn?: string } {
  const [, region, china, id] =
    /^https:\/\/aps-workspaces\.([a-z0-9-]+)\.amazonaws\.com(\.cn)?\/workspaces\/(ws-[0-9a-f-]+)\//.exec(url ?? '') ??
    [];
  if (region === undefined || id === undefined) return { url };
  const partition = china ? 'aws-cn' : region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws';
  return { workspaceArn: `arn:${partition}:aps:${region}:${String(draft.get(['account']))}:workspace/${id}` };
}
