import { annotatedAccounts, roleOf } from '../../../lib/manifests/service-accounts';
import { manifestsOf, object } from './builders';

const annotated = (name: string, namespace: string | undefined, role: unknown) => ({
  ...object('ServiceAccount', name),
  metadata: { name, namespace, annotations: { 'eks.amazonaws.com/role-arn': role } },
});
const ROLE = 'arn:aws:iam::111122223333:role/loki';

test('accounts with a role have the subject of their tokens', () => {
  const manifests = manifestsOf(
    annotated('loki', 'logs', ROLE),
    annotated('bare', undefined, ROLE),
    annotated('none', 'logs', null),
    object('ServiceAccount', 'plain'),
  );
  expect(annotatedAccounts(manifests)).toEqual([
    { title: 'ServiceAccount logs/loki', subject: 'system:serviceaccount:logs:loki', role: ROLE },
    { title: 'ServiceAccount bare', subject: 'system:serviceaccount:default:bare', role: ROLE },
  ]);
});

test('a role that is not a text is read as one', () => {
  expect(roleOf(annotated('loki', 'logs', 7))).toBe('7');
  expect(roleOf(object('ServiceAccount', 'plain'))).toBeUndefined();
});
