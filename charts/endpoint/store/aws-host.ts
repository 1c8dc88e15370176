/** S3's hosts in any of their forms: `s3.us-east-1.amazonaws.com`, `s3-us-west-2.…`, dual-stack, FIPS, a VPC endpoint. */
const S3_HOST =
  /(?:^|[./])s3[.-](?:fips[.-])?(?:dualstack\.)?([a-z]{2}(?:-[a-z]+)+-\d+)\.(?:vpce\.)?amazonaws\.com(?:\.cn)?(?:[:/]|$)/;

/** Region in the name of a host of S3; undefined for any other endpoint. */
export function s3HostRegion(endpoint: string): string | undefined {
  return S3_HOST.exec(endpoint)?.[1];
}
