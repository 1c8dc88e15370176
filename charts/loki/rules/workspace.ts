import { textForm } from '../../input/forms';

const ARN = /^arn:aws(?:-cn|-us-gov)?:aps:([a-z0-9-]+):\d{12}:workspace\/(ws-[0-9a-f-]+)$/;

/** ARN of a workspace of Amazon Managed Service for Prometheus. */
export const WORKSPACE_ARN = textForm(
  'arn:aws:aps:eu-west-1:111122223333:workspace/ws-12345678-1234-1234-1234-123456789012',
  ARN,
  'is not the ARN of a workspace of Amazon Managed Service for Prometheus',
);

/** Receiver of samples that a workspace is, with the region that requests are signed for. */
export function workspaceReceiver(arn: string): { readonly url: string; readonly sigv4: { readonly region: string } } {
  const [, region = '', id = ''] = ARN.exec(arn) ?? [];
  const domain = region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com';
  // https://docs.aws.amazon.com/prometheus/latest/userguide/AMP-APIReference-RemoteWrite.html
  return { url: `https://aps-workspaces.${region}.${domain}/workspaces/${id}/api/v1/remote_write`, sigv4: { region } };
}
