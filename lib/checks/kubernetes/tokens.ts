import { isRecord } from '../../manifests/shape';
import { tokensIn } from '../../manifests/tokens';
import { type ManifestsRule, Severity } from '../rule';
import { title } from '../../manifests/manifest';

const tokens: ManifestsRule = {
  id: 'K8S-TOKEN-1',
  severity: Severity.ERROR,
  title: 'no object contains a value that AWS only knows at deploy time',
  why: 'checksums, quoting and name checks see the placeholder instead of the value, and rendered files keep it',
  evidence: 'https://github.com/cdk8s-team/cdk8s-core/issues/2414',
  check: ({ manifests }) =>
    manifests.objects.filter(isRecord).flatMap((object) =>
      tokensIn(object).map(({ path, token }) => ({
        path: `${title(object)} ${path.join('.')}`,
        found: `'${token}' is a placeholder of the CDK, not a value`,
        fix: 'give the stack a concrete account and region, and use names derived from them',
      })),
    ),
};

/** Rules about CDK tokens in objects. */
export const TOKEN_RULES: readonly ManifestsRule[] = [tokens];
