import { type TextForm, textForm } from '../input/forms';
import { parsedUrl } from '../input/url';

/** A workspace of Amazon Managed Service for Prometheus. */
export interface Workspace {
  /** Its ARN. */
  readonly arn: string;

  /** Its region, for which requests are signed. */
  readonly region: string;

  /**
   * URL of its remote write.
   * https://docs.aws.amazon.com/prometheus/latest/userguide/AMP-APIReference-RemoteWrite.html
   */
  readonly url: string;

  /** URL of its queries, without the path of the API. */
  readonly queryUrl: string;
}

const ARN = /^arn:aws(-cn|-us-gov)?:aps:([a-z]{2}(?:-[a-z]+)+-\d):\d{12}:workspace\/(ws-[0-9a-f-]{36})$/;

/** ARN of a workspace of Amazon Managed Service for Prometheus. */
export const WORKSPACE_ARN = textForm(
  'arn:aws:aps:us-east-1:111122223333:workspace/ws-0a1b2c3d-0000-4000-8000-00000000000a',
  ARN,
  'is not the ARN of a workspace of Amazon Managed Service for Prometheus',
  "find it with 'aws amp list-workspaces'",
);

/** Host of the API of all workspaces in a region: of AWS, or of a VPC endpoint. */
const HOST = /(^|\.)aps-workspaces(-fips)?\.[a-z0-9-]+\.(vpce\.)?amazonaws\.com(\.cn)?$/;

/** True for a URL of the API of workspaces, whose requests are signed. */
export const isWorkspace = (url: string): boolean => HOST.test(parsedUrl(url)?.hostname ?? '');

/** Form that refuses URLs of workspaces, which require signed requests. `fix` says what to write instead. */
export const unsigned = ({ example, faultOf }: TextForm, fix: string): TextForm => ({
  example,
  faultOf: (url) =>
    isWorkspace(url)
      ? { wrong: 'is a workspace of Amazon Managed Service for Prometheus, and requests would not be signed', fix }
      : faultOf(url),
});

/** Fix for a field `url` with the URL of a workspace. */
export const BY_ARN = 'write its ARN as workspaceArn, and leave url out';

/** The workspace of an ARN; undefined without an ARN. */
export function workspaceOf(workspaceArn: string | undefined): Workspace | undefined {
  const [arn, partition, region = '', id = ''] = ARN.exec(workspaceArn ?? '') ?? [];
  if (arn === undefined) return undefined;
  const domain = partition === '-cn' ? 'amazonaws.com.cn' : 'amazonaws.com';
  const queryUrl = `https://aps-workspaces.${region}.${domain}/workspaces/${id}`;
  return { arn, region, url: `${queryUrl}/api/v1/remote_write`, queryUrl };
}
