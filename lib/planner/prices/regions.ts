import { ownValue } from '../../../charts/input/own-value';

/** Region of the table of prices. */
export const PRICED_REGION = 'us-east-1';

/**
 * Prices of a region as multiples of those in us-east-1. One factor stands for all prices, although each differs: a file of
 * prices can be more exact. The factors are those of a t2.micro in AWS's price list of 2020-09, as
 * https://github.com/guan840912/ec2-pricing-provider printed it. For GovCloud, they are those of an m6i.xlarge in the price list
 * of 2026-07, as AWS generated it for Karpenter.
 */
const FACTORS: Readonly<Record<string, number>> = {
  'us-east-1': 1,
  'us-east-2': 1,
  'us-west-1': 1.19,
  'us-west-2': 1,
  'ca-central-1': 1.1,
  'eu-central-1': 1.16,
  'eu-west-1': 1.09,
  'eu-west-2': 1.14,
  'eu-west-3': 1.14,
  'ap-northeast-1': 1.31,
  'ap-northeast-2': 1.24,
  'ap-south-1': 1.07,
  'ap-southeast-1': 1.26,
  'ap-southeast-2': 1.26,
  'us-gov-east-1': 1.26,
  'us-gov-west-1': 1.26,
};

/** Regions with a factor. */
export const FACTOR_REGIONS: readonly string[] = Object.keys(FACTORS);

/** Factor of a region; undefined if it is not known. */
export const regionFactor = (region: string): number | undefined => ownValue(FACTORS, region);
