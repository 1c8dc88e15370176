/** Regions in which S3 has endpoints validated by FIPS 140 (https://docs.aws.amazon.com/general/latest/gr/s3.html). */
export const FIPS_REGIONS: readonly string[] = [
  ...['us-east-1', 'us-east-2', 'us-west-1', 'us-west-2', 'us-gov-east-1', 'us-gov-west-1'],
  ...['ca-central-1', 'ca-west-1'],
];

/** Host of S3 validated by FIPS 140. Loki's client does not change it, unlike other hosts of S3. */
export const fipsEndpoint = (region: string): string => `s3-fips.${region}.amazonaws.com`;

/**
 * URL of STS validated by FIPS 140, from which pods get the credentials of their role; undefined if the usual endpoint
 * is validated (GovCloud), or none is (Canada) (https://docs.aws.amazon.com/general/latest/gr/sts.html).
 */
export const fipsStsEndpoint = (region: string): string | undefined =>
  /^us-(east|west)-\d$/.test(region) ? `https://sts-fips.${region}.amazonaws.com` : undefined;
