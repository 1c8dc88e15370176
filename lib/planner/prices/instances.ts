import { ownValue } from '../../../charts/input/own-value';
import { instanceName } from '../../cluster/instances';

/** Source of the prices of instances, as docs/cost.md has it. */
export const INSTANCES_SOURCE = 'price list, 2026-07 [3]';

/**
 * Dollars for an hour of an instance of the size `xlarge`, by family, in us-east-1. Prices of other sizes are
 * proportional. From AWS's price list, as AWS generated it on 2026-07-20 for Karpenter
 * (https://github.com/aws/karpenter-provider-aws/blob/main/pkg/providers/pricing/zz_generated.pricing_aws.go).
 */
const XLARGE: Readonly<Record<string, number>> = {
  ...{ c5: 0.17, c5a: 0.154, c6a: 0.153, c6g: 0.136, c6i: 0.17, c7a: 0.20528, c7g: 0.145, c7i: 0.1785 },
  ...{ c8a: 0.21554, c8g: 0.15952, c8i: 0.18742, m5: 0.192, m5a: 0.172, m6a: 0.1728, m6g: 0.154, m6i: 0.192 },
  ...{ m7a: 0.23184, m7g: 0.1632, m7i: 0.2016, m8a: 0.24344, m8g: 0.17952, m8i: 0.21168, r5: 0.252, r5a: 0.226 },
  ...{ r6a: 0.2268, r6g: 0.2016, r6i: 0.252, r7a: 0.3043, r7g: 0.2142, r7i: 0.2646, r8a: 0.31952, r8g: 0.23564 },
  r8i: 0.27784,
};

/** Dollars for an hour of an instance type in us-east-1; undefined if its price is not known. */
export function instancePrice(type: string): number | undefined {
  const { family = '', times = 0 } = instanceName(type) ?? {};
  const price = ownValue(XLARGE, family);
  return price === undefined ? undefined : Number((price * times).toFixed(6));
}
