import { resolveEnvironment } from '../../../../lib/environment/environment';
import type { EnvironmentProps } from '../../../../lib/environment/props';
import { environmentSetup } from '../../../../lib/planner/plan';
import type { Setup } from '../../../../lib/planner/setup/setup';

/** Setup of an environment with a new cluster, and some fields. */
export const setupWith = (props: Partial<EnvironmentProps> = {}): Setup =>
  environmentSetup(
    resolveEnvironment('prod', { account: '111122223333', region: 'us-east-1', cluster: { create: {} }, ...props }),
  );

/** An existing cluster. */
export const EXISTING = {
  existing: {
    name: 'main',
    oidcIssuer: 'https://oidc.eks.us-east-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B716D3041E',
  },
};
