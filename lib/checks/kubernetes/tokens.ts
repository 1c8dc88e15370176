import { isRecord } from '../../manifests/shape';
import { tokensIn } from '../../manifests/tokens';
import { type ManifestsRule, Severity } from '../rule';
import { title } from '../../manifests/manifest';

const tokens: ManifestsRule = {
  id: 'K8S-TOKEN-1',
  severity: Severity.ERROR,
  title: 'no object holds a value that AWS knows at deploy time only',
  why: 'checksums, quoting and name checks take the placeholder for the value, and files for kubectl keep it for good',
  evidence: 'https://github.com/cdk8s-team/cdk8s-core/issues/2414',
  check: ({ manifests }) =>
    manifests.objects.filter(isRecord).flatMap((object) =>
      tokensIn(object).map(({ path, token }) => ({
        path: `${title(object)} ${path.join('.')}`,
        found: `'${token}' is a placeholder of the CDK, not a value`,
        fix: 'give the stack a concrete env, and names that are worked out from it',
      })),
    ),
};

/** Rules about what the CDK leaves in objects. */
export const TOKEN_RULES: readonly ManifestsRule[] = [tokens];
